// What a clock says: how much is left, or by how much it has run over.
interface Words {
  left: (text: string) => string
  over: (text: string) => string
  soon: string
  now: string
  minutes: (n: number) => string
  hours: (n: number) => string
  days: (n: number) => string
}

/** In the largest whole unit; under a minute it says so, for "0 minutes" is neither left nor over. */
export function spellLeft(left: number, t: Words): string {
  const minutes = Math.floor(Math.abs(left) / 60_000)
  if (minutes < 1) return left > 0 ? t.soon : t.now
  const text =
    minutes < 60 ? t.minutes(minutes) : minutes < 48 * 60 ? t.hours(Math.floor(minutes / 60)) : t.days(Math.floor(minutes / 1440))
  return left < 0 ? t.over(text) : t.left(text)
}
