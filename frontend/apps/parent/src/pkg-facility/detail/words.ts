import { agoText, monthOf, partsOf, type Text } from '@tuoyuquan/core'

/** A calendar day in words: 2027 年 3 月 1 日. */
export function dayText(date: string, t: Text): string {
  const { year, month, day } = partsOf(date)
  return t.common.day(year, month, day)
}

/** A month in words: 2027 年 3 月. */
export function monthText(month: string, t: Text): string {
  const { year, month: number } = monthOf(month)
  return t.common.month(year, number)
}

/** The first day of care in words, 今天 when it is. */
export function startText(start: string, today: string, t: Text): string {
  return start === today ? t.facility.startToday : dayText(start, t)
}

/** How long a facility has been open, in whole years. */
export function openedText(day: string, today: string, t: Text): string {
  const opened = partsOf(day)
  const now = partsOf(today)
  const years = now.year - opened.year - (now.month * 100 + now.day < opened.month * 100 + opened.day ? 1 : 0)
  return years < 1 ? t.facility.openedLess(dayText(day, t)) : t.facility.openedFor(dayText(day, t), t.facility.openedYears(years))
}

export { agoText }
