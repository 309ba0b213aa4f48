import type { Like } from '../like'
import type { why as zh } from '../zh/why'

const found = (n: number) => (n === 1 ? '1 facility' : `${n} facilities`)

export const why: Like<typeof zh> = {
  takes: ages => `Takes ${ages}`,
  freeNow: n => `${n} ${n === 1 ? 'place' : 'places'} free now`,
  freeFrom: (month, n) => `${n} ${n === 1 ? 'place' : 'places'} free in ${month}`,
  freeSome: 'Places free',
  openWhenNeeded: 'Open when you need it',
  makesUntil: time => `Open until ${time}`,
  withinFee: yuan => `${yuan}, within your budget`,
  matchesWords: words => `Matches “${words}”`,
  empty: {
    no_street_nearby: 'There is no street to walk on near this place',
    nobody_in_reach: 'No facility can be walked to in this time',
    all_full: 'Everything within the walk is full',
    no_class_for_age: 'No class nearby takes a child of this age',
    no_match: 'Nothing meets all of these wishes',
    unknown_area: 'There is no such area',
    no_match_for_words: 'No facility has this name or address',
    end_of_list: 'That was the last one',
    no_facilities: 'No facility has been published here yet',
  },
  drop: {
    vacant: n => `With or without room: ${found(n)}`,
    fee_max: n => `At any fee: ${found(n)}`,
    days: n => `At any hours: ${found(n)}`,
    kind: n => `Of any kind: ${found(n)}`,
    nature: n => `Public or private: ${found(n)}`,
    mode: n => `Full day, half day and so on: ${found(n)}`,
    inclusive: n => `Subsidised or not: ${found(n)}`,
    language: n => `In any language: ${found(n)}`,
    open: n => `With those for staff only: ${found(n)}`,
    verified: n => `With those not verified: ${found(n)}`,
    age_months: n => `For any age: ${found(n)}`,
    words: n => `Without the words: ${found(n)}`,
    area: n => `In any area: ${found(n)}`,
    bbox: n => `Beyond this part of the map: ${found(n)}`,
    near: n => `${found(n)} not on the map yet: look at any distance`,
  },
  farther: minutes => `Walk up to ${minutes} min`,
  nearest: (name, minutes) => `The nearest is ${name}, ${minutes} min on foot`,
}
