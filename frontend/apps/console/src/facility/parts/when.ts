// When somebody comes: the whole day with its weekday, for staff plan by the week and look back over New Year.
import { partsOf, type Text } from '@tuoyuquan/core'

interface Words {
  weekday: (n: number) => string
  span: (day: string, weekday: string, from: string, until: string) => string
}

export function whenText(one: { date: string; from: string; until: string }, core: Text, t: Words): string {
  const { year, month, day } = partsOf(one.date)
  const weekday = new Date(`${one.date}T00:00:00Z`).getUTCDay() || 7
  return t.span(core.common.day(year, month, day), t.weekday(weekday), one.from, one.until)
}
