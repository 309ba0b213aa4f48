// Where a complaint stands, at a glance: one line, the stop it has reached, the clock, and whether it waits for the complainant.
import type { Complaint } from '@tuoyuquan/api'
import type { Text } from '../text'
import type { FollowText } from '../text/follow'
import { mainClock, tellClock, type ToldClock } from './clock'

export type Followed = Complaint['state']
export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'brand'
export type Action = Complaint['actions'][number]

/** Where a complaint belongs on the list. */
export type Shelf = 'you' | 'going' | 'past'

export interface CaseStanding {
  badge: string
  tone: Tone
  line: string
  next: string
  /** 0 to 4, of the five stops; undefined where it left the way. */
  stop: number | undefined
  clock: ToldClock | undefined
  shelf: Shelf
}

const stops: Record<Followed, number | undefined> = {
  received: 0,
  needs_info: 0,
  not_accepted: undefined,
  accepted: 1,
  assigned: 1,
  return_requested: 1,
  in_progress: 2,
  transferred: 2,
  suspended: 2,
  reply_review: 2,
  reopened: 2,
  merged: 2,
  replied: 3,
  follow_up: 3,
  closed: 4,
  withdrawn: undefined,
}

/** Whether the complainant may do something now. */
export const mayDo = (one: Pick<Complaint, 'actions'>, action: Action): boolean => one.actions.includes(action)

/** Whether something is asked of the complainant. */
export function waitsForYou(one: Complaint): boolean {
  return one.state === 'needs_info' || mayDo(one, 'second_look') || mayDo(one, 'rate')
}

function shelfOf(one: Complaint): Shelf {
  if (waitsForYou(one)) return 'you'
  return one.public === 'open' ? 'going' : 'past'
}

function toneOf(one: Complaint, clock: ToldClock | undefined): Tone {
  if (clock?.overdue && !clock.yours) return 'bad'
  if (waitsForYou(one)) return 'warn'
  if (one.state === 'not_accepted' || one.state === 'withdrawn') return 'quiet'
  return one.public === 'open' ? 'brand' : 'good'
}

/** What matters more than the state: that the office is late, or that the complainant is asked something. */
function asked(one: Complaint, clock: ToldClock | undefined, f: FollowText): { badge?: string; line?: string } {
  if (clock?.overdue && !clock.yours) return { badge: f.late }
  if (mayDo(one, 'second_look')) return f.asks.second_look
  return mayDo(one, 'rate') ? f.asks.rate : {}
}

/** A complaint at a glance. A state newer than this app is told in the server's own words. */
export function standingOf(one: Complaint, now: Date, t: Text, f: FollowText): CaseStanding {
  const main = mainClock(one.clocks, now)
  const clock = main && tellClock(main, now, t, f)
  const words = f.states[one.state] ?? { badge: f.caseTitle, line: one.sentence, next: '' }
  return { ...words, ...asked(one, clock, f), tone: toneOf(one, clock), stop: stops[one.state], clock, shelf: shelfOf(one) }
}

/** Newest news first. */
export function inNewsOrder(list: readonly Complaint[]): Complaint[] {
  const last = ({ created_at: created, timeline, messages }: Complaint) =>
    Math.max(Date.parse(created), ...timeline.map(one => Date.parse(one.at)), ...messages.map(one => Date.parse(one.at)))
  return [...list].sort((a, b) => last(b) - last(a))
}
