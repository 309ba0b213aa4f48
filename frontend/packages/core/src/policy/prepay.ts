import type { SupportItem } from '@tuoyuquan/api'

/** What the rules of a place say of a payment in advance. */
export interface PrepayVerdict {
  /** In yuan. */
  total: number
  /** Months allowed, and whether that is more than asked; undefined where no rule is known. */
  months?: { most: number; over: boolean }
  /** Yuan from which the money must lie with a bank, and whether it is reached. */
  custody?: { above: number; reached: boolean }
}

/** Holds a payment of so many months at so much a month against the rules; undefined when there is nothing to hold. */
export function prepayVerdict(items: readonly SupportItem[], monthly: number, months: number): PrepayVerdict | undefined {
  if (!(monthly > 0) || !(months > 0)) return undefined
  const amount = (code: string) => items.find(item => item.code === code && item.outcome === 'yes')?.amounts[0]
  const most = amount('prepay_months')
  const above = amount('prepay_custody')
  const total = Math.round(monthly * months * 100) / 100
  return {
    total,
    ...(most === undefined ? {} : { months: { most, over: months > most } }),
    ...(above === undefined ? {} : { custody: { above, reached: total > above } }),
  }
}
