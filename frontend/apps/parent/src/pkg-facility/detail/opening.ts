import { today } from '@tuoyuquan/core'
import type { Hours } from '@tuoyuquan/api'

/** Minutes before closing from which a facility is said to close soon. */
export const soon = 60

/** Whether the door is open at a moment, in Asia/Shanghai. */
export interface Opening {
  state: 'open' | 'closing' | 'later' | 'closed' | 'day_off' | 'unknown'
  /** Weekday of the moment, 1 Monday to 7 Sunday. */
  weekday: number
  /** Today's periods in minutes after midnight, ascending. */
  periods: { open: number; close: number }[]
  /** Minutes until it closes (open, closing), or the minute after midnight at which it opens (later). */
  left?: number
  opens?: number
  /** The next open day after a closed one. */
  next?: { weekday: number; open: number }
}

/** Opening of a facility now: what is open today, whether it is, and when again if not. Holidays are not known. */
export function openingAt(hours: readonly Hours[] | null | undefined, now: Date): Opening {
  const weekday = weekdayOf(today(now))
  const periods = periodsOf(hours, weekday)
  if (!hours?.length) return { state: 'unknown', weekday, periods }
  const minute = minuteOf(now)
  const here = periods.find(p => p.open <= minute && minute < p.close)
  if (here) return { state: here.close - minute <= soon ? 'closing' : 'open', weekday, periods, left: here.close - minute }
  const later = periods.find(p => p.open > minute)
  if (later) return { state: 'later', weekday, periods, opens: later.open }
  return { state: periods.length ? 'closed' : 'day_off', weekday, periods, next: nextOpening(hours, weekday) }
}

function periodsOf(hours: readonly Hours[] | null | undefined, weekday: number) {
  return (hours ?? [])
    .filter(h => h.weekday === weekday)
    .map(h => ({ open: h.open, close: h.close }))
    .sort((a, b) => a.open - b.open)
}

function nextOpening(hours: readonly Hours[], after: number) {
  for (let n = 1; n <= 7; n++) {
    const weekday = ((after - 1 + n) % 7) + 1
    const first = periodsOf(hours, weekday)[0]
    if (first) return { weekday, open: first.open }
  }
  return undefined
}

/** 1 Monday to 7 Sunday. */
function weekdayOf(date: string): number {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay()
  return day === 0 ? 7 : day
}

/** Minutes after midnight in Asia/Shanghai. */
function minuteOf(now: Date): number {
  return Math.floor((now.getTime() + 8 * 3600_000) / 60_000) % (24 * 60)
}
