import { addDays, partsOf, today } from './date'
import type { Text } from './text'

const shanghai = 8 * 3600_000

/** The time on the wall in Shanghai at an instant, HH:MM. */
export function clockText(at: Date): string {
  return new Date(at.getTime() + shanghai).toISOString().slice(11, 16)
}

/** A calendar day in words; the year only when it is not this year's. */
export function shortDay(date: string, now: Date, t: Text): string {
  const { year, month, day } = partsOf(date)
  return year === partsOf(today(now)).year ? t.moment.day(month, day) : t.common.day(year, month, day)
}

/** When something was or will be, to the minute, in Shanghai: 今天 09:30, 11 月 14 日 09:30. '' when at is no time. */
export function momentText(at: string | undefined, now: Date, t: Text): string {
  const when = new Date(at ?? '')
  if (Number.isNaN(when.getTime())) return ''
  const date = today(when)
  const here = today(now)
  const near = { [here]: t.moment.today, [addDays(here, -1)]: t.moment.yesterday, [addDays(here, 1)]: t.moment.tomorrow }[date]
  return t.moment.at(near ?? shortDay(date, now, t), clockText(when))
}
