import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { texts } from '../text'
import { bookingTexts } from '../text/booking'
import { buttonsOf, givesUp, inOrder, isOver, isWait, may, shelfOf, tellStatus } from './status'
import { appStates, type Standing } from './types'

const t = texts.zh
const b = bookingTexts.zh
const now = new Date('2026-11-16T09:30:00+08:00')
const tell = (app: Standing) => tellStatus(app, now, t, b)

describe('one clear line', () => {
  it.each(appStates)('%s says where it stands and what to do, in both languages', state => {
    for (const [words, text] of [
      [bookingTexts.zh, texts.zh],
      [bookingTexts.en, texts.en],
    ] as const) {
      const { badge, line, next } = tellStatus({ state }, now, text, words)
      expect(badge.length * line.length * next.length).toBeGreaterThan(0)
    }
  })
  it('does not fail on a state newer than the app', () => {
    expect(tell({ state: 'enchanted', deadline: { at: '2026-11-17T18:00:00+08:00', kind: 'moon' } })).toMatchObject({
      ...b.unknownState,
      deadline: '',
      left: '',
    })
  })
  it('tells an offer with its deadline, what is left, and that it is urgent within a day', () => {
    const offer = (at: string) => tell({ state: 'offered', deadline: { at, kind: 'answer' }, actions: ['accept', 'decline'] })
    expect(offer('2026-11-18T18:00:00+08:00')).toMatchObject({
      badge: '有托位了',
      deadline: '请在 11 月 18 日（周三）18:00 前答复',
      left: '还剩 2 天 8 小时',
      urgent: false,
      shelf: 'you',
    })
    expect(offer('2026-11-17T08:00:00+08:00').urgent).toBe(true)
    expect(offer('2026-11-16T08:00:00+08:00').left).toBe('已经过了这个时间')
  })
  it('does not hurry a family about the deadline of others', () => {
    expect(tell({ state: 'submitted', deadline: { at: '2026-11-16T18:00:00+08:00', kind: 'decide' } })).toMatchObject({
      urgent: false,
      shelf: 'going',
    })
  })
  it('takes the end of a hold where no deadline is named', () => {
    expect(tell({ state: 'held', hold_until: '2026-11-16T09:45:00+08:00' })).toMatchObject({ left: '还剩 15 分钟', urgent: true })
    expect(tell({ state: 'enrolled', hold_until: '2026-11-16T09:45:00+08:00' }).left).toBe('')
  })
})

describe('the list', () => {
  it('asks first for what only the family can do', () => {
    expect(shelfOf({ state: 'offered' })).toBe('you')
    expect(shelfOf({ state: 'waitlisted' })).toBe('going')
    expect(shelfOf({ state: 'waitlisted', actions: ['keep'] })).toBe('you')
    expect(shelfOf({ state: 'lapsed' })).toBe('past')
    expect(shelfOf({ state: 'lapsed', actions: ['revive'] })).toBe('you')
    expect(shelfOf({ state: 'superseded', actions: ['restore'] })).toBe('you')
    expect(shelfOf({ state: 'withdrawn' })).toBe('past')
  })
  it('stands in order: asked for by deadline, under way, over with the newest first', () => {
    const list = [
      { id: 'old', state: 'withdrawn', since: '2026-10-01T00:00:00Z' },
      { id: 'wait', state: 'waitlisted', since: '2026-11-01T00:00:00Z' },
      { id: 'late', state: 'offered', deadline: { at: '2026-11-19T00:00:00Z', kind: 'answer' } },
      { id: 'newer', state: 'declined', since: '2026-11-01T00:00:00Z' },
      { id: 'soon', state: 'held', hold_until: '2026-11-16T02:00:00Z' },
    ]
    expect(inOrder(list).map(app => app.id)).toEqual(['soon', 'late', 'wait', 'newer', 'old'])
  })
  it('loses nothing and is the same however it came', () => {
    const app = fc.record({
      id: fc.uuid(),
      state: fc.constantFrom(...appStates),
      since: fc.constantFrom('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'),
    })
    fc.assert(
      fc.property(fc.array(app), list => {
        const shelves = inOrder(list).map(shelfOf)
        const rank = { you: 0, going: 1, past: 2 }
        expect([...shelves].sort((x, y) => rank[x] - rank[y])).toEqual(shelves)
        expect(new Set(inOrder(list))).toEqual(new Set(list))
      }),
    )
  })
})

describe('the buttons', () => {
  it('offer what may be done, the wanted thing first, and know what gives something up', () => {
    const app = { state: 'offered', actions: ['withdraw', 'decline', 'accept'] }
    expect(buttonsOf(app)).toEqual(['accept', 'decline'])
    expect(may(app, 'submit')).toBe(false)
    expect(may({ state: 'held', actions: null }, 'submit')).toBe(false)
    expect(['accept', 'decline', 'withdraw', 'end'].map(givesUp)).toEqual([false, true, true, true])
  })
  it('know a wait and an end', () => {
    expect(['waitlisted', 'paused', 'held'].map(isWait)).toEqual([true, true, false])
    expect(['lapsed', 'enrolled'].map(isOver)).toEqual([true, false])
  })
})
