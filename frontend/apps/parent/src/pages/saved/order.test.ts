import { describe, expect, it } from 'vitest'
import type { FacilityItem } from '@tuoyuquan/api'
import { orderOf, readShared } from './order'

const one = (id: string, at: string) => ({ id, name: id, note: '', at })
const list = [one('a', '2026-11-01'), one('b', '2026-11-03'), one('c', '2026-11-02')]
const items = new Map([
  ['a', { walk: { seconds: 600 } } as FacilityItem],
  ['c', { walk: { seconds: 60 } } as FacilityItem],
])

describe('the order of favourites', () => {
  it('is by walk, those without one last', () => {
    expect(orderOf(list, items, 'walk').map(f => f.id)).toEqual(['c', 'a', 'b'])
  })
  it('is the one kept last first, also while no walk is known', () => {
    expect(orderOf(list, items, 'added').map(f => f.id)).toEqual(['b', 'c', 'a'])
    expect(orderOf(list, new Map(), 'walk').map(f => f.id)).toEqual(['b', 'c', 'a'])
  })
})

describe('a shared list', () => {
  it('is read with care', () => {
    expect(readShared('a,b,a,<x>,')).toEqual(['a', 'b'])
    expect(readShared('')).toBeUndefined()
    expect(readShared(Array.from({ length: 300 }, (_, i) => `id${i}`).join())).toHaveLength(100)
  })
})
