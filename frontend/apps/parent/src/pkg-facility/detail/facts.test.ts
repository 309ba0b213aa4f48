import { describe, expect, it } from 'vitest'
import type { ClassDetail, FacilityDetail, FacilityFull, Fee } from '@tuoyuquan/api'
import { completedMonths, texts } from '@tuoyuquan/core'
import { childOf, modesOf, soundNeed } from './child'
import { costsOf, groundsOf, onTop, perUseOf } from './costs'
import { frameOf } from './frame'
import { openingAt } from './opening'
import { childrenPerCarer, postsOf } from './people'
import { outside, splitPhotos } from './photos'
import { openedText, startText } from './words'

const zh = texts.zh
const on = '2026-11-22'
const one = (id: string, band: string, mode: string, more: Partial<ClassDetail> = {}): ClassDetail => ({
  id,
  name: id,
  band,
  mode,
  from_months: 12,
  to_months: 24,
  suits: true,
  vacancy: { state: 'free' },
  ...more,
})
const fee = (more: Partial<Fee>): Fee => ({ category: 'care', unit: 'month', amount: 0, ...more })
const of = (fees: Fee[]) => ({ fees }) as FacilityFull

describe('costs', () => {
  const fees = [
    fee({ band: 'toddler', mode: 'full_day', amount: 200000 }),
    fee({ band: 'mixed', mode: 'full_day', amount: 180000 }),
    fee({ band: 'mixed', mode: 'hourly', unit: 'hour', amount: 2000 }),
    fee({ category: 'meals', name: '伙食费', unit: 'day', amount: 2000, from: '2026-01-01', basis: '标准' }),
    fee({ category: 'other', name: '被褥', unit: 'once', amount: 30000 }),
    fee({ band: 'toddler', mode: 'full_day', amount: 999900, from: '2027-01-01' }),
  ]
  it('put equal prices together and the cheapest first', () => {
    const costs = costsOf(of(fees), [one('a', 'toddler', 'full_day'), one('b', 'toddler', 'full_day'), one('c', 'mixed', 'full_day')], on)
    expect(costs.map(c => [c.bands, c.formula.total])).toEqual([
      [['mixed'], 222000],
      [['toddler'], 242000],
    ])
    expect(onTop(costs)).toEqual([{ category: 'other', name: '被褥', unit: 'once', amount: 30000 }])
  })
  it('tell what is paid by use, the newest price of each unit', () => {
    const hourly = [one('h', 'mixed', 'hourly')]
    expect(costsOf(of(fees), hourly, on)).toEqual([])
    expect(
      perUseOf(of([...fees, fee({ band: 'mixed', mode: 'hourly', unit: 'hour', amount: 2500, from: '2026-06-01' })]), hourly, on),
    ).toEqual([{ mode: 'hourly', unit: 'hour', amount: 2500 }])
  })
  it('name their grounds as of today', () => {
    expect(groundsOf(fees, on)).toEqual({ basis: ['标准'], from: '2026-01-01' })
    expect(groundsOf(null, on)).toEqual({ basis: [], from: undefined })
  })
})

describe('opening', () => {
  const week = [1, 2, 3, 4, 5].map(weekday => ({ weekday, open: 480, close: 1080 }))
  const at = (text: string) => openingAt(week, new Date(`${text}+08:00`))
  it('knows the minute in Shanghai', () => {
    expect(at('2026-11-23T07:59:00')).toMatchObject({ state: 'later', weekday: 1, opens: 480 })
    expect(at('2026-11-23T08:00:00')).toMatchObject({ state: 'open', left: 600 })
    expect(at('2026-11-23T17:00:00')).toMatchObject({ state: 'closing', left: 60 })
    expect(at('2026-11-23T18:00:00')).toMatchObject({ state: 'closed', next: { weekday: 2, open: 480 } })
    expect(at('2026-11-22T10:00:00')).toMatchObject({ state: 'day_off', weekday: 7, next: { weekday: 1, open: 480 } })
    expect(openingAt(null, new Date())).toMatchObject({ state: 'unknown', periods: [] })
  })
  it('takes a lunch break for what it is', () => {
    const broken = [
      { weekday: 1, open: 480, close: 720 },
      { weekday: 1, open: 810, close: 1080 },
    ]
    expect(openingAt(broken, new Date('2026-11-23T12:30:00+08:00'))).toMatchObject({ state: 'later', opens: 810 })
  })
})

describe('people', () => {
  const month = { month: '2026-11', free: 0, filed: 20, staffed: 15 }
  it('give a ratio only when every class has a figure', () => {
    expect(childrenPerCarer({ carers: 4 }, [one('a', 'mixed', 'full_day', { months: [month] })])).toBe(3.8)
    expect(
      childrenPerCarer({ carers: 4 }, [one('a', 'mixed', 'full_day', { months: [month] }), one('b', 'mixed', 'full_day')]),
    ).toBeUndefined()
    expect(childrenPerCarer(undefined, [one('a', 'mixed', 'full_day', { months: [month] })])).toBeUndefined()
  })
  it('are named by post, without those nobody holds', () => {
    expect(postsOf({ carers: 5, certified: 4, kitchen: 0 })).toEqual([
      { post: 'carers', count: 5 },
      { post: 'certified', count: 4 },
    ])
  })
})

describe('pictures and links', () => {
  it('show only what lies on our own server', () => {
    const photos = [
      { url: '/media/a.jpg', text: '活动室' },
      { url: '//cdn.example/a.jpg' },
      { url: '/\\cdn.example/a.jpg' },
      { url: 'https://cdn.example/b.jpg' },
      { url: 'javascript:alert(1)' },
      { url: 'data:text/html,x' },
    ]
    const { own, elsewhere } = splitPhotos(photos, '/')
    expect(own).toEqual([{ url: '/media/a.jpg', text: '活动室', n: 1 }])
    expect(elsewhere).toEqual([{ url: 'https://cdn.example/b.jpg', text: '' }])
    expect(
      splitPhotos([{ url: 'https://care.example/media/c.jpg' }, { url: '/media/d.jpg' }], 'https://care.example/').own.map(p => p.url),
    ).toEqual(['https://care.example/media/c.jpg', 'https://care.example/media/d.jpg'])
  })
  it('lead nowhere but to http', () => {
    expect(outside('javascript:alert(1)')).toBe('')
    expect(outside(undefined)).toBe('')
    expect(outside('https://vr.example/1')).toBe('https://vr.example/1')
  })
})

describe('the child and the modes', () => {
  const answer = (age_months?: number) =>
    ({ start: on, age_months, facility: { modes: ['drop_in'], classes: [one('a', 'mixed', 'full_day')] } }) as unknown as FacilityDetail
  it('use the birthday only where it agrees with the age of the answer', () => {
    expect(childOf(answer(20), '2025-03-10', completedMonths)).toEqual({ start: on, ageMonths: 20, birth: '2025-03-10' })
    expect(childOf(answer(8), '2025-03-10', completedMonths).birth).toBeUndefined()
    expect(childOf(answer(0), '2027-01-31', completedMonths).birth).toBe('2027-01-31') // not born yet counts as 0
    expect(childOf(answer(), '2025-03-10', completedMonths)).toEqual({ start: on, ageMonths: undefined, birth: undefined })
  })
  it('are those declared and those of the classes, in one order', () => {
    expect(modesOf(answer())).toEqual(['full_day', 'drop_in'])
    expect(modesOf(undefined)).toEqual([])
  })
})

describe('small things', () => {
  it('frame a point with its streets', () => {
    expect(frameOf([[120, 31]]).map(n => Math.round(n * 1e4) / 1e4)).toEqual([119.999, 30.999, 120.001, 31.001])
    expect(
      frameOf([
        [120, 31],
        [120.01, 31.02],
      ]),
    ).toEqual([120, 31, 120.01, 31.02])
  })
  it('leave out a pick-up before the drop-off', () => {
    expect(soundNeed({ days: [], from: '09:00', until: '08:00' })).toEqual({ days: [], from: '09:00' })
    expect(soundNeed({ days: [], from: '', until: 'x' })).toEqual({ days: [], from: undefined, until: undefined })
  })
  it('say today and years in words', () => {
    expect(startText(on, on, zh)).toBe('今天')
    expect(openedText('2024-11-23', on, zh)).toBe('2024 年 11 月 23 日，办了 1 年')
    expect(openedText('2026-01-01', on, zh)).toBe('2026 年 1 月 1 日，开办不到 1 年')
  })
})
