// Calendar days in Asia/Shanghai, as text: a day is what stands on the calendar on the wall, so no Date object with its zone
// travels through the app. China has had no daylight saving time since 1991; the zone is eight hours.

/** A calendar day, YYYY-MM-DD, in Asia/Shanghai. */
export type CareDate = string

const shanghai = 8 * 3600_000
const dayMillis = 24 * 3600_000
const two = (n: number) => String(n).padStart(2, '0')

/** The calendar day in Shanghai at an instant. */
export function today(now: Date): CareDate {
  return new Date(now.getTime() + shanghai).toISOString().slice(0, 10)
}

/** The day when text names one that exists, of the years 1900 to 2200 as the server takes them. */
export function readDate(text: unknown): CareDate | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const { year, month, day } = partsOf(text)
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  return text
}

/** Year, month 1 to 12 and day 1 to 31 of a day. */
export function partsOf(date: CareDate): { year: number; month: number; day: number } {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) }
}

/** How many days a month has. */
export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** The same day n months later, or the last day of a month too short for it. */
export function addMonths(date: CareDate, n: number): CareDate {
  const { year, month, day } = partsOf(date)
  const count = year * 12 + (month - 1) + n
  const toYear = Math.floor(count / 12)
  const toMonth = count - toYear * 12 + 1
  return `${String(toYear).padStart(4, '0')}-${two(toMonth)}-${two(Math.min(day, daysIn(toYear, toMonth)))}`
}

/** The day n days later. */
export function addDays(date: CareDate, n: number): CareDate {
  return new Date(Date.parse(date + 'T00:00:00Z') + n * dayMillis).toISOString().slice(0, 10)
}

/**
 * Completed months of age on a day; negative before the birth (-1 on the day before). A month is completed on the same day of
 * the month as the birth, or on the last day of a month too short for it: the rule of the server.
 */
export function completedMonths(birth: CareDate, on: CareDate): number {
  const b = partsOf(birth)
  const o = partsOf(on)
  const months = (o.year - b.year) * 12 + o.month - b.month
  return o.day < Math.min(b.day, daysIn(o.year, o.month)) ? months - 1 : months
}
