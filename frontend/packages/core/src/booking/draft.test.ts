import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostDrafts, newDraft, readDrafts, withDraft, type Draft } from './draft'

const now = new Date('2026-11-16T09:30:00+08:00')
const at = now.toISOString()
const full: Draft = {
  facility: 'f1',
  class: 'c1',
  child: 'k1',
  start: '2026-12-01',
  with: [{ child: 'k2', class: 'c2' }],
  transfer: 'yes',
  consents: ['booking'],
  step: 2,
  application: 'a1',
  sending: { key: 'key-0001', what: 'hold' },
  at,
}

describe('drafts on the device', () => {
  it('come back as they were written', () => {
    expect(readDrafts(JSON.parse(JSON.stringify([full])), now)).toEqual([full])
    expect(readDrafts([newDraft('f2', at)], now)).toEqual([newDraft('f2', at)])
  })
  it('are let go when older than thirty days, or twice', () => {
    expect(readDrafts([{ ...full, at: '2026-10-01T00:00:00Z' }], now)).toEqual([])
    expect(readDrafts([full, { ...full, class: 'c2' }], now)).toEqual([full])
  })
  it('never fail on what lies there instead', () => {
    fc.assert(fc.property(fc.jsonValue(), raw => readDrafts(raw, now).length <= mostDrafts))
    const broken = {
      ...full,
      step: 9,
      start: '2026-13-40',
      with: [null, { child: 7 }, { child: 'k2' }, { child: 'k2', class: 'c9' }],
      transfer: 1,
      consents: [1, 'x'],
      sending: { key: 7 },
    }
    const { sending, ...rest } = full
    void sending
    expect(readDrafts([broken], now)).toEqual([
      { ...rest, step: 1, start: '', with: [{ child: 'k2', class: '' }], transfer: '', consents: ['x'] },
    ])
  })
  it('stand with the newest in front, five at most', () => {
    const many = Array.from({ length: 7 }, (_, i) => newDraft(`f${i}`, at))
    const kept = many.reduce<Draft[]>((list, one) => withDraft(list, one), [])
    expect(kept.map(one => one.facility)).toEqual(['f6', 'f5', 'f4', 'f3', 'f2'])
    expect(withDraft(kept, { ...newDraft('f4', at), class: 'x' })).toHaveLength(5)
  })
})
