import type { Text } from './text'

export type Freshness = 'fresh' | 'ageing' | 'stale' | 'never'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Limits in milliseconds after which a confirmed figure is marked as ageing, and after which its number is hidden. */
export const freshFor = 48 * hour
export const staleAfter = 7 * day

/** How far a figure can be trusted by its age on this device. A confirmation in the future (a clock that runs ahead) is fresh. */
export function freshness(confirmedAt: string | undefined, now: Date): Freshness {
  const at = confirmedAt === undefined ? NaN : Date.parse(confirmedAt)
  if (Number.isNaN(at)) return 'never'
  const age = now.getTime() - at
  if (age > staleAfter) return 'stale'
  return age > freshFor ? 'ageing' : 'fresh'
}

/** How long ago an instant was, in the largest unit that is completed: "2 小时前". */
export function agoText(at: string, now: Date, t: Text): string {
  const age = now.getTime() - Date.parse(at)
  if (!(age >= minute)) return t.common.justNow
  if (age < hour) return t.common.minutesAgo(Math.floor(age / minute))
  if (age < 2 * day) return t.common.hoursAgo(Math.floor(age / hour))
  if (age < 60 * day) return t.common.daysAgo(Math.floor(age / day))
  if (age < 730 * day) return t.common.monthsAgo(Math.floor(age / (30 * day)))
  return t.common.yearsAgo(Math.floor(age / (365 * day)))
}
