import { describe, expect, it } from 'vitest'
import { fenOf, feeBody, newFee, profileBody, profileForm, termsBody, termsForm } from './about'

describe('what the profile sends', () => {
  it('reads yuan to the fen, and nothing that is no amount', () => {
    expect(['2160', '15.5', '15.50', '￥2,160', '0.01', '1,000 元'].map(fenOf)).toEqual([216000, 1550, 1550, 216000, 1, 100000])
    expect(['', '-1', '1.234', '1e3', '免费', '12345678'].map(fenOf)).toEqual(Array(6).fill(undefined))
  })

  it('leaves out what is empty and gives back what it was given', () => {
    const profile = { intro: '小菜地', languages: ['zh', 'en'], hours: [{ weekday: 1, open: 450, close: 1080 }] }
    expect(profileBody(profileForm(profile))).toEqual(profile)
    expect(profileBody(profileForm({}))).toEqual({})
    const terms = {
      prepay_months: 3,
      refund: '按天退',
      insured: true,
      custody: { bank: '某行' },
      contract: { name: '示范文本', version: '2' },
    }
    expect(termsBody(termsForm(terms))).toEqual(terms)
    expect(termsBody({ ...termsForm(terms), custody: false })).not.toHaveProperty('custody')
  })

  it('sends a fee for every class without naming one', () => {
    expect(feeBody([{ ...newFee(), amount: '2160' }])).toEqual([{ category: 'care', unit: 'month', amount: 216000 }])
  })
})
