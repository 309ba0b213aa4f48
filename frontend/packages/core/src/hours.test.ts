import type { Hours } from '@tuoyuquan/api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clock, daysText, hoursFit, hoursText, makesIt, needSpan, readClock } from './hours'
import { check } from './testdata/check'
import { texts } from './text'

const { zh, en } = texts
const on = (days: number[], open: string, close: string): Hours[] =>
  days.map(weekday => ({ weekday, open: readClock(open) as number, close: readClock(close) as number }))
const week = [1, 2, 3, 4, 5]

describe('clock', () => {
  test('reads what it writes, and nothing else', () => {
    check(fc.property(fc.integer({ min: 0, max: 1440 }), minutes => readClock(clock(minutes)) === minutes))
    for (const bad of ['24:01', '8:00', '08:60', '99:99', '', undefined, 800]) expect(readClock(bad)).toBeUndefined()
  })
})

describe('needSpan', () => {
  test('what the server is asked', () => {
    expect(needSpan({ days: [] })).toBeUndefined()
    expect(needSpan({ days: [], from: '08:00', until: '18:00' })).toEqual({ days: week, from: 480, until: 1080 })
    expect(needSpan({ days: [6], until: '18:00' })).toEqual({ days: [6], from: 1079, until: 1080 })
    expect(needSpan({ days: [7, 6], from: '08:00' })).toEqual({ days: [6, 7], from: 480, until: 481 })
    expect(needSpan({ days: [6] })).toEqual({ days: [6], from: 600, until: 660 })
    expect(needSpan({ days: [], from: '18:00', until: '08:00' })).toBeUndefined()
    expect(needSpan({ days: [], until: '00:00' })).toBeUndefined()
    expect(needSpan({ days: [], from: '24:00' })).toBeUndefined()
  })
})

describe('makesIt', () => {
  const hours = on(week, '08:00', '18:00')

  test('can I be there before closing?', () => {
    expect(makesIt(hours, { days: [], until: '18:00' })).toBe(true)
    expect(makesIt(hours, { days: [], until: '18:01' })).toBe(false)
    expect(makesIt(hours, { days: [], from: '07:59' })).toBe(false)
    expect(makesIt(hours, { days: [6] })).toBe(false)
    expect(makesIt(hours, { days: [] })).toBe(true)
    expect(makesIt([], { days: [6] })).toBe(false)
    expect(hoursFit(null, { days: [6] })).toBe('unknown')
  })

  test('periods that follow on each other count as one, a gap does not', () => {
    expect(makesIt([...on([1], '08:00', '12:00'), ...on([1], '12:00', '17:00')], { days: [1], from: '09:00', until: '16:00' })).toBe(true)
    expect(makesIt([...on([1], '08:00', '12:00'), ...on([1], '13:00', '17:00')], { days: [1], from: '09:00', until: '16:00' })).toBe(false)
  })

  const anyHours: fc.Arbitrary<Hours[]> = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 7 }), fc.nat(95), fc.nat(95))
      .map(([weekday, a, b]) => ({ weekday, open: Math.min(a, b) * 15, close: Math.max(a, b) * 15 + 15 })),
    { minLength: 1, maxLength: 14 },
  )

  test('agrees with looking at every minute', () => {
    check(
      fc.property(anyHours, fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), fc.nat(1439), fc.nat(1440), (list, days, a, b) => {
        const from = Math.min(a, b)
        const until = Math.max(a, b)
        if (from === until) return
        const openAt = (day: number, minute: number) => list.some(h => h.weekday === day && h.open <= minute && minute < h.close)
        const slow = days.every(day => Array.from({ length: until - from }, (_, i) => from + i).every(minute => openAt(day, minute)))
        expect(makesIt(list, { days, from: clock(from), until: clock(until) })).toBe(slow)
      }),
      300,
    )
  })

  test('less time on fewer days is never harder', () => {
    check(
      fc.property(anyHours, fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 2 }), fc.integer({ min: 0, max: 1380 }), (list, days, from) => {
        const wide = { days, from: clock(from), until: clock(from + 60) }
        const narrow = { days: days.slice(1), from: clock(from + 10), until: clock(from + 50) }
        expect(!makesIt(list, wide) || makesIt(list, narrow)).toBe(true)
      }),
    )
  })
})

describe('hoursText', () => {
  test('days with the same times together', () => {
    expect(hoursText([...on(week, '08:00', '18:30'), ...on([6], '09:00', '12:00')], zh)).toEqual([
      { days: '周一至周五', times: '08:00–18:30' },
      { days: '周六', times: '09:00–12:00' },
    ])
    expect(hoursText([...on([1], '13:00', '17:00'), ...on([1], '08:00', '12:00')], en)).toEqual([
      { days: 'Mon', times: '08:00–12:00, 13:00–17:00' },
    ])
    expect(hoursText(undefined, zh)).toEqual([])
  })

  test('runs of days', () => {
    expect(daysText([1, 2, 3, 4, 5, 6, 7], zh)).toBe('每天')
    expect(daysText([1, 2, 4, 5, 6], zh)).toBe('周一、周二、周四至周六')
    expect(daysText([7, 6], en)).toBe('Sat, Sun')
    expect(daysText([9], zh)).toBe('9')
  })
})
