/** A code that was asked for on this device: the text is read in another app, and this one may be closed meanwhile. */
export interface Asked {
  phone: string
  /** When it was sent, and from when another may be asked for, in milliseconds. */
  at: number
  again: number
}

/** How long a code is good. */
export const codeLasts = 5 * 60_000

/** What the device kept of a code asked for; undefined once the code is no longer good. */
export function readAsked(raw: unknown, now: number): Asked | undefined {
  const { phone, at, again } = (raw ?? {}) as Partial<Record<keyof Asked, unknown>>
  if (typeof phone !== 'string' || !/^1\d{10}$/.test(phone) || typeof at !== 'number' || typeof again !== 'number') return undefined
  return at <= now && now < at + codeLasts ? { phone, at, again } : undefined
}
