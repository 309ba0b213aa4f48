import { expect, test } from 'vitest'
import { newPerson, personClash } from './person'

const words = (kind: string, value: string) => `${kind}:${value}`

test('what two people changed of somebody differs field by field, and nothing else is shown', () => {
  const mine = { ...newPerson('2026-11-01'), id: 'p', name: ' 王老师 ', class_id: 'a', weekdays: [5, 1] }
  expect(personClash(mine, { ...mine, name: '王老师', version: 7, weekdays: [1, 5] }, words)).toEqual([])
  const theirs = {
    ...mine,
    name: '王敏',
    post: 'head' as const,
    to: '2026-12-31',
    certificates: [{ kind: 'first_aid' as const, number: '8', issued: '', expires: '2027-01-01' }],
  }
  expect(personClash(mine, theirs, words)).toEqual([
    { field: 'name', mine: '王老师', theirs: '王敏' },
    { field: 'post', mine: 'post:carer', theirs: 'post:head' },
    { field: 'class', mine: 'class:a', theirs: '—' },
    { field: 'to', mine: '—', theirs: '2026-12-31' },
    { field: 'certificates', mine: '—', theirs: 'certificate:first_aid 8 2027-01-01' },
  ])
})
