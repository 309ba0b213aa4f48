// What the form of a person holds, and what is sent of it.
import type { RosterPerson, StaffCertificate } from '@tuoyuquan/api'

export interface PersonForm {
  id: string
  version: number
  code: string
  name: string
  post: RosterPerson['post']
  class_id: string
  weekdays: number[]
  from: string
  to: string
  excluded_on: string
  health_until: string
  certificates: Required<StaffCertificate>[]
}

export const posts = ['head', 'carer', 'health', 'security', 'kitchen', 'other'] as const
export const kinds = [
  'nursery_carer',
  'infant_teacher',
  'teacher',
  'health_training',
  'security',
  'first_aid',
  'management',
  'other',
] as const

export const newCertificate = (): Required<StaffCertificate> => ({ kind: 'nursery_carer', number: '', issued: '', expires: '' })

export const newPerson = (today: string): PersonForm => ({
  id: '',
  version: 0,
  code: '',
  name: '',
  post: 'carer',
  class_id: '',
  weekdays: [1, 2, 3, 4, 5],
  from: today,
  to: '',
  excluded_on: '',
  health_until: '',
  certificates: [],
})

export const formOf = (p: RosterPerson): PersonForm => ({
  id: p.id,
  version: p.version,
  code: p.code ?? '',
  name: p.name ?? '',
  post: p.post,
  class_id: p.class_id ?? '',
  weekdays: [...p.weekdays],
  from: p.from,
  to: p.to ?? '',
  excluded_on: p.excluded_on ?? '',
  health_until: p.health_until ?? '',
  certificates: p.certificates.map(one => ({ ...newCertificate(), ...one })),
})

/** Leaves out what is empty: the service takes an absent day for none. */
export function bodyOf(f: PersonForm) {
  return {
    name: f.name,
    post: f.post,
    weekdays: f.weekdays,
    from: f.from,
    ...(f.code ? { code: f.code } : {}),
    ...(f.post === 'carer' && f.class_id ? { class_id: f.class_id } : {}),
    ...(f.to ? { to: f.to } : {}),
    ...(f.excluded_on ? { excluded_on: f.excluded_on } : {}),
    ...(f.health_until ? { health_until: f.health_until } : {}),
    certificates: f.certificates.map(one => ({
      kind: one.kind,
      ...(one.number ? { number: one.number } : {}),
      ...(one.issued ? { issued: one.issued } : {}),
      ...(one.expires ? { expires: one.expires } : {}),
    })),
  }
}

export const leftBefore = (p: RosterPerson, day: string): boolean => !!p.to && p.to < day

/** What differs between a form and the same person as somebody else has saved them, field by field. */
export function personClash(
  mine: PersonForm,
  theirs: PersonForm,
  words: (field: 'post' | 'class' | 'certificate' | 'weekday', value: string) => string,
): { field: PersonField; mine: string; theirs: string }[] {
  const shown: Record<PersonField, (f: PersonForm) => string> = {
    name: f => f.name.trim(),
    code: f => f.code.trim(),
    post: f => words('post', f.post),
    class: f => (f.post === 'carer' ? words('class', f.class_id) : ''),
    weekdays: f =>
      [...f.weekdays]
        .sort((a, b) => a - b)
        .map(day => words('weekday', String(day)))
        .join(' '),
    from: f => f.from,
    to: f => f.to,
    excluded: f => f.excluded_on,
    health: f => f.health_until,
    certificates: f =>
      f.certificates.map(one => [words('certificate', one.kind), one.number, one.issued, one.expires].filter(Boolean).join(' ')).join('；'),
  }
  return (Object.keys(shown) as PersonField[])
    .map(field => ({ field, mine: shown[field](mine), theirs: shown[field](theirs) }))
    .filter(one => one.mine !== one.theirs)
    .map(one => ({ ...one, mine: one.mine || '—', theirs: one.theirs || '—' }))
}

export type PersonField = 'name' | 'code' | 'post' | 'class' | 'weekdays' | 'from' | 'to' | 'excluded' | 'health' | 'certificates'
