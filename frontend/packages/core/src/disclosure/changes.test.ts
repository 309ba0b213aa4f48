import { describe, expect, it } from 'vitest'
import type { Fee } from '@tuoyuquan/api'
import { feeMoves } from './changes'

const fee = (category: Fee['category'], amount: number, more: Partial<Fee> = {}): Fee => ({ category, amount, unit: 'month', ...more })

describe('changes of a fee list', () => {
  it('says nothing of a list that was only published anew', () => {
    const list = [fee('care', 300000), fee('meals', 2000, { unit: 'day' })]
    expect(feeMoves(list, [...list].reverse())).toEqual([])
  })
  it('tells what rose, what is new and what is gone, each class by itself', () => {
    const small = { band: 'toddler' } as const
    const big = { band: 'senior' } as const
    const before = [fee('care', 300000, small), fee('care', 280000, big), fee('other', 20000, { unit: 'once' })]
    const after = [fee('care', 320000, small), fee('care', 280000, big), fee('meals', 2500, { unit: 'day' })]
    expect(feeMoves(before, after).map(({ fee: { category, band }, before: was, after: is }) => [category, band, was, is])).toEqual([
      ['care', 'toddler', 300000, 320000],
      ['meals', undefined, undefined, 2500],
      ['other', undefined, 20000, undefined],
    ])
  })
  it('takes a price for another unit for another line', () => {
    expect(feeMoves([fee('meals', 2000)], [fee('meals', 2000, { unit: 'day' })])).toHaveLength(2)
  })
})
