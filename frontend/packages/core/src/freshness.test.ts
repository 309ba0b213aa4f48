import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agoText, freshFor, freshness, staleAfter } from './freshness'
import { check } from './testdata/check'
import { texts } from './text'

const now = new Date('2026-11-22T08:00:00+08:00')
const before = (ms: number) => new Date(now.getTime() - ms).toISOString()
const second = 1000
const hour = 3600 * second
const day = 24 * hour

describe('freshness', () => {
  test('48 hours and 7 days, to the millisecond', () => {
    expect(freshness(before(0), now)).toBe('fresh')
    expect(freshness(before(48 * hour), now)).toBe('fresh')
    expect(freshness(before(48 * hour + 1), now)).toBe('ageing')
    expect(freshness(before(7 * day), now)).toBe('ageing')
    expect(freshness(before(7 * day + 1), now)).toBe('stale')
    expect(freshness(before(-hour), now)).toBe('fresh')
    expect(freshness('2026-11-22T07:00:00+08:00', now)).toBe('fresh')
  })

  test('what is no time was never confirmed', () => {
    for (const bad of [undefined, '', 'yesterday', '2026-99-99']) expect(freshness(bad, now)).toBe('never')
  })

  test('only ever gets worse as time passes', () => {
    const order = ['fresh', 'ageing', 'stale']
    check(
      fc.property(fc.integer({ min: -day, max: 60 * day }), fc.integer({ min: 0, max: 30 * day }), (age, wait) => {
        const first = order.indexOf(freshness(before(age), now))
        const later = order.indexOf(freshness(before(age), new Date(now.getTime() + wait)))
        return first <= later && first === (age > staleAfter ? 2 : age > freshFor ? 1 : 0)
      }),
    )
  })
})

describe('agoText', () => {
  test('in the largest unit completed', () => {
    const said = (ms: number) => agoText(before(ms), now, texts.zh)
    expect(said(0)).toBe('刚刚')
    expect(said(-5 * hour)).toBe('刚刚')
    expect(said(59 * second)).toBe('刚刚')
    expect(said(60 * second)).toBe('1 分钟前')
    expect(said(hour - 1)).toBe('59 分钟前')
    expect(said(2 * hour)).toBe('2 小时前')
    expect(said(47 * hour)).toBe('47 小时前')
    expect(said(48 * hour)).toBe('2 天前')
    expect(said(59 * day)).toBe('59 天前')
    expect(said(61 * day)).toBe('2 个月前')
    expect(said(800 * day)).toBe('2 年前')
    expect(agoText('nonsense', now, texts.zh)).toBe('刚刚')
    expect(agoText(before(hour), now, texts.en)).toBe('1 hour ago')
    expect(agoText(before(3 * hour), now, texts.en)).toBe('3 hours ago')
  })
})
