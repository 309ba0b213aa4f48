/** The day a year after a moment, as a date field wants it, in the service's time zone. */
export function yearFrom(now: Date): string {
  const day = new Date(now.getTime() + 8 * 3_600_000)
  day.setUTCFullYear(day.getUTCFullYear() + 1)
  return day.toISOString().slice(0, 10)
}
