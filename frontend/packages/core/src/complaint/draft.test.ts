import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstLacking, isBegun, lacks, mostReports, newReport, readReports, reportDays, textLength, usualLimits, withReport } from './draft'
import type { ReportDraft } from './draft'
import { categories, groupOf, groups, isCategory, isShared, isUrgent, mayBeNameless } from './kinds'

const now = new Date('2026-11-16T09:30:00+08:00')
const at = now.toISOString()
const asks = { now, limits: usualLimits, namelessOk: true, signedIn: false }

const whole: ReportDraft = {
  ...newReport('d1', 'key-of-the-first-draft', at),
  step: 3,
  facility: 'f1',
  facilityName: '云朵托育',
  category: 'FOOD',
  danger: false,
  happened: '2026-11-15',
  text: '午饭的菜有股酸味，好几个孩子拉肚子',
  as: 'nameless',
  photos: [{ id: 'p1', type: 'image/jpeg', bytes: 1000, whole: false, upload: '', token: '', state: 'here', code: '' }],
}

describe('drafts out of what the device kept', () => {
  it('come back as they were written', () => {
    const sent: ReportDraft = { ...whole, id: 'd2', sending: 'posted', sent: '{}', place: { name: '门口', point: [120, 31] } }
    const done: ReportDraft = {
      ...whole,
      id: 'd3',
      receipt: {
        id: 'c',
        no: '20261116-0001',
        code: 'ABCDE-FGHJK',
        office: { name: '卫健委', phone: '12345' },
        emergency: true,
        clock: { kind: 'accept', due: at, length: 7, unit: 'working_day' },
      },
    }
    expect(readReports(JSON.parse(JSON.stringify([whole, sent, done])), now)).toEqual([whole, sent, done])
  })
  it('are none when nonsense lies there', () => {
    fc.assert(
      fc.property(fc.anything(), raw => {
        for (const one of readReports(raw, now)) {
          expect(one.id).not.toBe('')
          expect(one.key).not.toBe('')
          expect([1, 2, 3, 4]).toContain(one.step)
        }
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.record(Object.fromEntries(Object.keys(whole).map(key => [key, fc.anything()])))), raw => {
        expect(readReports(raw, now).length).toBeLessThanOrEqual(mostReports)
      }),
    )
  })
  it('are let go of after ninety days, and never counted twice', () => {
    const old = new Date(now.getTime() + (reportDays + 1) * 86_400_000)
    expect(readReports([whole], old)).toEqual([])
    expect(readReports([whole, whole], now)).toHaveLength(1)
    expect(withReport([whole], { ...whole, step: 4 })).toEqual([{ ...whole, step: 4 }])
  })
  it('have places only where there is one', () => {
    const place = (point: unknown) => readReports([{ ...whole, place: { name: 'x', point } }], now)[0]?.place
    expect(place([120, 31])).toEqual({ name: 'x', point: [120, 31] })
    for (const bad of [undefined, [120], [200, 31], [120, 91], ['120', '31'], [NaN, 31]]) expect(place(bad)).toBeUndefined()
  })
})

describe('what a draft lacks', () => {
  it('is nothing when everything is said', () => {
    for (const step of [1, 2, 3, 4] as const) expect(lacks(whole, step, asks)).toEqual([])
    expect(firstLacking(whole, asks)).toBe(4)
  })
  it('is told step by step, and only what is asked there', () => {
    const empty = newReport('d', 'k', at)
    expect(lacks(empty, 1, asks)).toEqual(['danger', 'category'])
    expect(lacks(empty, 2, asks)).toEqual(['where', 'text'])
    expect(lacks(empty, 3, asks)).toEqual(['as'])
    expect(firstLacking(empty, asks)).toBe(1)
  })
  it('counts characters as people do', () => {
    expect(textLength(' 𠮷𠮷 ')).toBe(2)
    const long = { ...whole, text: '字'.repeat(usualLimits.most + 1), wants: '字'.repeat(301) }
    expect(lacks(long, 2, asks)).toEqual(['long', 'wants'])
    expect(lacks({ ...whole, text: '太短' }, 2, asks)).toEqual(['text'])
  })
  it('knows that tomorrow has not happened, and a place needs a name', () => {
    expect(lacks({ ...whole, happened: '2026-11-17' }, 2, asks)).toEqual(['happened'])
    expect(lacks({ ...whole, happened: '2026-11-16' }, 2, asks)).toEqual([])
    expect(lacks({ ...whole, facility: '', place: { name: ' ', point: [120, 31] } }, 2, asks)).toEqual(['where'])
    expect(lacks({ ...whole, facility: '', place: { name: '二楼', point: [120, 31] } }, 2, asks)).toEqual([])
  })
  it('asks whoever gives a name for the name, and for a number only where one is needed', () => {
    const named: ReportDraft = { ...whole, as: 'named' }
    expect(lacks(named, 3, asks)).toEqual(['name', 'phone'])
    expect(lacks({ ...named, name: '王' }, 3, { ...asks, signedIn: true })).toEqual([])
    expect(lacks({ ...named, name: '王', contact: 'phone' }, 3, { ...asks, signedIn: true })).toEqual(['phone'])
    expect(lacks({ ...named, name: '王', phone: '139 0000 1234' }, 3, asks)).toEqual([])
    // A kind that needs a name asks for it, whatever was chosen before.
    expect(lacks({ ...whole, category: 'FEE_REFUND' }, 3, { ...asks, namelessOk: false })).toEqual(['name', 'phone'])
  })
  it('stops at photos that cannot be taken', () => {
    const [photo] = whole.photos
    const refused: ReportDraft = { ...whole, photos: [{ ...photo!, state: 'refused' }] }
    expect(lacks(refused, 3, asks)).toEqual(['refused'])
    const many: ReportDraft = { ...whole, photos: Array.from({ length: 10 }, (_, i) => ({ ...photo!, id: `p${i}` })) }
    expect(lacks(many, 3, asks)).toEqual(['photos'])
  })
  it('tells a page that was only opened from one that was written on', () => {
    expect(isBegun({ ...newReport('d', 'k', at), facility: 'f1' })).toBe(false)
    expect(isBegun({ ...newReport('d', 'k', at), danger: false })).toBe(true)
    expect(isBegun(whole)).toBe(true)
  })
})

describe('kinds', () => {
  it('stand in one group each', () => {
    expect(groups.flatMap(group => groupOf[group]).sort()).toEqual([...categories].sort())
    expect(isCategory('FOOD')).toBe(true)
    expect(isCategory('food')).toBe(false)
  })
  it('know what is urgent, what is everybody’s, and what needs a name', () => {
    expect(categories.filter(isUrgent)).toEqual(['ABUSE', 'INJURY'])
    expect(categories.filter(isShared)).toHaveLength(7)
    expect(categories.filter(one => !mayBeNameless(one))).toEqual(['FEE_REFUND', 'CONTRACT'])
  })
})
