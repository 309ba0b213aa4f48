import { describe, expect, it } from 'vitest'
import type { FacilityFull } from '@tuoyuquan/api'
import { plain, texts } from '@tuoyuquan/core'
import { readIds } from './ids'
import { freeByMonth, linesOf, marksOf } from './rows'

const t = texts.zh
const now = new Date('2026-11-22T02:00:00Z')
const month = (m: string, free: number) => ({ month: m, free, filed: 20, staffed: 20 })

function facility(id: string, more: Partial<FacilityFull> = {}): FacilityFull {
  return {
    id,
    name: id,
    kind: 'independent',
    inclusive: false,
    open_to_public: true,
    verified: true,
    filing: 'filed',
    filing_record: { status: 'filed', no: `备${id}` },
    fee_terms: { days_per_month: 21, months_per_term: 5 },
    vacancy: { state: 'free', free: 3, freshness: 'fresh', confirmed_at: '2026-11-22T01:00:00Z' },
    ...more,
  }
}
const oneClass = (suits: boolean, months: ReturnType<typeof month>[]) => ({
  id: 'c',
  name: '托小班',
  band: 'toddler',
  mode: 'full_day',
  from_months: 12,
  to_months: 24,
  suits,
  vacancy: { state: 'free' as const },
  months,
})

describe('free places by month', () => {
  it('adds the classes that suit and holds the last figure', () => {
    const f = facility('a', {
      classes: [
        oneClass(true, [month('2026-11', 2), month('2027-01', 5)]),
        oneClass(true, [month('2026-11', 1)]),
        oneClass(false, [month('2026-11', 9)]),
      ],
    })
    expect(freeByMonth(f, '2026-11-22')?.map(m => m.free)).toEqual([3, 3, 6, 6, 6, 6])
    expect(freeByMonth(f, '2026-11-22')?.[5]?.month).toBe('2027-04')
  })
  it('says nothing where figures are hidden or for members only', () => {
    expect(freeByMonth(facility('a', { classes: [{ ...oneClass(true, []), months: null }] }), '2026-11-22')).toBeUndefined()
    const own = facility('a', { vacancy: { state: 'members_only' }, classes: [oneClass(true, [month('2026-11', 2)])] })
    expect(freeByMonth(own, '2026-11-22')).toBeUndefined()
  })
})

describe('the lines', () => {
  const a = facility('a', {
    classes: [oneClass(true, [month('2026-11', 2), month('2026-12', 2), month('2027-01', 5)])],
    walk: { minutes: 8, seconds: 480, metres: 480 },
    fee: { monthly: 200_000 },
  })
  const b = facility('b', { walk: { minutes: 12, seconds: 700, metres: 700 }, fee: { monthly: 200_000 } })

  it('joins months that say the same, and puts what differs first', () => {
    const lines = linesOf([a, b], plain, '2026-11-22', now, t)
    expect(lines.find(l => l.key === 'months')?.values).toEqual(['11–12 月 2 个\n1–4 月 5 个', t.common.unknown])
    expect(lines.find(l => l.key === 'filingNo')?.values).toEqual(['备a', '备b'])
    const order = lines.map(l => l.differs)
    expect(order).toEqual([...order].sort((x, y) => Number(y) - Number(x)))
    expect(new Set(lines.map(l => l.key)).size).toBe(lines.length)
  })
  it('marks the nearest alone, and nobody when they are equal', () => {
    expect(marksOf('walk', [a, b], now, t)).toEqual([{ best: t.compare.nearest }, {}])
    expect(marksOf('fee', [a, b], now, t)).toEqual([{}, {}])
    expect(marksOf('fee', [a, facility('c')], now, t)).toEqual([{}, {}])
    expect(marksOf('vacancy', [a], now, t)[0]?.tone).toBeDefined()
    expect(marksOf('address', [a, b], now, t)).toEqual([{}, {}])
  })
  it('marks figures that grew old', () => {
    const old = facility('old', { vacancy: { state: 'free', free: 3, freshness: 'ageing', confirmed_at: '2026-11-18T01:00:00Z' } })
    expect(marksOf('confirmed', [old, a], now, t)).toEqual([{ tone: 'aged' }, {}])
  })
})

describe('ids of an address', () => {
  it('takes four, each once, and nothing hostile', () => {
    expect(readIds('a,b,a,c,d,e', 4)).toEqual(['a', 'b', 'c', 'd'])
    expect(readIds('<script>,../x', 4)).toBeUndefined()
    expect(readIds(undefined, 4)).toBeUndefined()
  })
})
