// What codes of filings are called.
import type { FilingFinding } from '@tuoyuquan/api'
import { filing as t } from '../text/filing'
import type { Tone } from '../ui/StateTag.vue'

/** The word for a code, or the code where there is none. */
export const wordOf = (words: object, code: string | undefined): string =>
  code === undefined || code === '' ? '' : ((words as Record<string, string | undefined>)[code] ?? code)

/** What is asked for: its law is said where it is not the usual one. */
export const matterText = (kind: string, basis: string): string =>
  basis === 'licence' ? `${wordOf(t.value.kinds, kind)} · ${t.value.basis.licence}` : wordOf(t.value.kinds, kind)

/** What is verified: a part of the form or a paper. */
export const itemText = (item: string): string =>
  item.startsWith('material.') ? wordOf(t.value.materials, item.slice('material.'.length)) : wordOf(t.value.items, item)

/** The name of a field as findings give it: of the form, of a class by its place, or of a paper. */
export function fieldText(field: string): string {
  if (field.startsWith('materials.')) return wordOf(t.value.materials, field.slice('materials.'.length))
  const [top, place, part] = field.split('.')
  if (top === 'classes' && place !== undefined) {
    const row = t.value.classRow(Number(place) + 1)
    const parts = { band: t.value.classBand, mode: t.value.classMode, places: t.value.classPlaces, carers: t.value.classCarers }
    return part ? `${row} · ${wordOf(parts, part)}` : row
  }
  return wordOf(t.value.fields, field)
}

/** A finding as a sentence. */
export function findingText(finding: FilingFinding): string {
  const make = (t.value.find as Record<string, ((f: { field: string; have: string; want: string }) => string) | undefined>)[finding.code]
  const routed = finding.code === 'credit_route'
  return (
    make?.({
      field: fieldText(finding.field ?? ''),
      have: finding.have ?? '',
      want: routed ? wordOf(t.value.routes, finding.want) : (finding.want ?? ''),
    }) ?? finding.code
  )
}

export const stateTone = (state: string): Tone =>
  state === 'done' || state === 'filed' || state === 'licensed'
    ? 'good'
    : state === 'nonconforming' || state === 'suspended' || state === 'cancelled'
      ? 'bad'
      : state === 'submitted' || state === 'received' || state === 'verifying' || state === 'change_pending'
        ? 'info'
        : 'quiet'

export const severityTone = (severity: FilingFinding['severity']): Tone =>
  severity === 'missing' ? 'warn' : severity === 'against' ? 'bad' : 'info'

/** The name of a term: 2026-autumn. */
export function termText(term: string): string {
  const [year, half] = term.split('-')
  return t.value.term(year ?? '', half ?? '')
}
