// Moments in a family's words. Everything is told in Asia/Shanghai, where the facilities are, whatever the phone believes.
import { addDays, partsOf, today } from '../date'
import type { Text } from '../text'
import type { BookingText } from '../text/booking'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const two = (n: number) => String(n).padStart(2, '0')

/** Time of day in Shanghai: 09:05. */
export function timeText(at: string): string {
  const millis = Date.parse(at)
  return Number.isNaN(millis) ? '' : new Date(millis + 8 * hour).toISOString().slice(11, 16)
}

/** Monday is 1, Sunday 7. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7
}

/** A calendar day: today, tomorrow, else with its weekday, and with the year when it is another. */
export function dayWords(date: string, now: Date, t: Text, b: BookingText): string {
  const present = today(now)
  if (date === present) return b.today
  if (date === addDays(present, 1)) return b.tomorrow
  const { year, month, day: number } = partsOf(date)
  const weekday = t.common.weekdays[weekdayOf(date)] ?? ''
  return date.slice(0, 4) === present.slice(0, 4) ? b.dayOnly(month, number, weekday) : b.dayOfYear(year, month, number, weekday)
}

/** A moment: day and time. */
export function whenText(at: string, now: Date, t: Text, b: BookingText): string {
  const millis = Date.parse(at)
  if (Number.isNaN(millis)) return ''
  return b.dayAt(dayWords(today(new Date(millis)), now, t, b), timeText(at))
}

/** From one moment to another of the same day: day and both times. */
export function spanText(from: string, to: string, now: Date, t: Text, b: BookingText): string {
  return b.dayAt(dayWords(today(new Date(from)), now, t, b), t.common.clockSpan(timeText(from), timeText(to)))
}

/** A length of time in its two largest units, rounded down: nobody is told more time than there is. */
export function lengthText(millis: number, b: BookingText): string {
  if (millis < minute) return b.underMinute
  const days = Math.floor(millis / day)
  const hours = Math.floor((millis % day) / hour)
  const minutes = Math.floor((millis % hour) / minute)
  if (days) return hours && days < 3 ? b.and(b.days(days), b.hours(hours)) : b.days(days)
  if (hours) return minutes && hours < 6 ? b.and(b.hours(hours), b.minutes(minutes)) : b.hours(hours)
  return b.minutes(minutes)
}

export interface Countdown {
  /** Milliseconds left, never below 0. */
  left: number
  /** 14:05; hours are told as minutes. */
  text: string
  /** Two minutes or less. */
  urgent: boolean
  over: boolean
}

/** What is left until a moment, to the second; a second that has begun counts. */
export function countdown(until: string | undefined, now: Date): Countdown {
  const left = Math.max(0, Date.parse(until ?? '') - now.getTime() || 0)
  const seconds = Math.ceil(left / 1000)
  return { left, text: `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`, urgent: left <= 2 * minute, over: left === 0 }
}
