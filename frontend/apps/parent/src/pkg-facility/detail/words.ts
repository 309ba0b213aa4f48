import { agoText, partsOf, type Text } from '@tuoyuquan/core'
import { monthOf } from './months'

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

/** Metres in words, kilometres from 1,000 on. */
export function farText(metres: number, t: Text): string {
  const tens = Math.round(metres / 10) * 10
  return tens < 1000 ? t.common.metres(tens || Math.round(metres)) : t.common.kilometres((metres / 1000).toFixed(1))
}

/** How long a facility has been open, in whole years. */
export function openedText(day: string, today: string, t: Text): string {
  const opened = partsOf(day)
  const now = partsOf(today)
  const years = now.year - opened.year - (now.month * 100 + now.day < opened.month * 100 + opened.day ? 1 : 0)
  return t.facility.openedFor(dayText(day, t), years < 1 ? t.facility.openedLess : t.facility.openedYears(years))
}

export { agoText }
