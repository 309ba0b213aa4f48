// What a month costs this child, class by class. The sums come from core; here they are put in the order a family reads them.
import { monthlyFormula, type CareDate, type Formula } from '@tuoyuquan/core'
import type { ClassDetail, FacilityFull, Fee } from '@tuoyuquan/api'

/** One monthly price with the classes that cost it. */
export interface Cost {
  key: string
  mode: string
  /** Age bands of the classes, without doubles. */
  bands: string[]
  formula: Formula
}

/** A price by the hour or visit, where a month has none. */
export interface PerUse {
  mode: string
  unit: string
  amount: number
}

/**
 * The monthly prices of the classes given, cheapest first, equal ones together. The day is today: prices published for later
 * are in the list below the sum.
 */
export function costsOf(facility: FacilityFull, classes: readonly ClassDetail[], on: CareDate): Cost[] {
  const fees = facility.fees ?? []
  const found = new Map<string, Cost>()
  for (const { mode, band } of classes) {
    const formula = monthlyFormula(fees, { mode, band }, on, facility.fee_terms)
    if (!formula) continue
    const key = `${mode} ${formula.parts.map(p => `${p.category}:${p.name}:${p.amount}`).join(' ')}`
    const known = found.get(key)
    if (!known) found.set(key, { key, mode, bands: [band], formula })
    else if (!known.bands.includes(band)) known.bands.push(band)
  }
  return [...found.values()].sort((a, b) => a.formula.total - b.formula.total)
}

/** Care paid by the hour or visit in the modes of the classes given; of two prices for the same, the newer. */
export function perUseOf(facility: FacilityFull, classes: readonly ClassDetail[], on: CareDate): PerUse[] {
  const newest = new Map<string, { use: PerUse; from: string }>()
  for (const { mode, band } of classes) {
    for (const fee of inForce(facility.fees ?? [], on)) {
      const { unit, amount, from = '' } = fee
      if (fee.category !== 'care' || (unit !== 'hour' && unit !== 'session')) continue
      if ((fee.mode && fee.mode !== mode) || (fee.band && fee.band !== band)) continue
      const key = `${mode} ${unit} ${fee.band ?? ''}`
      if (from >= (newest.get(key)?.from ?? '')) newest.set(key, { use: { mode, unit, amount }, from })
    }
  }
  return [...newest.values()].map(n => n.use)
}

/** What comes on top of any of the sums, without doubles. */
export function onTop(costs: readonly Cost[]): Formula['other'] {
  const found: Formula['other'] = []
  for (const { formula } of costs) {
    for (const line of formula.other) {
      if (!found.some(f => f.category === line.category && f.name === line.name && f.unit === line.unit && f.amount === line.amount)) {
        found.push(line)
      }
    }
  }
  return found
}

/** Where the prices come from and since when the newest of them holds. */
export function groundsOf(fees: readonly Fee[] | null | undefined, on: CareDate): { basis: string[]; from?: CareDate } {
  const valid = inForce(fees ?? [], on)
  const dates = valid.map(f => f.from ?? '').filter(Boolean)
  return {
    basis: [...new Set(valid.map(f => f.basis ?? '').filter(Boolean))],
    from: dates.sort()[dates.length - 1],
  }
}

function inForce(fees: readonly Fee[], on: CareDate): readonly Fee[] {
  return fees.filter(f => !f.from || f.from <= on)
}
