import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { texts } from '../text'
import { bookingTexts } from '../text/booking'
import { countdown, dayWords, lengthText, spanText, timeText, weekdayOf, whenText } from './when'

const t = texts.zh
const b = bookingTexts.zh
const now = new Date('2026-11-16T09:30:00+08:00')

describe('moments', () => {
  it('are told in Shanghai, whatever offset they come in', () => {
    expect(timeText('2026-11-16T01:05:00Z')).toBe('09:05')
    expect(timeText('2026-11-15T23:30:00-05:00')).toBe('12:30')
    expect(timeText('soon')).toBe('')
    expect(whenText('2026-11-16T16:30:00Z', now, t, b)).toBe('明天 00:30')
    expect(whenText('nonsense', now, t, b)).toBe('')
  })
  it('name today and tomorrow, then the weekday, then another year', () => {
    expect(dayWords('2026-11-16', now, t, b)).toBe('今天')
    expect(dayWords('2026-11-17', now, t, b)).toBe('明天')
    expect(dayWords('2026-11-22', now, t, b)).toBe('11 月 22 日（周日）')
    expect(dayWords('2027-02-28', now, t, b)).toBe('2027 年 2 月 28 日（周日）')
    expect(dayWords('2026-11-20', now, texts.en, bookingTexts.en)).toContain('November')
  })
  it('count Monday as one and Sunday as seven', () => {
    expect([weekdayOf('2026-11-16'), weekdayOf('2026-11-22')]).toEqual([1, 7])
  })
  it('show a span by its day and both times', () => {
    expect(spanText('2026-11-17T10:00:00+08:00', '2026-11-17T10:30:00+08:00', now, t, b)).toBe('明天 10:00–10:30')
  })
})

describe('lengths of time', () => {
  it.each([
    [30_000, '不到 1 分钟'],
    [25 * 60_000, '25 分钟'],
    [3 * 3600_000 + 5 * 60_000, '3 小时 5 分钟'],
    [9 * 3600_000 + 5 * 60_000, '9 小时'],
    [27 * 3600_000, '1 天 3 小时'],
    [5 * 86_400_000 + 3600_000, '5 天'],
  ])('%i ms are %s', (millis, words) => expect(lengthText(millis, b)).toBe(words))
})

describe('the countdown', () => {
  it('tells every begun second, turns urgent at two minutes, and ends', () => {
    expect(countdown('2026-11-16T09:45:00+08:00', now)).toEqual({ left: 900_000, text: '15:00', urgent: false, over: false })
    expect(countdown('2026-11-16T09:31:59.500+08:00', now)).toMatchObject({ text: '02:00', urgent: true })
    expect(countdown('2026-11-16T09:29:00+08:00', now)).toEqual({ left: 0, text: '00:00', urgent: true, over: true })
    expect(countdown(undefined, now).over).toBe(true)
  })
  it('never says more than there is, and never goes up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_400_000 }), fc.integer({ min: 0, max: 60_000 }), (left, later) => {
        const until = new Date(now.getTime() + left).toISOString()
        const seconds = (text: string) => Number(text.split(':')[0]) * 60 + Number(text.split(':')[1])
        const first = seconds(countdown(until, now).text)
        const second = seconds(countdown(until, new Date(now.getTime() + later)).text)
        expect(first).toBe(Math.ceil(left / 1000))
        expect(second).toBeLessThanOrEqual(first)
      }),
    )
  })
})
