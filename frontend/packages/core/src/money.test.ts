import type { Fee } from '@tuoyuquan/api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feeName, feeText, monthlyFormula, monthlyText, partText, yuan, type FormulaPart } from './money'
import facilities from './testdata/facilities.json'
import serverSums from './testdata/money.json'
import { check } from './testdata/check'
import { texts } from './text'

const { zh, en } = texts

describe('yuan', () => {
  test('whole yuan without decimals, else two', () => {
    expect(yuan(181900, zh)).toBe('1,819 元')
    expect(yuan(181900, en)).toBe('¥1,819')
    expect(yuan(50, zh)).toBe('0.50 元')
    expect(yuan(123456789, zh)).toBe('1,234,567.89 元')
    expect(yuan(0, zh)).toBe('0 元')
    expect(yuan(-100005, zh)).toBe('-1,000.05 元')
    expect(yuan(99.6, zh)).toBe('1 元')
  })

  test('loses no fen', () => {
    check(fc.property(fc.integer({ min: -1e12, max: 1e12 }), fen => Math.round(Number(yuan(fen, zh).replace(/[,元 ]/g, '')) * 100) === fen))
  })
})

describe('monthlyFormula', () => {
  test('gives the sums of the server for every class of real lists', () => {
    let classes = 0
    for (const { on, fees, classes: list } of facilities) {
      for (const one of list) {
        expect(monthlyFormula(fees, one, on)?.total ?? null).toBe(one.monthly)
        classes++
      }
    }
    expect(classes).toBeGreaterThan(30)
  })

  test('gives the sums of the server for lists with every unit, tie and date', () => {
    for (const one of serverSums) expect(monthlyFormula(one.fees, one, one.on)?.total ?? null, JSON.stringify(one)).toBe(one.sum)
    expect(serverSums.filter(one => one.sum !== null).length).toBeGreaterThan(50)
  })

  const fees: Fee[] = [
    { category: 'care', name: '保育费', unit: 'month', amount: 200000 },
    { category: 'care', name: '托小班保育费', band: 'toddler', unit: 'month', amount: 240000 },
    { category: 'meals', name: '午餐', unit: 'day', amount: 1500 },
    { category: 'material', unit: 'term', amount: 30001 },
    { category: 'other', name: '保险', unit: 'year', amount: 12000 },
    { category: 'other', name: '延时', unit: 'hour', amount: 2000 },
    { category: 'other', name: '报名', unit: 'once', amount: 10000 },
    { category: 'boarding', unit: 'month', amount: 99999 },
    { category: 'meals', name: '晚餐', unit: 'day', amount: 1800, from: '2027-01-01' },
  ]

  test('shows its parts and what comes on top', () => {
    const formula = monthlyFormula(fees, { mode: 'full_day', band: 'toddler' }, '2026-11-22')
    expect(formula?.total).toBe(240000 + 1500 * 21 + 6000 + 1000)
    expect(formula?.parts.map(part => [part.name, part.times, part.per, part.sum])).toEqual([
      ['托小班保育费', 1, 1, 240000],
      ['午餐', 21, 1, 31500],
      ['', 1, 5, 6000],
      ['保险', 1, 12, 1000],
    ])
    expect(formula?.other.map(line => [line.name || line.category, line.unit])).toEqual([
      ['延时', 'hour'],
      ['报名', 'once'],
      ['boarding', 'month'],
    ])
  })

  test('takes the terms of a place that has its own', () => {
    expect(
      monthlyFormula(fees, { mode: 'full_day', band: 'senior' }, '2026-11-22', { days_per_month: 22, months_per_term: 4 })?.total,
    ).toBe(200000 + 1500 * 22 + 7500 + 1000)
  })

  test('says nothing when care has no price or is charged by use', () => {
    expect(monthlyFormula([], { mode: 'full_day', band: 'toddler' }, '2026-11-22')).toBeUndefined()
    expect(
      monthlyFormula([{ category: 'meals', unit: 'month', amount: 5 }], { mode: 'full_day', band: 'toddler' }, '2026-11-22'),
    ).toBeUndefined()
    expect(
      monthlyFormula([{ category: 'care', unit: 'session', amount: 5 }], { mode: 'full_day', band: 'toddler' }, '2026-11-22'),
    ).toBeUndefined()
    expect(
      monthlyFormula([{ category: 'care', unit: 'once', amount: 5 }], { mode: 'full_day', band: 'toddler' }, '2026-11-22'),
    ).toBeUndefined()
  })

  const anyFee: fc.Arbitrary<Fee> = fc.record(
    {
      category: fc.constantFrom('care', 'meals', 'material', 'other', 'boarding'),
      unit: fc.constantFrom('month', 'day', 'term', 'year', 'once', 'hour', 'session'),
      amount: fc.integer({ min: 0, max: 2_000_000 }),
      name: fc.constantFrom('甲', '乙'),
      band: fc.constantFrom('infant', 'toddler'),
      mode: fc.constantFrom('full_day', 'half_day'),
      from: fc.constantFrom('2026-01-01', '2027-01-01'),
    },
    { requiredKeys: ['category', 'unit', 'amount'] },
  )

  test('the parts make the total, each a whole number of fen within half a fen of its share', () => {
    check(
      fc.property(fc.array(anyFee, { maxLength: 8 }), list => {
        const formula = monthlyFormula(list, { mode: 'full_day', band: 'toddler' }, '2026-11-22')
        if (!formula) return
        expect(formula.parts.reduce((sum, part) => sum + part.sum, 0)).toBe(formula.total)
        for (const part of formula.parts) {
          expect(Number.isInteger(part.sum)).toBe(true)
          expect(Math.abs(part.sum - (part.amount * part.times) / part.per)).toBeLessThanOrEqual(0.5)
        }
        expect(formula.parts.filter(part => part.category === 'care')).toHaveLength(1)
        expect(formula.parts.some(part => part.category === 'boarding')).toBe(false)
      }),
    )
  })

  test('lines for other classes change nothing', () => {
    check(
      fc.property(fc.array(anyFee, { maxLength: 8 }), list => {
        const pick = { mode: 'full_day', band: 'toddler' }
        const mine = list.filter(fee => fee.band !== 'infant' && fee.mode !== 'half_day' && fee.from !== '2027-01-01')
        expect(monthlyFormula(list, pick, '2026-11-22')).toEqual(monthlyFormula(mine, pick, '2026-11-22'))
      }),
    )
  })
})

describe('money in words', () => {
  const part = (unit: string, times: number, per: number): FormulaPart => ({
    category: 'meals',
    name: '',
    unit,
    amount: 2700,
    times,
    per,
    sum: 0,
  })

  test('the reckoning of a part', () => {
    expect(partText(part('day', 21, 1), zh)).toBe('27 元 × 21 天')
    expect(partText(part('term', 1, 5), zh)).toBe('27 元 ÷ 5 个月')
    expect(partText(part('year', 1, 12), en)).toBe('¥27 ÷ 12 months')
    expect(partText(part('month', 1, 1), zh)).toBe('27 元')
  })

  test('names and amounts of lines', () => {
    expect(feeName({ category: 'meals', name: '' }, zh)).toBe('伙食费')
    expect(feeName({ category: 'meals', name: '午餐' }, zh)).toBe('午餐')
    expect(feeName({ category: 'parking', name: '' }, zh)).toBe('parking')
    expect(feeText({ unit: 'day', amount: 2700 }, zh)).toBe('每天 27 元')
    expect(feeText({ unit: 'day', amount: 2700 }, en)).toBe('¥27 a day')
    expect(feeText({ unit: 'lap', amount: 2700 }, en)).toBe('¥27 lap')
  })

  test('what a month costs', () => {
    expect(monthlyText(undefined, zh)).toBe('收费未公布')
    expect(monthlyText({ monthly: 181900 }, zh)).toBe('每月 1,819 元')
    expect(monthlyText({ monthly: 181900, monthly_highest: 200000 }, zh)).toBe('每月 1,819 元起')
    expect(monthlyText({ monthly: 181900, monthly_highest: 200000 }, en)).toBe('from ¥1,819 a month')
  })
})
