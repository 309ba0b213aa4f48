import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ageRange, ageText, careAges, childStatus } from './age'
import { addMonths, completedMonths } from './date'
import { check, lifeTime } from './testdata/check'
import { texts } from './text'

describe('ageText', () => {
  test('says years and months as people do', () => {
    const said = (months: number) => [ageText(months, texts.zh), ageText(months, texts.en)]
    expect(said(20)).toEqual(['1 岁 8 个月', '1 year 8 months'])
    expect(said(8)).toEqual(['8 个月', '8 months'])
    expect(said(1)).toEqual(['1 个月', '1 month'])
    expect(said(24)).toEqual(['2 岁', '2 years'])
    expect(said(13)).toEqual(['1 岁 1 个月', '1 year 1 month'])
    expect(said(0)).toEqual(['未满月', 'under a month'])
    expect(said(-1)).toEqual(['还没出生', 'not born yet'])
  })

  test('keeps the months', () => {
    check(
      fc.property(fc.integer({ min: 1, max: 120 }), months => {
        const years = Number(/(\d+) 岁/.exec(ageText(months, texts.zh))?.[1] ?? 0)
        const rest = Number(/(\d+) 个月/.exec(ageText(months, texts.zh))?.[1] ?? 0)
        return years * 12 + rest === months && rest < 12
      }),
    )
  })
})

test('ageRange names the last month taken', () => {
  expect(ageRange(6, 37, texts.zh)).toBe('6–36 个月')
  expect(ageRange(6, 37, texts.en)).toBe('6–36 months')
})

describe('childStatus', () => {
  test('under three, and the month of turning three', () => {
    expect(childStatus('2026-12-01', '2026-11-30')).toBe('unborn')
    expect(childStatus('2026-12-01', '2026-12-01')).toBe('fits')
    expect(childStatus('2023-11-22', '2026-11-22')).toBe('fits')
    expect(childStatus('2023-10-23', '2026-11-22')).toBe('fits')
    expect(childStatus('2023-10-22', '2026-11-22')).toBe('too_old')
  })

  test('agrees with completed months', () => {
    check(fc.property(lifeTime, ([birth, on]) => (childStatus(birth, on) === 'fits') === completedMonths(birth, on) < careAges.below))
    check(fc.property(lifeTime, ([birth]) => childStatus(birth, addMonths(birth, careAges.below)) === 'too_old'))
  })
})
