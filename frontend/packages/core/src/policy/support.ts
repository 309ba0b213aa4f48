import type { SupportItem } from '@tuoyuquan/api'
import type { PolicyText } from '../text/policy'

export type Outcome = SupportItem['outcome']

/** What a family knows of itself and tells nobody: it is decided on the device. */
export interface OwnFacts {
  difficulty?: boolean
}

/** Whether it holds, with what only this device knows. */
export function outcomeOf(item: SupportItem, own: OwnFacts): Outcome {
  const met = item.needs.map(need =>
    need.need === 'difficulty' && own.difficulty !== undefined ? (own.difficulty ? 'yes' : 'no') : need.met,
  )
  return met.includes('no') ? 'no' : met.includes('unknown') ? 'unknown' : 'yes'
}

/** What it still hangs on. */
export const openNeeds = (item: SupportItem, own: OwnFacts): string[] =>
  item.needs.filter(need => need.met === 'unknown' && !(need.need === 'difficulty' && own.difficulty !== undefined)).map(need => need.need)

/** Why it does not hold. */
export const failedNeeds = (item: SupportItem, own: OwnFacts): string[] =>
  item.needs.filter(need => need.met === 'no' || (need.need === 'difficulty' && own.difficulty === false)).map(need => need.need)

/** Those that hold, that hang on something, and that do not. Entries by class that are for other ages say nothing and are left out. */
export function sortSupports(items: readonly SupportItem[], own: OwnFacts): Record<Outcome, SupportItem[]> {
  const sorted: Record<Outcome, SupportItem[]> = { yes: [], unknown: [], no: [] }
  for (const item of items) {
    const outcome = outcomeOf(item, own)
    if (outcome === 'no' && item.band && failedNeeds(item, own).every(need => need === 'age')) continue
    sorted[outcome].push(item)
  }
  return sorted
}

const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** How much it is, in words; empty where it is no number. */
export function amountText(item: SupportItem, text: PolicyText): string {
  const [low, high] = item.amounts
  if (low === undefined) return ''
  const units: Record<string, (n: string) => string> = text.units
  const unit = units[item.rule.unit ?? '']
  if (!unit) return ''
  const isSpan = item.amounts.length === 2 && high !== undefined && /^\d+-\d+$/.test(item.rule.value)
  const amount = isSpan ? text.span(grouped(low), grouped(high)) : item.amounts.map(grouped).join(' / ')
  return unit(amount)
}

/** What it is, as a sentence. */
export function supportText(item: SupportItem, text: PolicyText): { title: string; text: string } {
  const known: Record<string, { title: string; text: string }> = text.supports
  return known[item.code] ?? { title: item.code, text: '' }
}

/** The name of a condition. */
export function needText(need: string, text: PolicyText): string {
  const names: Record<string, string> = text.needs
  return names[need] ?? need
}
