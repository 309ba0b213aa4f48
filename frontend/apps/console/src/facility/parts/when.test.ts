import { texts } from '@tuoyuquan/core'
import { expect, test } from 'vitest'
import { own as en } from '../../text/en/own'
import { own as zh } from '../../text/zh/own'
import { whenText } from './when'

test('a time to come has its year and its weekday', () => {
  const one = { date: '2026-11-20', from: '10:00', until: '10:30' }
  expect(whenText(one, texts.zh, zh)).toBe('2026 年 11 月 20 日 周五 10:00–10:30')
  expect(whenText(one, texts.en, en)).toBe('Friday, 20 November 2026, 10:00–10:30')
  expect(whenText({ ...one, date: '2027-01-03' }, texts.zh, zh)).toBe('2027 年 1 月 3 日 周日 10:00–10:30')
})
