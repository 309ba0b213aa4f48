import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, addMonths, completedMonths, daysIn, partsOf, readDate, today } from './date'
import { anyDate, check, lifeTime } from './testdata/check'
import serverAges from './testdata/ages.json'

describe('today', () => {
  test('is the day in Shanghai, wherever the device is', () => {
    expect(today(new Date('2026-11-21T15:59:59Z'))).toBe('2026-11-21')
    expect(today(new Date('2026-11-21T16:00:00Z'))).toBe('2026-11-22')
    expect(today(new Date('2026-12-31T16:00:00Z'))).toBe('2027-01-01')
  })
})

describe('readDate', () => {
  test('takes only days that exist', () => {
    expect(readDate('2024-02-29')).toBe('2024-02-29')
    expect(readDate('2000-02-29')).toBe('2000-02-29')
    for (const bad of [
      '2023-02-29',
      '1900-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '2026-01-00',
      '1899-12-31',
      '2201-01-01',
      '2026-1-1',
      ' 2026-01-01',
      '2026-01-01T00',
      '',
      null,
      undefined,
      20260101,
    ]) {
      expect(readDate(bad), String(bad)).toBeUndefined()
    }
  })

  test('takes every day of the calendar and survives any text', () => {
    check(fc.property(anyDate, date => readDate(date) === date))
    check(fc.property(fc.anything(), any => readDate(any) === undefined || readDate(any) === any))
  })
})

describe('days and months', () => {
  test('a month too short for the day ends on its last', () => {
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonths('2023-01-31', 1)).toBe('2023-02-28')
    expect(addMonths('2026-11-22', -11)).toBe('2025-12-22')
    expect(addMonths('2026-11-22', 14)).toBe('2028-01-22')
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
  })

  test('adding days back and forth comes home', () => {
    check(fc.property(anyDate, fc.integer({ min: -4000, max: 4000 }), (date, n) => addDays(addDays(date, n), -n) === date))
  })

  test('adding months gives a real day of that month', () => {
    check(
      fc.property(anyDate, fc.integer({ min: -600, max: 600 }), (date, n) => {
        const from = partsOf(date)
        const to = partsOf(addMonths(date, n))
        expect((to.year - from.year) * 12 + to.month - from.month).toBe(n)
        expect(to.day).toBe(Math.min(from.day, daysIn(to.year, to.month)))
      }),
    )
  })
})

describe('completedMonths', () => {
  test('counts like the server', () => {
    for (const [birth, on, months] of serverAges as [string, string, number][])
      expect(completedMonths(birth, on), `${birth} ${on}`).toBe(months)
    expect(serverAges.length).toBeGreaterThan(200)
  })

  test('a child of a leap day, of a month end, of today, and one not born', () => {
    expect(completedMonths('2024-02-29', '2025-02-28')).toBe(12)
    expect(completedMonths('2024-02-29', '2025-02-27')).toBe(11)
    expect(completedMonths('2026-01-31', '2026-02-28')).toBe(1)
    expect(completedMonths('2026-01-31', '2026-03-30')).toBe(1)
    expect(completedMonths('2026-01-31', '2026-03-31')).toBe(2)
    expect(completedMonths('2026-05-05', '2026-05-05')).toBe(0)
    expect(completedMonths('2026-05-05', '2026-05-04')).toBe(-1)
  })

  test('is the largest number of months that has passed, on any day', () => {
    check(
      fc.property(lifeTime, ([birth, on]) => {
        const months = completedMonths(birth, on)
        expect(addMonths(birth, months) <= on).toBe(true)
        expect(addMonths(birth, months + 1) > on).toBe(true)
      }),
      2000,
    )
  })

  test('never falls as days pass, and rises by at most one a day', () => {
    check(
      fc.property(lifeTime, ([birth, on]) => {
        const step = completedMonths(birth, addDays(on, 1)) - completedMonths(birth, on)
        expect(step === 0 || step === 1).toBe(true)
      }),
      2000,
    )
  })
})
