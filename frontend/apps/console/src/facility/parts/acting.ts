// What staff do with an application: one request an action, sent once however often it is pressed.
import { ApiError, type StaffApplication } from '@tuoyuquan/api'
import { api, freshKey } from '../../api'

export type StaffState = StaffApplication['state']

export interface Act {
  action: string
  reason?: string
  signed?: boolean
}

/** Does one thing with an application as it was seen. */
export function act(app: Pick<StaffApplication, 'id' | 'version'>, { action, reason, signed }: Act): Promise<StaffApplication> {
  return api.post('/api/v1/facility/applications/{id}/actions', {
    path: { id: app.id },
    headers: { 'idempotency-key': freshKey() },
    body: { action, version: app.version, ...(reason ? { reason } : {}), ...(signed ? { form: { signed } } : {}) },
  } as never)
}

/** Somebody else was faster: the application is no longer as it was seen. */
export const overtaken = (error: unknown): boolean => error instanceof ApiError && error.status === 409 && error.code === 'state_conflict'

/** The public reasons for each action that needs one (care.RejectReasons, RevokeReasons, EndReasons). */
export const reasonsFor: Record<string, readonly string[]> = {
  reject: [
    'age_not_fitting',
    'papers_missing',
    'papers_not_valid',
    'needs_not_met',
    'not_reached',
    'class_not_opened',
    'employees_only',
    'duplicate',
    'health',
  ],
  ask_revoke: [
    'agreement_missing',
    'fees_unpaid',
    'long_absence',
    'health',
    'false_statement',
    'closing',
    'suspended',
    'needs_not_met',
    'not_reached',
  ],
  end: [
    'aged_out',
    'transferred',
    'closing',
    'long_absence',
    'found_elsewhere',
    'family_plans',
    'moved',
    'fees',
    'distance',
    'ill',
    'needs_not_met',
  ],
}

/** The shelves of the inbox: which states stand on each. */
export const shelves = {
  open: ['submitted'],
  offered: ['offered'],
  confirmed: ['confirmed'],
  enrolled: ['enrolled'],
  over: ['expired', 'lapsed', 'declined', 'rejected', 'withdrawn', 'revoked', 'superseded', 'no_show', 'ended'],
} as const satisfies Record<string, readonly StaffState[]>

export type Shelf = keyof typeof shelves
