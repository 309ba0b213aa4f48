// What people type about themselves, read as the server reads it. The server has the last word; here it is only told sooner.
import { readDate, type CareDate } from './date'

/** A mainland mobile number as eleven digits, out of however it was typed (+86, spaces, dashes, full-width digits); undefined when it is none. */
export function readPhone(text: string): string | undefined {
  const digits = text
    .replace(/[０-９]/g, one => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .replace(/[\s\-().·]/g, '')
    .replace(/^(\+|00)86/, '')
  return /^1[3-9]\d{9}$/.test(digits) ? digits : undefined
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checks = '10X98765432'

/** What is wrong with a resident identity number (GB 11643): nothing, its form or check digit, or another birthday than the one told. */
export function idNumberFault(text: string, birth: CareDate | ''): '' | 'form' | 'birth' {
  const number = text.trim().toUpperCase()
  if (!/^\d{17}[\dX]$/.test(number)) return 'form'
  const sum = weights.reduce((all, weight, i) => all + weight * Number(number[i]), 0)
  if (checks[sum % 11] !== number[17]) return 'form'
  const inside = readDate(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`)
  if (!inside) return 'form'
  return birth && inside !== birth ? 'birth' : ''
}
