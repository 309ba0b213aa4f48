import { describe, expect, it } from 'vitest'
import type { ClassDetail } from '@tuoyuquan/api'
import { ageIn, barsOf, firstRoom, freeFrom, gapOf, monthsBetween, outline, suitsBy, type Child } from './places'

const months = (first: string, ...free: number[]) =>
  free.map((n, i) => {
    const count = Number(first.slice(0, 4)) * 12 + Number(first.slice(5)) - 1 + i
    const month = `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
    return { month, free: n, filed: 10, staffed: 8 }
  })
const group = (name: string, from: number, to: number, free: number[], first = '2026-11'): ClassDetail => ({
  id: name,
  name,
  band: 'mixed',
  mode: 'full_day',
  from_months: from,
  to_months: to,
  suits: true,
  vacancy: { state: 'free' },
  months: months(first, ...free),
})
const child = (ageMonths: number | undefined, start = '2026-11-22', birth?: string): Child => ({ ageMonths, start, birth })

describe('age in a month', () => {
  it('counts from the age asked for, or from the birthday where it is known', () => {
    expect(ageIn(child(20), '2027-02')).toBe(23)
    expect(ageIn(child(20, '2026-11-22', '2025-03-10'), '2026-11')).toBe(20)
    expect(ageIn(child(20, '2026-11-22', '2025-03-10'), '2027-03')).toBe(23) // on the first of March not yet 24
    expect(ageIn(child(undefined), '2027-02')).toBeUndefined()
    expect(monthsBetween('2026-11', '2027-02')).toBe(3)
  })
})

describe('places for one child', () => {
  it('count only as long as every month until it grows out is free', () => {
    const toddlers = group('a', 12, 24, [1, 1, 0, 1, 1, 0])
    expect(freeFrom(toddlers, child(20), '2026-11')).toEqual({ free: 0, tightest: '2027-01' })
    expect(gapOf(toddlers, child(20))).toBe('2027-01')
    expect(freeFrom(toddlers, child(22), '2026-11')).toEqual({ free: 1, tightest: '2026-11' }) // grown out after December
    expect(gapOf(toddlers, child(22))).toBeUndefined()
  })

  it('of a child of unknown age count in the month itself', () => {
    expect(freeFrom(group('a', 12, 24, [1, 0]), child(undefined), '2026-11')?.free).toBe(1)
  })

  it('are as in the month before where a month is not listed, and unknown before the first', () => {
    expect(freeFrom(group('a', 12, 24, [3]), child(14, '2027-06-01'), '2027-06')?.free).toBe(3)
    expect(freeFrom(group('a', 12, 24, [3], '2027-01'), child(14), '2026-11')).toBeUndefined()
    expect(freeFrom(group('a', 24, 37, [3]), child(14), '2026-11')).toBeUndefined()
  })
})

describe('the first month with room', () => {
  it('is one in which the child can stay, in whatever class takes it by then', () => {
    const classes = [group('small', 12, 24, [0, 0, 0, 0, 0, 0, 0]), group('large', 24, 37, [0, 0, 0, 0, 2, 2, 2])]
    expect(firstRoom(classes, child(20))).toEqual({ month: '2027-03', free: 2, name: 'large' })
  })
  it('is none when nothing gets free', () => {
    expect(firstRoom([group('small', 12, 24, [0, 0])], child(20))).toBeUndefined()
    expect(firstRoom([{ ...group('small', 12, 24, []), months: null }], child(20))).toBeUndefined()
  })
})

describe('bars', () => {
  it('mark the start, the stay and the year, and never stand higher than the row', () => {
    const bars = barsOf(group('a', 12, 24, [1, 2, 4, 0, 1]), child(22))
    expect(bars.map(b => b.height)).toEqual([0.25, 0.5, 1, 0, 0.25])
    expect(bars.map(b => b.stay)).toEqual([true, true, false, false, false])
    expect(bars.map(b => b.start)).toEqual([true, false, false, false, false])
    expect(bars.map(b => b.newYear)).toEqual([false, false, true, false, false])
    expect(bars[0]?.capacity).toBe(8)
  })
  it('of an empty class are flat', () => {
    expect(barsOf(group('a', 12, 24, [0, 0]), child(50)).map(b => [b.height, b.stay])).toEqual([
      [0, false],
      [0, false],
    ])
  })
  it('are told by the first month with room and the one with most', () => {
    const told = outline(months('2026-11', 0, 1, 1, 3, 3), '2026-11-22')
    expect([told.first?.month, told.most?.month]).toEqual(['2026-12', '2027-02'])
    expect(outline(months('2026-11', 2, 1), '2026-11-22').most).toBeUndefined()
    expect(outline(null, '2026-11-22')).toEqual({ first: undefined, most: undefined })
  })
})

describe('whether it suits', () => {
  const classes = [group('a', 12, 24, []), group('b', 30, 37, [])]
  it('says from when a child who is too young is taken', () => {
    expect(suitsBy(classes, child(8, '2026-11-22', '2026-03-05'))).toEqual({ state: 'too_young', fromMonths: 12, from: '2027-03-05' })
    expect(suitsBy(classes, child(0, '2026-11-22', '2027-01-31'))).toEqual({ state: 'too_young', fromMonths: 12, from: '2028-01-31' })
    expect(suitsBy(classes, child(8))).toMatchObject({ state: 'too_young', from: '2027-03-22' })
  })
  it('tells between classes, too old, unknown', () => {
    expect(suitsBy(classes, child(26))).toMatchObject({ state: 'between', fromMonths: 30 })
    expect(suitsBy(classes, child(14)).state).toBe('suits')
    expect(suitsBy(classes, child(37)).state).toBe('too_old')
    expect(suitsBy(classes, child(undefined)).state).toBe('unknown_age')
    expect(suitsBy([], child(14)).state).toBe('no_class')
  })
})
