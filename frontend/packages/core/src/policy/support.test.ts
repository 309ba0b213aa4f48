import { describe, expect, it } from 'vitest'
import type { PolicyBlock, SupportItem } from '@tuoyuquan/api'
import { policyTexts } from '../text/policy'
import { partsOf } from './blocks'
import { prepayVerdict } from './prepay'
import { amountText, failedNeeds, needText, openNeeds, outcomeOf, sortSupports, supportText } from './support'

const rule = (value: string, unit: string): SupportItem['rule'] => ({
  key: 'k',
  region: '',
  value,
  unit,
  basis: '某文件',
  confidence: 'S',
  verified: true,
  draft: false,
  in_force: true,
})
const item = (
  code: string,
  amounts: number[],
  value: string,
  unit: string,
  needs: [string, 'yes' | 'no' | 'unknown'][] = [],
): SupportItem => ({
  code,
  amounts,
  outcome: needs.some(([, met]) => met === 'no') ? 'no' : needs.some(([, met]) => met === 'unknown') ? 'unknown' : 'yes',
  to_them: true,
  needs: needs.map(([need, met]) => ({ need, met })),
  rule: rule(value, unit),
})

describe('what applies', () => {
  const child = item('difficulty', [500], '500', 'yuan/child/month', [
    ['filed', 'yes'],
    ['difficulty', 'unknown'],
  ])
  it('is decided on the device where only the device knows', () => {
    expect(outcomeOf(child, {})).toBe('unknown')
    expect(outcomeOf(child, { difficulty: true })).toBe('yes')
    expect(outcomeOf(child, { difficulty: false })).toBe('no')
    expect(openNeeds(child, {})).toEqual(['difficulty'])
    expect(openNeeds(child, { difficulty: true })).toEqual([])
    expect(failedNeeds(child, { difficulty: false })).toEqual(['difficulty'])
  })
  it('leaves out the classes of other ages', () => {
    const infant = { ...item('class_subsidy', [900], '900', 'yuan/child/year', [['age', 'no']]), band: 'infant' as const }
    const unfiled = { ...item('class_subsidy', [900], '900', 'yuan/child/year', [['filed', 'no']]), band: 'infant' as const }
    const sorted = sortSupports([infant, unfiled, child], { difficulty: true })
    expect(sorted.no).toEqual([unfiled])
    expect(sorted.yes).toEqual([child])
  })
})

describe('amounts in words', () => {
  it('one, a span, steps, none', () => {
    for (const text of Object.values(policyTexts)) {
      expect(amountText(item('a', [10000], '10000', 'yuan/place'), text)).toContain('10,000')
      expect(amountText(item('a', [300, 800], '300-800', 'yuan/place/month'), text)).toMatch(/300.+800/)
      expect(amountText(item('a', [50000, 100000, 150000], '50000,100000,150000', 'yuan'), text)).toContain('50,000 / 100,000 / 150,000')
      expect(amountText(item('a', [], 'residential', 'price'), text)).toBe('')
      expect(amountText(item('a', [1], '1', 'no such unit'), text)).toBe('')
    }
  })
  it('every support and every condition has words', () => {
    const { zh, en } = policyTexts
    expect(Object.keys(en.supports)).toEqual(Object.keys(zh.supports))
    expect(Object.keys(en.needs)).toEqual(Object.keys(zh.needs))
    expect(Object.keys(en.units)).toEqual(Object.keys(zh.units))
    expect(supportText(item('refund_cooling', [7], '7', 'days'), zh).title).toBe('付款后可以反悔')
    expect(supportText(item('new', [7], '7', 'days'), zh)).toEqual({ title: 'new', text: '' })
    expect(needText('age', zh)).toBe('月龄合适')
    expect(needText('new', zh)).toBe('new')
  })
})

describe('a payment ahead', () => {
  const rules = [item('prepay_months', [3], '3', 'months'), item('prepay_custody', [20000], '20000', 'yuan')]
  it('is held against the rules of the place', () => {
    expect(prepayVerdict(rules, 2500.5, 6)).toEqual({
      total: 15003,
      months: { most: 3, over: true },
      custody: { above: 20000, reached: false },
    })
    expect(prepayVerdict(rules, 10000, 3)).toEqual({
      total: 30000,
      months: { most: 3, over: false },
      custody: { above: 20000, reached: true },
    })
    expect(prepayVerdict([], 2000, 12)).toEqual({ total: 24000 })
    expect(prepayVerdict(rules, 0, 3)).toBeUndefined()
    expect(prepayVerdict(rules, Number.NaN, 3)).toBeUndefined()
  })
})

it('items and rows that follow each other stand together', () => {
  const block = (kind: PolicyBlock['kind']): PolicyBlock => ({ kind })
  const parts = partsOf((['heading', 'text', 'item', 'item', 'text', 'row', 'row', 'item'] as const).map(block))
  expect(parts.map(part => [part.kind, part.at, part.blocks.length])).toEqual([
    ['heading', 0, 1],
    ['text', 1, 1],
    ['item', 2, 2],
    ['text', 4, 1],
    ['row', 5, 2],
    ['item', 7, 1],
  ])
})
