import { describe, expect, it } from 'vitest'
import { newDraft } from './draft'
import type { Offer } from './openings'
import { canJoin, isHeld, mates, offerTogether, placeOf, transferOf, wishOf, withMate } from './wish'

const app = (id: string, child: string, room: string, state: string, more: { mode?: string; group?: string } = {}) => ({
  id,
  state,
  group: more.group,
  start: '2026-12-01',
  child: { id: child },
  class: { id: room, mode: more.mode ?? 'full_day' },
  facility: { id: 'f' },
})
const book: Offer = { kind: 'book', free: 2, waiting: 0 }
const wait: Offer = { kind: 'wait', free: 0, waiting: 3, why: 'waitlist_ahead' }
const none: Offer = { kind: 'none', waiting: 0, why: 'closed' }

describe('a place in exchange for another', () => {
  const old = app('a', 'k1', 'c1', 'enrolled')
  it('is asked of a child that has a full-day place in another class', () => {
    expect(placeOf([old], 'k1', 'c2')).toBe(old)
    expect(placeOf([old], 'k1', 'c1')).toBeUndefined()
    expect(placeOf([old], 'k2', 'c2')).toBeUndefined()
    expect(placeOf([app('a', 'k1', 'c1', 'enrolled', { mode: 'half_day' })], 'k1', 'c2')).toBeUndefined()
    expect(placeOf([app('a', 'k1', 'c1', 'confirmed')], 'k1', 'c2')).toBeUndefined()
  })
  it('is the only way to another full-day place, and a choice beside half days', () => {
    expect(transferOf(undefined, 'full_day', 'yes')).toBe('none')
    expect(transferOf(old, 'full_day', '')).toBe('ask')
    expect(transferOf(old, 'full_day', 'yes')).toBe('replace')
    expect(transferOf(old, 'full_day', 'no')).toBe('barred')
    expect(transferOf(old, 'half_day', 'no')).toBe('keep')
  })
})

describe('siblings together', () => {
  const room = { id: 'c2', mode: 'full_day' }
  it('are those with nothing under way and no place to give up', () => {
    expect(canJoin([], 'k2', room)).toBe(true)
    for (const state of ['held', 'submitted', 'offered', 'confirmed', 'enrolled'])
      expect(canJoin([app('a', 'k2', 'c1', state)], 'k2', room), state).toBe(false)
    for (const state of ['waitlisted', 'paused', 'withdrawn']) expect(canJoin([app('a', 'k2', 'c1', state)], 'k2', room), state).toBe(true)
    expect(canJoin([app('a', 'k2', 'c2', 'waitlisted')], 'k2', room)).toBe(false)
    expect(canJoin([app('a', 'k2', 'c2', 'draft')], 'k2', room)).toBe(true)
    expect(canJoin([app('a', 'k2', 'c1', 'enrolled')], 'k2', { id: 'c3', mode: 'half_day' })).toBe(true)
    expect(canJoin([app('a', 'k1', 'c1', 'held')], 'k2', room)).toBe(true)
  })
  it('have places only when there is one for each', () => {
    const two = (a: Offer, b: Offer, other = 'c2') => offerTogether([{ room: 'c1', offer: a }, { room: other, offer: b }]) // prettier-ignore
    expect(offerTogether([])).toEqual({ kind: 'none', waiting: 0 })
    expect(offerTogether([{ room: 'c1', offer: book }])).toEqual(book)
    expect(two(book, book)).toEqual(book)
    expect(two(book, wait)).toEqual(wait)
    expect(two(wait, none)).toEqual(none)
    expect(two(book, book, 'c1').kind).toBe('book')
    const one = { ...book, free: 1 }
    expect(two(one, one).kind).toBe('book')
    expect(two(one, one, 'c1')).toEqual({ ...one, kind: 'wait', why: 'pool_full' })
    const unsaid = { kind: 'book', waiting: 0 } as const
    expect(two(unsaid, unsaid, 'c1').kind).toBe('book')
  })
  it('are found by their group', () => {
    const [a, b, c] = [
      app('a', 'k1', 'c1', 'held', { group: 'g' }),
      app('b', 'k2', 'c2', 'held', { group: 'g' }),
      app('c', 'k3', 'c2', 'held'),
    ]
    expect(mates([b, a, c], a)).toEqual([a, b])
    expect(mates([a, b, c, app('d', 'k4', 'c2', 'held')], c)).toEqual([c])
  })
  it('come into the list and change their class', () => {
    const list = withMate([], { child: 'k2', class: '' })
    expect(list).toEqual([{ child: 'k2', class: '' }])
    expect(withMate([...list, { child: 'k3', class: 'c3' }], { child: 'k2', class: 'c2' })).toEqual([
      { child: 'k2', class: 'c2' },
      { child: 'k3', class: 'c3' },
    ])
  })
})

describe('what is asked for', () => {
  const draft = { ...newDraft('f', ''), child: 'k1', class: 'c1' }
  const both = { ...draft, with: [{ child: 'k2', class: 'c2' }] }
  const start = '2026-12-01'
  it('is one child, siblings, or an exchange, never both of these', () => {
    const plain = { child_id: 'k1', class_id: 'c1', start, as: 'hold' }
    expect(wishOf(draft, start, 'hold')).toEqual(plain)
    expect(wishOf(both, start, 'hold')).toEqual({ ...plain, with: [{ child_id: 'k2', class_id: 'c2' }] })
    expect(wishOf(both, start, 'hold', 'old')).toEqual({ ...plain, replaces: 'old' })
  })
  it('is held already only when nothing of it changed', () => {
    const held = [app('a', 'k1', 'c1', 'held'), app('b', 'k2', 'c2', 'held')]
    expect(isHeld(held, wishOf(both, start, 'hold'))).toBe(true)
    expect(isHeld(held, wishOf(draft, start, 'hold'))).toBe(false)
    expect(isHeld(held.slice(0, 1), wishOf(draft, start, 'hold'))).toBe(true)
    expect(isHeld(held.slice(0, 1), wishOf(draft, start, 'hold', 'old'))).toBe(false)
    expect(isHeld(held, wishOf(both, '2026-12-02', 'hold'))).toBe(false)
    expect(isHeld([app('a', 'k1', 'c1', 'submitted')], wishOf(draft, start, 'hold'))).toBe(false)
  })
})
