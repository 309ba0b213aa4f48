import type { Fee, FeeTerms } from '@tuoyuquan/api'
import type { CareDate } from './date'
import type { Text } from './text'
import { common as registered } from './text/zh/common'
import type { Category, Unit } from './words'

/** One line of a monthly sum: amount × times ÷ per, rounded to whole fen. */
export interface FormulaPart {
  category: string
  name: string
  unit: string
  /** fen a unit */
  amount: number
  times: number
  per: number
  /** fen a month */
  sum: number
}

/** What a month costs one child, and what comes on top of it. */
export interface Formula {
  /** fen a month */
  total: number
  parts: FormulaPart[]
  /** What the month does not hold: paid once, by use, or by those who board. */
  other: { category: string; name: string; unit: string; amount: number }[]
}

/** What a monthly sum assumes where an answer kept from before does not say: 21 days a month, 5 months a term. */
export const feeTerms: FeeTerms = { days_per_month: 21, months_per_term: 5 }

/** Fen as yuan with a thousands comma: whole yuan without decimals, else with two. */
export function yuan(fen: number, t: Text): string {
  const cents = Math.abs(Math.round(fen))
  const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = cents % 100
  return t.common.yuan((fen < 0 && cents > 0 ? '-' : '') + whole + (rest === 0 ? '' : '.' + String(rest).padStart(2, '0')))
}

/**
 * The monthly sum of a published fee list (收费目录清单) for a child in a class of a mode and band on a day, with its parts.
 * Undefined when the list does not say what a month of care costs. The rule is the server's: for each item the most specific
 * line in force counts, of two equally specific ones the later; boarding and what is paid once stay out.
 */
export function monthlyFormula(
  fees: readonly Fee[],
  pick: { mode: string; band: string },
  on: CareDate,
  terms: FeeTerms = feeTerms,
): Formula | undefined {
  const inForce = fees.filter(fee => holds(fee, pick, on))
  const valid = inForce.filter((fee, i) => !inForce.some((other, k) => k !== i && sameItem(fee, other) && beats(other, k, fee, i)))
  const formula: Formula = { total: 0, parts: [], other: [] }
  let careKnown = false
  for (const fee of valid) {
    const { category, unit, amount } = fee
    const share = fee.category === 'boarding' ? undefined : shareOf(unit, terms)
    if (!share && category === 'care' && unit !== 'once') return undefined
    const line = { category, name: fee.name ?? '', unit, amount }
    if (!share) {
      formula.other.push(line)
      continue
    }
    const sum = Math.floor((amount * share.times + Math.floor(share.per / 2)) / share.per)
    formula.parts.push({ ...line, ...share, sum })
    formula.total += sum
    careKnown ||= category === 'care'
  }
  return careKnown ? formula : undefined
}

/** The reckoning of one part in words, without its sum: "27 元 × 21 天". */
export function partText(part: FormulaPart, t: Text): string {
  const amount = yuan(part.amount, t)
  switch (part.unit) {
    case 'day':
    case 'term':
    case 'year':
      return t.common.feePart[part.unit](amount, part.times, part.per)
    default:
      return amount
  }
}

/** What a fee line is called: its own name, else that of its category. A name that only repeats the category is translated. */
export function feeName(line: { category: string; name: string }, t: Text): string {
  const category = line.category as Category
  if (line.name && line.name !== registered.categories[category]) return line.name
  return t.common.categories[category] ?? line.category
}

/** An amount with its unit: "每天 27 元". */
export function feeText(line: { unit: string; amount: number }, t: Text): string {
  return t.common.perUnit(t.common.units[line.unit as Unit] ?? line.unit, yuan(line.amount, t))
}

/** What the server says a month costs this child: "每月 1,819 元", with "起" when classes differ. */
export function monthlyText(fee: { monthly: number; monthly_highest?: number } | undefined, t: Text): string {
  if (!fee) return t.common.feeUnknown
  const amount = yuan(fee.monthly, t)
  return fee.monthly_highest === undefined || fee.monthly_highest === fee.monthly ? t.common.monthly(amount) : t.common.monthlyFrom(amount)
}

function shareOf(unit: string, terms: FeeTerms): { times: number; per: number } | undefined {
  switch (unit) {
    case 'month':
      return { times: 1, per: 1 }
    case 'day':
      return { times: terms.days_per_month, per: 1 }
    case 'term':
      return { times: 1, per: terms.months_per_term }
    case 'year':
      return { times: 1, per: 12 }
    default:
      return undefined
  }
}

function holds(fee: Fee, pick: { mode: string; band: string }, on: CareDate): boolean {
  return (!fee.band || fee.band === pick.band) && (!fee.mode || fee.mode === pick.mode) && (!fee.from || fee.from <= on)
}

/** There is one care fee, whatever it is called; what is paid once is an item beside what recurs. */
function sameItem(a: Fee, b: Fee): boolean {
  return (
    a.category === b.category && (a.unit === 'once') === (b.unit === 'once') && (a.category === 'care' || (a.name ?? '') === (b.name ?? ''))
  )
}

function beats(a: Fee, atA: number, b: Fee, atB: number): boolean {
  if (specific(a) !== specific(b)) return specific(a) > specific(b)
  const fromA = a.from ?? ''
  const fromB = b.from ?? ''
  if (fromA !== fromB) return fromA > fromB
  return atA > atB // written later in the list
}

function specific(fee: Fee): number {
  return (fee.band ? 1 : 0) + (fee.mode ? 2 : 0)
}
