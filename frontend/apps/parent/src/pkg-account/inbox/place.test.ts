import { expect, test } from 'vitest'
import { placeOf } from './place'

test('a message leads to what it is about, or nowhere', () => {
  expect(placeOf({ kind: 'application', id: 'a' })).toEqual({ route: 'application', query: { id: 'a' } })
  expect(placeOf({ kind: 'visit', id: 'v' })).toEqual({ route: 'bookings', query: { id: 'v' } })
  expect(placeOf({ kind: 'entry', id: 'e' })).toEqual({ route: 'bookings', query: { id: 'e' } })
  expect(placeOf({ kind: 'family' })).toEqual({ route: 'family' })
  expect(placeOf({ kind: 'readings' })).toEqual({ route: 'records' })
  expect(placeOf({ kind: 'case', id: 'c' })).toEqual({ route: 'complaint', query: { id: 'c' } })
  expect(placeOf({ kind: 'complaints' })).toEqual({ route: 'complaints' })
  expect(placeOf({ kind: 'reviews', id: 'f' })).toEqual({ route: 'review', query: { facility: 'f' } })
  for (const link of [undefined, { kind: 'desk' as const }, { kind: 'confirm' as const, id: 'x' }, { kind: 'release' as const, id: 'r' }])
    expect(placeOf(link)).toBeUndefined()
})
