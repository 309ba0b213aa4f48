// Doing something with a case: one request an action. When somebody was faster, what differs is put in words.
import { ApiError, type CaseAct, type Difference, type HandlerCase } from '@tuoyuquan/api'
import { momentText } from '@tuoyuquan/core'
import { api, freshKey } from '../../api'
import { core } from '../../text/language'
import { cases } from '../../text/cases'
import type { Difference as Shown } from '../../ui/ConflictDialog.vue'

export const readCase = (id: string, signal?: AbortSignal): Promise<HandlerCase> =>
  api.get('/api/v1/bureau/cases/{id}', { path: { id }, signal })

export const actOn = (id: string, body: CaseAct): Promise<HandlerCase> =>
  api.post('/api/v1/bureau/cases/{id}/actions', { path: { id }, headers: { 'idempotency-key': freshKey() }, body })

/** Somebody else was faster: the case is no longer as it was seen. */
export const overtaken = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.status === 409 && error.code === 'state_conflict'

/** What differs from what was seen, in the officer's words. */
export function differencesOf(error: unknown, unitName: (id: string) => string): Shown[] {
  if (!(error instanceof ApiError)) return []
  const list = (error.problem as { differences?: Difference[] } | undefined)?.differences ?? []
  return list.map(one => ({
    field: cases.value.fields[one.field] ?? one.field,
    mine: told(one.field, one.yours, unitName),
    theirs: [told(one.field, one.now, unitName), one.by, one.at && momentText(one.at, new Date(), core.value)].filter(Boolean).join(' · '),
  }))
}

function told(field: string, value: string, unitName: (id: string) => string): string {
  const t = cases.value
  if (!value) return '—'
  if (value === 'true') return t.yes
  if (value === 'false') return t.no
  if (field === 'due') {
    const [clock = '', at = ''] = value.split(' ')
    return `${t.clocks[clock] ?? clock} ${momentText(at, new Date(), core.value)}`
  }
  if (field.endsWith('_at')) return momentText(value, new Date(), core.value)
  if (field === 'unit' || field === 'co_units') return value.split(',').map(unitName).join('、')
  if (field === 'findings')
    return value
      .split(',')
      .map(one => {
        const [n, result = ''] = one.split(':')
        return `${t.allegation(Number(n))} ${t.results[result] ?? result}`
      })
      .join('；')
  return { state: t.states[value], class: t.classes[value], reason: t.reasons[value], asked: t.asked[value] }[field as 'state'] ?? value
}
