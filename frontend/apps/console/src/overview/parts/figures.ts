// How figures are written: with the separators of the reader's language, a percent or what they are per.
import type { StatFigure } from '@tuoyuquan/api'
import { language } from '../../text/language'
import { overview as t } from '../../text/overview'

const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en')

export const whole = (n: number): string => n.toLocaleString(locale())

/** What an indicator counts; nothing for a share. */
function unitOf(indicator: string): string | undefined {
  const { units } = t.value
  const unit = { places_per_thousand: units.per1000, complaint_rate: units.cases }[indicator]
  return unit && ` ${unit}`
}

/** A value of an indicator in words; a dash where there is none. */
export function valueText(indicator: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return t.value.noValue
  const number = value.toLocaleString(locale(), { maximumFractionDigits: 2 })
  return `${number}${unitOf(indicator) ?? '%'}`
}

/** By how much a value has moved: shares by points, for a percent of a percent would be another number. */
export function movedText(indicator: string, delta: number): string {
  const number = `${delta > 0 ? '+' : '−'}${Math.abs(delta).toLocaleString(locale())}`
  return `${number}${unitOf(indicator) ?? ` ${t.value.units.points}`}`
}

/** What a figure is made of, in words; of too few cases only how many there are. */
export const ratioText = (figure: StatFigure): string =>
  tooFew(figure) ? t.value.fewCases(whole(figure.whole)) : t.value.ratio(whole(figure.part), whole(figure.whole))

export const nameOf = (indicator: string): string => t.value.indicators[indicator] ?? indicator

/** Indicators as they stand together. */
export const groups = [
  { key: 'places', list: ['places_per_thousand', 'inclusive_share', 'place_use', 'enrolment_rate'] },
  { key: 'filing', list: ['street_coverage', 'filing_rate'] },
  { key: 'use', list: ['infant_use', 'toddler_use', 'senior_use', 'mixed_use'] },
  { key: 'fresh', list: ['fresh_figures', 'usable_figures'] },
  { key: 'cases', list: ['complaint_rate', 'case_response', 'case_solution', 'case_satisfaction'] },
] as const

const isRateOfCases = (indicator: string): boolean => ['case_response', 'case_solution', 'case_satisfaction'].includes(indicator)

/** Whether a rate is of so few cases that it is not shown. */
export const tooFew = (figure: StatFigure | undefined): boolean =>
  !!figure && figure.value === undefined && figure.whole > 0 && isRateOfCases(figure.indicator)
