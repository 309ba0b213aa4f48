// Whom the page is about, as far as it can be told without the device.
import { type Child, type Mode, modes, readClock } from '@tuoyuquan/core'
import type { FacilityDetail } from '@tuoyuquan/api'

/** When the family needs care, as far as it said. */
export interface Need {
  days: number[]
  from: string
  until: string
}

/** The modes a facility has: those it declares and those of its classes, in one order. */
export function modesOf(detail: FacilityDetail | undefined): Mode[] {
  const { modes: declared, classes } = detail?.facility ?? {}
  return modes.filter(m => declared?.includes(m) || classes?.some(c => c.mode === m))
}

/** The child an answer is about. The birthday is used only where it agrees with the age that was asked for. */
export function childOf(detail: FacilityDetail, birth: string, ageOn: (birth: string, start: string) => number): Child {
  const { start, age_months: ageMonths } = detail
  const same = birth !== '' && ageMonths !== undefined && Math.max(0, ageOn(birth, start)) === ageMonths
  return { start, ageMonths, birth: same ? birth : undefined }
}

/** The need in hours with only what makes sense: a pick-up after the drop-off. */
export function soundNeed({ days, from, until }: Need): { days: number[]; from?: string; until?: string } {
  const a = readClock(from)
  const b = readClock(until)
  if (a !== undefined && b !== undefined && a >= b) return { days, from }
  return { days, from: a === undefined ? undefined : from, until: b === undefined ? undefined : until }
}
