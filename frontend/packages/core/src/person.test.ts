import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idNumberFault, readPhone } from './person'

describe('a telephone', () => {
  test.each(['13812345678', ' 138 1234 5678', '138-1234-5678', '+86 138 1234 5678', '008613812345678', '１３８１２３４５６７８'])(
    '%s',
    text => expect(readPhone(text)).toBe('13812345678'),
  )
  test.each(['', '12812345678', '1381234567', '138123456789', '021-12345678', 'abc', '+1 138 1234 5678'])('%s is none', text =>
    expect(readPhone(text)).toBeUndefined(),
  )
  test('never throws, and what it answers it answers again', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const phone = readPhone(text)
        expect(phone === undefined || readPhone(phone) === phone).toBe(true)
      }),
      { seed: 20261122 },
    )
  })
})

describe('an identity number', () => {
  // The example of the standard itself, GB 11643-1999.
  test('of the standard is right', () => expect(idNumberFault('11010519491231002X', '')).toBe(''))
  test('a small x is an X', () => expect(idNumberFault(' 11010519491231002x ', '1949-12-31')).toBe(''))
  test('has the birthday in it', () => expect(idNumberFault('11010519491231002X', '2025-03-10')).toBe('birth'))
  test.each(['110105194912310021', '11010519491231002', '1101051949123100ZX', '', '110105194913310020'])('%s is wrong', text =>
    expect(idNumberFault(text, '')).toBe('form'),
  )
  test('one digit changed is always noticed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digits = [...'11010519491231002X']
        digits[at] = String((Number(digits[at]) + by) % 10)
        expect(idNumberFault(digits.join(''), '')).toBe('form')
      }),
      { seed: 20261122 },
    )
  })
})
