import type { Vacancy } from '@tuoyuquan/api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from './testdata/check'
import { texts } from './text'
import { tellVacancy } from './vacancy'

const { zh, en } = texts
const now = new Date('2026-11-22T08:00:00+08:00')
const hours = (n: number) => new Date(now.getTime() - n * 3600_000).toISOString()
const known = { free: 3, filed: 20, staffed: 16, from: '2026-11' }
const tell = (vacancy: Vacancy, t = zh) => tellVacancy(vacancy, now, t)

describe('tellVacancy', () => {
  test('room, confirmed two hours ago', () => {
    expect(tell({ state: 'free', ...known, confirmed_at: hours(2), freshness: 'fresh' })).toEqual({
      tone: 'room',
      headline: '余 3 个托位',
      free: 3,
      source: '2 小时前由机构确认',
      freshness: 'fresh',
      amber: false,
      ask: false,
      doubtful: false,
      capacity: '备案 20 · 按在岗人员可收 16 · 空 3',
      badge: '余3',
    })
    expect(tell({ state: 'free', ...known, free: 1, confirmed_at: hours(2) }, en)).toMatchObject({
      tone: 'few',
      headline: '1 place free',
      badge: '1',
    })
  })

  test('at least so many when some class is silent', () => {
    expect(tell({ state: 'free', ...known, free: 2, partial: true, confirmed_at: hours(2) })).toMatchObject({
      tone: 'room',
      headline: '至少余 2 个托位',
    })
  })

  test('room without a number', () => {
    expect(tell({ state: 'free', confirmed_at: hours(2) })).toMatchObject({
      tone: 'room',
      headline: '有空托位',
      free: undefined,
      capacity: undefined,
    })
  })

  test('full', () => {
    expect(tell({ state: 'full', ...known, free: 0, confirmed_at: hours(2) })).toMatchObject({
      tone: 'full',
      headline: '已满',
      free: 0,
      badge: '满',
      ask: false,
    })
  })

  test('amber over 48 hours by either clock', () => {
    expect(tell({ state: 'free', ...known, confirmed_at: hours(49), freshness: 'fresh' })).toMatchObject({
      amber: true,
      freshness: 'ageing',
      headline: '余 3 个托位',
      source: '2 天前由机构确认',
    })
    expect(tell({ state: 'free', ...known, confirmed_at: hours(40), freshness: 'ageing' })).toMatchObject({ amber: true })
  })

  test('over 7 days the number is hidden and asking is offered', () => {
    const told = tell({ state: 'free', ...known, confirmed_at: hours(7 * 24 + 1), freshness: 'ageing' })
    expect(told).toMatchObject({
      tone: 'unknown',
      headline: '数字已过期',
      ask: true,
      amber: false,
      freshness: 'stale',
      source: '上次确认是 7 天前，请直接问机构',
      badge: '？',
    })
    expect(told.free).toBeUndefined()
    expect(told.capacity).toBeUndefined()
    expect(tell({ state: 'unknown', confirmed_at: hours(3), freshness: 'stale' })).toMatchObject({ headline: '数字已过期', ask: true })
  })

  test('doubted figures are not told', () => {
    const told = tell({ state: 'unknown', doubtful: true, freshness: 'doubtful', confirmed_at: hours(5) })
    expect(told).toMatchObject({
      tone: 'unknown',
      headline: '有家长反映已满',
      doubtful: true,
      ask: true,
      source: '5 小时前确认后，有家长被告知已满',
    })
    expect(tell({ state: 'free', ...known, freshness: 'doubtful', confirmed_at: hours(5) }).free).toBeUndefined()
  })

  test('never published', () => {
    expect(tell({ state: 'unknown' })).toMatchObject({
      tone: 'unknown',
      headline: '托位未公布',
      ask: true,
      freshness: 'never',
      source: '机构还没有公布过，请直接问',
    })
    expect(tell({ state: 'unknown', confirmed_at: hours(2), freshness: 'fresh' })).toMatchObject({ headline: '托位未公布', ask: true })
  })

  test('some classes full, others silent', () => {
    expect(tell({ state: 'unknown', ...known, free: 0, partial: true, confirmed_at: hours(2) })).toMatchObject({
      headline: '部分班已满，其余未公布',
      ask: true,
      capacity: '备案 20 · 按在岗人员可收 16 · 空 0',
    })
  })

  test('closed to this family', () => {
    expect(tell({ state: 'members_only', ...known, confirmed_at: hours(2) })).toMatchObject({
      tone: 'closed',
      headline: '仅限本单位',
      ask: false,
      badge: '—',
    })
    expect(tell({ state: 'members_only', ...known, confirmed_at: hours(2) }).free).toBeUndefined()
    expect(tell({ state: 'no_class' })).toMatchObject({ tone: 'closed', headline: '没有适龄的班', ask: false })
    expect(tell({ state: 'no_class' }, en).headline).toBe('No class for this age')
  })

  const anyVacancy: fc.Arbitrary<Vacancy> = fc.record(
    {
      state: fc.constantFrom('free' as const, 'full' as const, 'unknown' as const, 'no_class' as const, 'members_only' as const),
      free: fc.nat(50),
      filed: fc.nat(50),
      staffed: fc.nat(50),
      confirmed_at: fc.integer({ min: -24, max: 24 * 30 }).map(hours),
      freshness: fc.constantFrom('fresh' as const, 'ageing' as const, 'doubtful' as const, 'stale' as const),
      doubtful: fc.boolean(),
      partial: fc.boolean(),
    },
    { requiredKeys: ['state'] },
  )

  test('never tells a number that is stale, doubted or not for this family, in both languages', () => {
    check(
      fc.property(anyVacancy, fc.constantFrom(zh, en), (vacancy, t) => {
        const told = tell(vacancy, t)
        if (told.free !== undefined) {
          expect(['free', 'full']).toContain(vacancy.state)
          expect(['fresh', 'ageing']).toContain(told.freshness)
          expect(told.doubtful).toBe(false)
        } else if (told.tone === 'unknown') {
          expect(told.ask).toBe(true)
        }
        expect(told.amber && told.freshness !== 'ageing').toBe(false)
        expect(told.headline && told.source && told.badge).toBeTruthy()
        if (told.tone === 'full') expect(told.free).toBe(0)
      }),
      1000,
    )
  })
})
