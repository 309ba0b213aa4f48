// What can be booked at a facility, from the figures of its openings: places by month, sessions by day, opening windows.
import { monthsBetween } from '../places'

/** One month of a class; free is null where the facility has not said. */
export interface OpenMonth {
  month: string
  free?: number | null
}

/** What of a class the offer turns on. */
export interface OpenClass {
  /** A place can be held now, in every month it takes. */
  bookable: boolean
  why?: string
  waiting: number
  months?: readonly OpenMonth[] | null
}

/** What a family is offered in a class on a day: a place, the waitlist, or nothing and why. */
export interface Offer {
  kind: 'book' | 'wait' | 'none'
  /** Places free in the month care begins; undefined when not known. */
  free?: number
  waiting: number
  why?: string
}

/** Reasons for which the waitlist stays open. */
const queueable: readonly string[] = ['', 'pool_full', 'waitlist_ahead']

/** The figure of a month; one not listed is as the one before it. */
export function freeIn(months: readonly OpenMonth[] | null | undefined, month: string): number | undefined {
  const known = (months ?? []).filter(one => one.month <= month)
  return known[known.length - 1]?.free ?? undefined
}

/** What is offered in a class to a child that begins on a day. The server has the last word: months until the child leaves count there. */
export function offerOf(one: OpenClass, start: string): Offer {
  const month = start.slice(0, 7)
  const free = freeIn(one.months, month)
  const { waiting } = one
  if (one.bookable) return { kind: 'book', free, waiting }
  if (queueable.includes(one.why ?? '')) return { kind: 'wait', free, waiting, why: one.why || 'pool_full' }
  return { kind: 'none', free, waiting, why: one.why }
}

/** Months ahead that free places by age, as far as a family looks. */
export function freeing(months: readonly { month: string; freeing: number }[] | null | undefined, from: string, ahead = 12) {
  return (months ?? []).filter(m => m.freeing > 0 && m.month > from && monthsBetween(from, m.month) <= ahead)
}

/** What of a session its state turns on. */
export interface OpenSession {
  left: number
  status: string
  window?: { opens_at: string; closes_at: string }
}

/** Where a session stands: sign-up not yet open, in its opening window (order by lot), being drawn, open with room, full, closed, not held. */
export type SessionStand = 'soon' | 'window' | 'drawing' | 'open' | 'full' | 'closed' | 'cancelled'

/** Where a session stands at a moment. The server's word holds, but a window opens and closes on the screen by the clock. */
export function standOf({ left, status, window }: OpenSession, now: Date): SessionStand {
  if (status === 'cancelled' || status === 'closed' || status === 'drawing') return status
  if (window && (status === 'planned' || status === 'window')) {
    if (now.getTime() < Date.parse(window.opens_at)) return 'soon'
    return now.getTime() < Date.parse(window.closes_at) ? 'window' : 'drawing'
  }
  if (status === 'planned') return 'soon'
  return left > 0 ? 'open' : 'full'
}

/** Things that happen on days, by their day, in order of time. */
export function byDay<S>(list: readonly S[], dayOf: (one: S) => string): { day: string; list: S[] }[] {
  const days: { day: string; list: S[] }[] = []
  for (const one of [...list].sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0))) {
    const last = days[days.length - 1]
    if (last?.day === dayOf(one)) last.list.push(one)
    else days.push({ day: dayOf(one), list: [one] })
  }
  return days
}
