import { completedMonths, type CareDate } from './date'
import type { Text } from './text'

/** Ages in completed months the service is for: children under three, and the month in which they turn three (托大班 takes them). */
export const careAges = { from: 0, below: 37 } as const

/** An age in words: "1 岁 8 个月", "8 个月". */
export function ageText(months: number, t: Text): string {
  if (months < 0) return t.common.unborn
  if (months === 0) return t.common.newborn
  const years = Math.floor(months / 12)
  const rest = months % 12
  if (years === 0) return t.common.months(rest)
  return rest === 0 ? t.common.years(years) : t.common.yearsMonths(years, rest)
}

/** Ages a class takes, from completed months to the first no longer taken: "6–36 个月". */
export function ageRange(from: number, to: number, t: Text): string {
  return t.common.ageRange(from, to - 1)
}

/** Whether a child can be in care at all on the day it would begin. */
export function childStatus(birth: CareDate, start: CareDate): 'unborn' | 'fits' | 'too_old' {
  if (start < birth) return 'unborn'
  return completedMonths(birth, start) < careAges.below ? 'fits' : 'too_old'
}
