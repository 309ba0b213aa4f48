import { expect, test } from 'vitest'
import { cases as casesEn } from '../../text/en/cases'
import { register as registerEn } from '../../text/en/register'
import { cases } from '../../text/zh/cases'
import { register } from '../../text/zh/register'
import { caseSteps, changeName } from './changes'

test('every step of a complaint is told in words, in both languages', () => {
  for (const kind of Object.keys(caseSteps)) {
    expect(changeName({ noun: 'case', kind }, register, cases), kind).not.toBe(kind)
    expect(changeName({ noun: 'case', kind }, registerEn, casesEn), kind).not.toBe(kind)
  }
})

test('other rows have words of their own, and a new kind is shown as it is', () => {
  expect(changeName({ noun: 'term', kind: 'acknowledge' }, register, cases)).toBe('查收')
  expect(changeName({ noun: 'filing', kind: 'refuse' }, register, cases)).toBe('告知不符合')
  expect(changeName({ noun: 'case', kind: 'C99' }, register, cases)).toBe('C99')
})
