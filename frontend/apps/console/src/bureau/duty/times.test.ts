import { expect, test } from 'vitest'
import { fromField, isShift, toField, weekOf } from './times'

test('hours on duty are China’s, there and back', () => {
  expect(toField('2026-11-22T01:00:00Z')).toBe('2026-11-22T09:00')
  expect(toField('2026-12-31T17:30:00Z')).toBe('2027-01-01T01:30')
  expect(Date.parse(fromField('2026-11-22T09:00'))).toBe(Date.parse('2026-11-22T01:00:00Z'))
})

test('a week is seven days in turn from tomorrow, without a gap', () => {
  const week = weekOf(['a', 'b'], new Date('2026-12-28T20:00:00Z')) // the 29th in China
  expect(week.map(one => one.account)).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a'])
  expect(week[0]).toMatchObject({ starts: '2026-12-30T09:00', ends: '2026-12-31T09:00' })
  expect(week.every((one, i) => isShift(one) && (i === 0 || week[i - 1]?.ends === one.starts))).toBe(true)
  expect(weekOf([], new Date())).toEqual([])
})

test('a shift ends after it begins', () => {
  const at = (starts: string, ends: string) => isShift({ account: 'a', starts, ends, rank: 0 })
  expect(at('2026-11-22T09:00', '2026-11-22T09:00')).toBe(false)
  expect(at('', '2026-11-22T09:00')).toBe(false)
  expect(at('2026-11-22T09:00', '2026-11-23T09:00')).toBe(true)
})
