import type { ClassDetail, FacilityFull } from '@tuoyuquan/api'
import { ageRange } from './age'
import { walkText } from './why'
import type { Criteria } from './criteria'
import { partsOf, readDate, today } from './date'
import { hoursFit, hoursText, needSpan } from './hours'
import { feeName, feeText, monthlyFormula, monthlyText, yuan } from './money'
import type { Text } from './text'
import { tellVacancy } from './vacancy'
import { languageName, wordOf, type BandName } from './words'

/** One line of a comparison; values stand in the order of the facilities. */
export interface CompareRow {
  key: string
  label: string
  values: string[]
  differs: boolean
}

type Cell = (facility: FacilityFull) => string | undefined

/** The facilities side by side: lines that differ first, each group in the order of weight for a decision; lines nobody fills are left out. */
export function compareRows(list: readonly FacilityFull[], c: Criteria, now: Date, t: Text): CompareRow[] {
  const r = t.rows
  const join = (parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(t.common.listComma) || undefined
  const yesNo = (yes: boolean) => (yes ? t.common.yes : t.common.no)
  const lines: [key: keyof Text['rows'], cell: Cell][] = [
    ['vacancy', f => tellVacancy(f.vacancy, now, t).headline],
    ['confirmed', f => (f.vacancy.confirmed_at === undefined ? t.vacancy.freshness.never : tellVacancy(f.vacancy, now, t).source)],
    ['walk', f => walkText(f, c, t)],
    ['fee', f => monthlyText(f.fee, t)],
    ['feeParts', f => formulaText(f, now, t)],
    [
      'once',
      f =>
        join(
          (f.fees ?? [])
            .filter(fee => fee.unit === 'once')
            .map(fee => `${feeName({ category: fee.category, name: fee.name ?? '' }, t)} ${feeText(fee, t)}`),
        ),
    ],
    ['inclusive', f => yesNo(f.inclusive)],
    [
      'ages',
      f =>
        f.takes_from_months === undefined || f.takes_to_months === undefined
          ? undefined
          : ageRange(f.takes_from_months, f.takes_to_months, t),
    ],
    [
      'hours',
      f =>
        hoursText(f.hours, t)
          .map(line => `${line.days} ${line.times}`)
          .join('\n') || undefined,
    ],
    ['inTime', f => (needSpan(c) ? { yes: t.common.yes, no: t.common.no, unknown: undefined }[hoursFit(f.hours, c)] : undefined)],
    ['modes', f => join((f.modes ?? []).map(mode => wordOf(t.common.modes, mode)))],
    ['classes', f => join(countBands(f.classes ?? [], t))],
    ['capacity', f => tellVacancy(f.vacancy, now, t).capacity],
    ['kind', f => wordOf(t.common.kinds, f.kind)],
    ['nature', f => (f.nature ? wordOf(t.common.natures, f.nature) : undefined)],
    ['open', f => yesNo(f.open_to_public)],
    ['meals', f => f.meals],
    ['staff', f => staffText(f, t)],
    ['area', f => (f.floor_area ? r.squareMetres(f.floor_area) : undefined)],
    ['languages', f => join((f.languages ?? []).map(tag => languageName(t.common, tag)))],
    ['filing', f => wordOf(t.common.filings, f.filing)],
    ['filed', f => dayText(f.filing_record.date, t)],
    ['opened', f => dayText(f.opened_on, t)],
    ['address', f => f.address],
    ['phone', f => f.phone],
  ]
  const rows = lines
    .map(([key, cell]) => ({ key, label: r[key] as string, cells: list.map(cell) }))
    .filter(row => row.cells.some(value => value !== undefined))
    .map(({ key, label, cells }) => ({
      key,
      label,
      values: cells.map(value => value ?? t.common.unknown),
      differs: cells.some(value => value !== cells[0]),
    }))
  return [...rows.filter(row => row.differs), ...rows.filter(row => !row.differs)]
}

/** The class of a facility that the monthly sum of a child is reckoned for: the cheapest that suits. */
export function classFor(facility: Pick<FacilityFull, 'classes'>): ClassDetail | undefined {
  const suiting = (facility.classes ?? []).filter(one => one.suits && one.fee)
  return suiting.reduce<ClassDetail | undefined>(
    (best, one) => (best?.fee && one.fee && best.fee.monthly <= one.fee.monthly ? best : one),
    undefined,
  )
}

function formulaText(facility: FacilityFull, now: Date, t: Text): string | undefined {
  const chosen = classFor(facility)
  const formula = chosen && monthlyFormula(facility.fees ?? [], { mode: chosen.mode, band: chosen.band }, today(now), facility.fee_terms)
  return formula?.parts.map(part => `${feeName(part, t)} ${yuan(part.sum, t)}`).join(' + ')
}

function countBands(classes: readonly ClassDetail[], t: Text): string[] {
  const counts = new Map<string, number>()
  for (const one of classes) counts.set(one.band, (counts.get(one.band) ?? 0) + 1)
  const order: readonly BandName[] = ['infant', 'toddler', 'mixed', 'senior']
  return [...counts.keys()]
    .sort((a, b) => order.indexOf(a as BandName) - order.indexOf(b as BandName))
    .map(band => t.rows.count(wordOf(t.common.bands, band), counts.get(band) ?? 0))
}

function staffText(facility: FacilityFull, t: Text): string | undefined {
  const staff = facility.staff
  if (!staff?.carers) return undefined
  return staff.certified === undefined ? t.rows.carers(staff.carers) : t.rows.carersCertified(staff.carers, staff.certified)
}

/** A day of the register in words; undefined when it is not one. */
export function dayText(date: string | undefined, t: Text): string | undefined {
  const day = readDate(date)
  if (!day) return undefined
  const parts = partsOf(day)
  return t.common.day(parts.year, parts.month, parts.day)
}
