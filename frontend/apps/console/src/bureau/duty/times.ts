// Hours on duty as a form has them: China's time, to the minute.
export interface Shift {
  account: string
  starts: string
  ends: string
  rank: number
}

export interface Office {
  id: string
  name: string
  kind: string
  posts: { account: string; duties: string[] }[]
  shifts: Shift[]
}

const hours = 8 * 3600_000

const dayAfter = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + n * 24 * 3600_000).toISOString().slice(0, 10)

/** 2026-11-22T09:00, as a field of a form writes an instant. */
export const toField = (at: string): string => new Date(Date.parse(at) + hours).toISOString().slice(0, 16)

export const fromField = (field: string): string => `${field}:00+08:00`

/** Whether a shift ends after it begins. */
export const isShift = (of: Shift): boolean => of.starts !== '' && of.ends > of.starts

/** A day each in turn from tomorrow, nine to nine, for seven days. */
export function weekOf(who: readonly string[], now: Date): Shift[] {
  if (!who.length) return []
  const first = toField(now.toISOString()).slice(0, 10)
  return Array.from({ length: 7 }, (_, i) => {
    const starts = `${dayAfter(first, i + 1)}T09:00`
    return { account: who[i % who.length] ?? '', starts, ends: `${dayAfter(first, i + 2)}T09:00`, rank: 0 }
  })
}
