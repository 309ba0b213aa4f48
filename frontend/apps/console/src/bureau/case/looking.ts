// Looks at who complained: each with a purpose and a reason, written down before anything is given.
import { computed } from 'vue'
import type { Identity } from '@tuoyuquan/api'
import { api, fetchFile } from '../../api'
import { cases } from '../../text/cases'

const codes = ['contact', 'verify', 'police', 'mediation', 'refund', 'court'] as const

/** What an identity may be opened for. */
export const purposes = computed(() => codes.map(code => ({ code, text: cases.value.purposes[code] ?? code })))

export const openIdentity = (id: string, purpose: string, reason: string): Promise<Identity> =>
  api.post('/api/v1/bureau/cases/{id}/identity', { path: { id }, body: { purpose: purpose as 'contact', reason } })

/** Saves a photo as it came. */
export async function saveOriginal(id: string, evidence: string, purpose: string, reason: string): Promise<void> {
  const { name, blob } = await fetchFile(`/api/v1/bureau/cases/${id}/evidence/${evidence}/original`, { purpose, reason })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
