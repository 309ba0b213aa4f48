// How figures are written: with the separators of the reader's language, a percent or what they are per.
import type { StatFigure } from '@tuoyuquan/api'
import { language } from '../../text/language'
import { overview as t } from '../../text/overview'

const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en')

export const whole = (n: number): string => n.toLocaleString(locale())

/** A value of an indicator in words; a dash where there is none. */
export function valueText(indicator: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return t.value.noValue
  const number = value.toLocaleString(locale(), { maximumFractionDigits: 2 })
  if (indicator === 'places_per_thousand') return `${number} ${t.value.units.per1000}`
  if (indicator === 'complaint_rate') return `${number} ${t.value.units.cases}`
  return `${number}%`
}

/** What a figure is made of, in words. */
export const ratioText = (figure: StatFigure): string => t.value.ratio(whole(figure.part), whole(figure.whole))

export const nameOf = (indicator: string): string => t.value.indicators[indicator] ?? indicator

/** Indicators as they stand together. */
export const groups = [
  { key: 'places', list: ['places_per_thousand', 'inclusive_share', 'place_use', 'enrolment_rate'] },
  { key: 'filing', list: ['street_coverage', 'filing_rate'] },
  { key: 'use', list: ['infant_use', 'toddler_use', 'senior_use', 'mixed_use'] },
  { key: 'fresh', list: ['fresh_figures', 'usable_figures'] },
  { key: 'cases', list: ['complaint_rate', 'case_response', 'case_solution', 'case_satisfaction'] },
] as const

export const isRateOfCases = (indicator: string): boolean => ['case_response', 'case_solution', 'case_satisfaction'].includes(indicator)
