// The words of reservations a screen turns on. The service alone moves states; what it adds later is shown by a plain sentence.

/** States of an application. */
export const appStates = [
  'draft',
  'held',
  'submitted',
  'waitlisted',
  'paused',
  'offered',
  'confirmed',
  'enrolled',
  'expired',
  'lapsed',
  'declined',
  'rejected',
  'withdrawn',
  'revoked',
  'superseded',
  'no_show',
  'ended',
] as const
export type AppState = (typeof appStates)[number]

/** The next thing that falls due. */
export interface Due {
  at: string
  kind: string
  provisional?: boolean
}

/** What of an application its status line turns on. */
export interface Standing {
  state: string
  actions?: readonly string[] | null
  deadline?: Due
  hold_until?: string
  start?: string
  frozen?: boolean
}
