import { describe, expect, test } from 'vitest'
import { clockText, shortDay, momentText } from './moment'
import { texts } from './text'

const t = texts.zh
const now = new Date('2026-11-16T01:30:00Z')

describe('when something was', () => {
  test('the clock is Shanghai’s wherever the device is', () => {
    expect(clockText(new Date('2026-11-16T16:05:00Z'))).toBe('00:05')
  })

  test.each([
    ['2026-11-16T01:00:00Z', '今天 09:00'],
    ['2026-11-15T15:59:00Z', '昨天 23:59'],
    ['2026-11-15T16:00:00Z', '今天 00:00'],
    ['2026-11-17T10:00:00+08:00', '明天 10:00'],
    ['2026-11-02T10:00:00+08:00', '11 月 2 日 10:00'],
    ['2025-12-31T10:00:00+08:00', '2025 年 12 月 31 日 10:00'],
    ['nonsense', ''],
    [undefined, ''],
  ])('%s is %s', (at, said) => expect(momentText(at, now, t)).toBe(said))

  test('a day of this year goes without its year', () => {
    expect(shortDay('2026-03-01', now, t)).toBe('3 月 1 日')
    expect(shortDay('2027-03-01', now, t)).toBe('2027 年 3 月 1 日')
  })

  test('English says it in English', () => expect(momentText('2026-11-15T01:00:00Z', now, texts.en)).toBe('yesterday, 09:00'))
})
