import { expect, test } from 'vitest'
import { yearFrom } from './until'

test('a year from now is counted by the day in Shanghai', () => {
  expect(yearFrom(new Date('2026-11-16T09:30:00+08:00'))).toBe('2027-11-16')
  expect(yearFrom(new Date('2026-11-16T23:30:00Z'))).toBe('2027-11-17')
  expect(yearFrom(new Date('2028-02-29T09:30:00+08:00'))).toBe('2029-03-01')
})
