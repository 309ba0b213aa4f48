// The fields of the form by its steps: what the wizard asks and the desk reads stand in one list.
import type { FilingForm } from '@tuoyuquan/api'
import { filing as t } from '../text/filing'
import { wordOf } from './words'

export type FieldKind = 'text' | 'long' | 'date' | 'number' | 'yes' | 'one' | 'many' | 'area'

export interface FormField {
  /** Of the form; one of staff is staff.carers. */
  key: string
  kind: FieldKind
  options?: () => object
  /** Only while this holds. */
  when?: (form: FilingForm) => boolean
}

export type Step = 'identity' | 'site' | 'classes' | 'staff' | 'safety' | 'end'

export const formSteps: Record<Step, FormField[]> = {
  identity: [
    { key: 'name', kind: 'text' },
    { key: 'credit_code', kind: 'text' },
    { key: 'route', kind: 'one', options: () => t.value.routes },
    { key: 'registrar', kind: 'text' },
    { key: 'registered_on', kind: 'date' },
    { key: 'scope', kind: 'long' },
    { key: 'legal_name', kind: 'text' },
    { key: 'legal_id', kind: 'text' },
    { key: 'kind', kind: 'one', options: () => t.value.facilityKinds },
    { key: 'nature', kind: 'one', options: () => t.value.natures },
    { key: 'modes', kind: 'many', options: () => t.value.modes },
    { key: 'inclusive', kind: 'yes' },
    { key: 'open_to_public', kind: 'yes' },
  ],
  site: [
    { key: 'area_code', kind: 'area' },
    { key: 'address', kind: 'text' },
    { key: 'site', kind: 'one', options: () => t.value.sites },
    { key: 'lease_from', kind: 'date', when: form => form.site === 'lease' },
    { key: 'lease_until', kind: 'date', when: form => form.site === 'lease' },
    { key: 'floor_low', kind: 'number' },
    { key: 'floor_high', kind: 'number' },
    { key: 'built_year', kind: 'number' },
    { key: 'floor_area', kind: 'number' },
    { key: 'usable_area', kind: 'number' },
    { key: 'outdoor_area', kind: 'number' },
  ],
  classes: [{ key: 'meals', kind: 'one', options: () => t.value.meals }],
  staff: [
    { key: 'head_name', kind: 'text' },
    { key: 'head_phone', kind: 'text' },
    { key: 'head_years', kind: 'number' },
    { key: 'head_training', kind: 'number' },
    { key: 'head_degree', kind: 'yes' },
    { key: 'staff.carers', kind: 'number' },
    { key: 'staff.certified', kind: 'number' },
    { key: 'staff.health', kind: 'number' },
    { key: 'staff.security', kind: 'number' },
    { key: 'staff.kitchen', kind: 'number' },
    { key: 'staff.other', kind: 'number' },
    { key: 'health_trained', kind: 'yes' },
    { key: 'exclusion_on', kind: 'date' },
    { key: 'checkups_on', kind: 'date' },
  ],
  safety: [
    { key: 'hygiene_passed', kind: 'yes' },
    { key: 'cameras', kind: 'yes' },
    { key: 'video_days', kind: 'number' },
    { key: 'insured', kind: 'yes' },
  ],
  end: [
    { key: 'ends_on', kind: 'date' },
    { key: 'end_reason', kind: 'one', options: () => t.value.endReasons },
  ],
}

/** The step a field of a finding stands in. */
export function stepOf(field: string | undefined): Step | 'materials' | undefined {
  if (!field) return undefined
  if (field.startsWith('materials')) return 'materials'
  if (field.startsWith('classes')) return 'classes'
  return (Object.keys(formSteps) as Step[]).find(step => formSteps[step].some(one => one.key === field))
}

type Loose = Record<string, unknown>

/** What a form says in a field. */
export function read(form: FilingForm, key: string): unknown {
  const [top, part] = key.split('.')
  const value = (form as Loose)[top ?? '']
  return part ? (value as Loose | undefined)?.[part] : value
}

/** Nothing of a step was answered yet: what is not yet said is not against any standard. */
export function untouched(step: Step, form: FilingForm): boolean {
  return formSteps[step].every(({ key }) => {
    const value = read(form, key)
    return !value || (Array.isArray(value) && !value.length)
  })
}

/** A form with another answer in one field; an empty answer is none. */
export function write(form: FilingForm, key: string, value: unknown): FilingForm {
  const [top = '', part] = key.split('.')
  const next = { ...form } as Loose
  const answer = value === '' || value === undefined || value === null ? undefined : value
  next[top] = part ? { ...(next[top] as Loose | undefined), [part]: answer } : answer
  return next as FilingForm
}

/** An answer in words. */
export function answerText(field: FormField, form: FilingForm, area?: (code: string) => string): string {
  const value = read(form, field.key)
  if (field.kind === 'yes') return value ? t.value.yes : t.value.not
  if (value === undefined || value === '' || value === 0 || (Array.isArray(value) && !value.length)) return t.value.none
  if (field.kind === 'one') return wordOf(field.options?.() ?? {}, String(value))
  if (field.kind === 'many') return (value as string[]).map(one => wordOf(field.options?.() ?? {}, one)).join('、')
  if (field.kind === 'area') return area?.(String(value)) ?? String(value)
  return String(value)
}
