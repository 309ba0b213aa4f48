import type { Like } from '../like'
import type { vacancy as zh } from '../zh/vacancy'

const places = (n: number) => `${n} ${n === 1 ? 'place' : 'places'} free`

export const vacancy: Like<typeof zh> = {
  free: places,
  freeAtLeast: n => `At least ${places(n)}`,
  someFree: 'Places free',
  full: 'Full',
  unknown: 'Places not published',
  partlyFull: 'Some classes full, others not published',
  stale: 'Figure out of date',
  doubtful: 'Parents were told it is full',
  noClass: 'No class for this age',
  membersOnly: 'Own staff only',
  confirmed: ago => `Confirmed by the facility ${ago}`,
  confirmedOld: ago => `Last confirmed ${ago}; ask the facility`,
  doubted: ago => `Confirmed ${ago}, but parents have been told it is full since`,
  neverConfirmed: 'The facility has never published a figure; ask it',
  membersOnlyMeans: 'Run by an employer for its own staff; other families cannot enrol',
  noClassMeans: 'No class here takes a child of this age on the start date',
  filed: n => `${n} filed`,
  staffed: n => `${n} with today's staff`,
  freeShort: n => `${n} free`,
  figuresJoin: ' · ',
  fromMonth: month => `from ${month}`,
  badge: { free: n => String(n), full: 'Full', unknown: '?', closed: '—' },
  freshness: { fresh: 'confirmed within 48 hours', ageing: 'older than 48 hours', stale: 'older than 7 days', never: 'never confirmed' },
}
