// One clear line about an application: where it stands, until when, and what to do now.
import type { Text } from '../text'
import type { BookingText } from '../text/booking'
import { appStates, type AppState, type Standing } from './types'
import { lengthText, whenText } from './when'

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'brand'

/** Where an application belongs on the list. */
export type Shelf = 'you' | 'going' | 'past'

export interface Status {
  badge: string
  tone: Tone
  line: string
  next: string
  /** The deadline as a sentence; '' when none runs. */
  deadline: string
  /** What is left until it: 还剩 1 天 3 小时. '' when none runs. */
  left: string
  /** The family has to act, and a day or less is left. */
  urgent: boolean
  shelf: Shelf
}

const tones: Record<AppState, Tone> = {
  draft: 'quiet',
  held: 'warn',
  submitted: 'brand',
  waitlisted: 'brand',
  paused: 'quiet',
  offered: 'good',
  confirmed: 'good',
  enrolled: 'good',
  expired: 'quiet',
  lapsed: 'warn',
  declined: 'quiet',
  rejected: 'bad',
  withdrawn: 'quiet',
  revoked: 'bad',
  superseded: 'warn',
  no_show: 'bad',
  ended: 'quiet',
}

const over: readonly string[] = ['expired', 'lapsed', 'declined', 'rejected', 'withdrawn', 'revoked', 'superseded', 'no_show', 'ended']
const family: readonly string[] = ['hold', 'answer', 'keep', 'return', 'draft', 'object', 'agree']
const day = 86_400_000

const known = (state: string): AppState | undefined => appStates.find(one => one === state)

/** Whether a family may do something now. */
export const may = (app: Standing, action: string): boolean => app.actions?.includes(action) ?? false

/** Whether the application takes part in nothing any more, though some ends can be taken back for a while. */
export const isOver = (state: string): boolean => over.includes(state)

/** Whether the application is a wait. */
export const isWait = (state: string): boolean => state === 'waitlisted' || state === 'paused'

/** Whether the family is asked for something, is under way, or is done with it. */
export function shelfOf(app: Standing): Shelf {
  const { state } = app
  if (state === 'draft' || state === 'held' || state === 'offered') return 'you'
  if (may(app, 'keep') || (may(app, 'revive') && state === 'lapsed') || (may(app, 'restore') && state === 'superseded')) return 'you'
  return isOver(state) ? 'past' : 'going'
}

/** The status in words, at the moment of the device's clock. */
export function tellStatus(app: Standing, now: Date, t: Text, b: BookingText): Status {
  const state = known(app.state)
  const { badge, line, next } = state ? b.states[state] : b.unknownState
  const due = app.deadline ?? (app.hold_until && app.state === 'held' ? { at: app.hold_until, kind: 'hold' } : undefined)
  const left = due ? Date.parse(due.at) - now.getTime() : NaN
  const sentence = due && b.deadlines[due.kind]
  const ours = due !== undefined && family.includes(due.kind)
  return {
    badge,
    tone: state ? tones[state] : 'quiet',
    line,
    next,
    deadline: due && sentence ? sentence(b.before(whenText(due.at, now, t, b))) : '',
    left: !due || !sentence || Number.isNaN(left) ? '' : left <= 0 ? b.overdue : b.left(lengthText(left, b)),
    urgent: ours && left <= day,
    shelf: shelfOf(app),
  }
}

const weight: Record<Shelf, number> = { you: 0, going: 1, past: 2 }

/** What is asked of the family first, by deadline; then what is under way; what is over last, the newest first. */
export function inOrder<A extends Standing & { since?: string }>(list: readonly A[]): A[] {
  const at = (app: A) => Date.parse(app.deadline?.at ?? app.hold_until ?? '') || Infinity
  const since = (app: A) => Date.parse(app.since ?? '') || 0
  return [...list].sort((a, b) => {
    const shelf = shelfOf(a)
    if (shelf !== shelfOf(b)) return weight[shelf] - weight[shelfOf(b)]
    if (shelf !== 'past' && at(a) !== at(b)) return at(a) - at(b)
    return since(b) - since(a)
  })
}

/** What the buttons offer, the most wanted first; an action not listed here needs no button of its own. */
const offered = ['accept', 'submit', 'hold', 'keep', 'revive', 'restore', 'object', 'decline', 'withdraw', 'end'] as const

/** Actions for buttons in the order they stand; the first is the main one unless it gives something up. */
export function buttonsOf(app: Standing): string[] {
  // Giving an offer back and leaving come to the same: one button is enough.
  return offered.filter(action => may(app, action) && !(action === 'withdraw' && may(app, 'decline')))
}

/** Whether an action gives something up that cannot be had back. */
export const givesUp = (action: string): boolean => action === 'decline' || action === 'withdraw' || action === 'end'
