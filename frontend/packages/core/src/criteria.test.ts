import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anchorAt, bounds, countFilters, fromSearch, plain, relax, samePlace, toQuery, toSearch, type Criteria } from './criteria'
import { toGcj02 } from './coords'
import { anyDate, check } from './testdata/check'
import { kinds, modes, natures, sorts, type Box, type Point } from './words'
import { clock } from './hours'

const home = { id: 'home', label: 'home' as const, name: '映江花园', point: [120.00012, 31.00009] as Point }
const work = { id: 'work', label: 'work' as const, name: '科创园', point: [120.01, 30.99] as Point }

/** A query string as a page is handed it: H5 decoded, the mini-program as it stands. */
const decoded = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search))
const raw = (search: string): Record<string, string> =>
  Object.fromEntries(
    search
      .split('&')
      .filter(Boolean)
      .map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )

describe('toQuery', () => {
  test('asks nothing when nothing is wanted', () => {
    expect(toQuery(plain, 'wgs84')).toEqual({ coords: 'wgs84', open: true })
  })

  test('asks for everything that is', () => {
    const c: Criteria = {
      ...plain,
      near: [home, work],
      minutes: 20,
      profile: 'stroller',
      ageMonths: 20,
      start: '2027-03-01',
      mode: ['full_day'],
      inclusive: true,
      kind: ['community', 'home'],
      nature: ['public'],
      feeMax: 2000,
      days: [6, 1],
      until: '18:30',
      vacantBy: '2027-06-01',
      words: ' 阳光 ',
      open: true,
      bbox: [119.9, 30.9, 120.1, 31.1],
      sort: 'fee',
    }
    expect(toQuery(c, 'wgs84', '2026-11-22')).toEqual({
      coords: 'wgs84',
      near: '120.00012,31.00009;120.01,30.99',
      minutes: 20,
      profile: 'stroller',
      age_months: 20,
      start: '2027-03-01',
      mode: ['full_day'],
      inclusive: true,
      kind: ['community', 'home'],
      nature: ['public'],
      fee_max: 2000,
      days: [1, 6],
      from: '18:29',
      until: '18:30',
      vacant_by: '2027-06-01',
      words: '阳光',
      open: true,
      bbox: '119.9,30.9,120.1,31.1',
      sort: 'fee',
    })
    const shifted = [home, work].map(anchor => toGcj02(anchor.point).map(n => Math.round(n * 1e6) / 1e6))
    expect(toQuery(c, 'gcj02').near).toBe(shifted.join(';'))
  })

  test('leaves out what the server would refuse', () => {
    expect(toQuery({ ...plain, sort: 'walk' }, 'wgs84')).toEqual({ coords: 'wgs84', open: true })
    expect(toQuery({ ...plain, sort: 'relevance', words: ' ' }, 'wgs84')).toEqual({ coords: 'wgs84', open: true })
    expect(toQuery({ ...plain, start: '2026-11-01' }, 'wgs84', '2026-11-22')).toEqual({ coords: 'wgs84', open: true })
    expect(toQuery({ ...plain, vacantBy: '2026-11-01' }, 'wgs84', '2026-11-22')).toEqual({ coords: 'wgs84', open: true, vacant: true })
    expect(toQuery({ ...plain, ageMonths: -2 }, 'wgs84').age_months).toBe(0)
    expect(toQuery({ ...plain, near: Array.from({ length: 7 }, () => home) }, 'wgs84').near?.split(';')).toHaveLength(5)
    expect(toQuery({ ...plain, from: '09:00', until: '08:00' }, 'wgs84')).toEqual({ coords: 'wgs84', open: true })
    expect(toQuery({ ...plain, until: '18:00' }, 'wgs84')).toEqual({ coords: 'wgs84', open: true, from: '17:59', until: '18:00' })
  })
})

describe('countFilters', () => {
  test('counts wishes, not places and orders', () => {
    expect(countFilters(plain)).toBe(0)
    expect(countFilters({ ...plain, near: [home], minutes: 30, sort: 'fee', bbox: [1, 2, 3, 4] })).toBe(0)
    expect(
      countFilters({
        ...plain,
        ageMonths: 0,
        start: '2027-01-01',
        mode: ['hourly'],
        inclusive: true,
        kind: ['home'],
        nature: ['public'],
        feeMax: 0,
        days: [1],
        vacant: true,
        vacantBy: '2027-02-01',
        words: 'a',
        open: false,
      }),
    ).toBe(11)
  })
})

const anyPoint: fc.Arbitrary<Point> = fc
  .tuple(fc.integer({ min: 730000, max: 1350000 }), fc.integer({ min: 180000, max: 530000 }))
  .map(([lon, lat]) => [lon / 10000, lat / 10000])
const anyBox: fc.Arbitrary<Box> = fc
  .tuple(anyPoint, fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 9999 }))
  .map(([[w, s], dx, dy]) => [w, s, Math.round(w * 1e4 + dx) / 1e4, Math.round(s * 1e4 + dy) / 1e4])
const anyWords = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('阳光 托育', 'a&b=c', '100％', '#?/;,', '👶🏻'))
  .map(words => words.replace(/[\p{Cc}%]/gu, '').trim())
const anySpan = fc.tuple(fc.nat(1438), fc.nat(1440), fc.boolean(), fc.boolean()).map(([a, b, hasFrom, hasUntil]) => {
  const [from, until] = [Math.min(a, b), Math.max(a, b)]
  return from === until ? {} : { ...(hasFrom && { from: clock(Math.min(from, 1439)) }), ...(hasUntil && { until: clock(until) }) }
})
const anyCriteria: fc.Arbitrary<Criteria> = fc
  .tuple(
    fc.record(
      {
        near: fc.uniqueArray(anyPoint.map(anchorAt), { maxLength: 5, selector: anchor => anchor.id }),
        minutes: fc.integer({ min: 5, max: 60 }),
        profile: fc.constantFrom('walk' as const, 'stroller' as const),
        ageMonths: fc.nat(120),
        start: anyDate,
        mode: fc.subarray([...modes]),
        inclusive: fc.boolean(),
        kind: fc.subarray([...kinds]),
        nature: fc.subarray([...natures]),
        feeMax: fc.nat(bounds.maxFee),
        days: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
        vacant: fc.boolean(),
        vacantBy: anyDate,
        words: anyWords,
        open: fc.boolean(),
        bbox: anyBox,
        sort: fc.constantFrom(...sorts),
      },
      { requiredKeys: ['near', 'minutes', 'profile', 'mode', 'inclusive', 'kind', 'nature', 'days', 'vacant', 'words', 'open'] },
    ),
    anySpan,
  )
  .map(([c, span]) => ({ ...c, ...span }))

describe('the address', () => {
  test('is short and hides who lives where', () => {
    const search = toSearch({ ...plain, near: [home, work], ageMonths: 20, words: '阳光', days: [1, 3], until: '18:30', vacant: true })
    expect(search).toBe('at=120.0001,31.0001;120.01,30.99&age=20&days=13&until=1830&room=1&q=%E9%98%B3%E5%85%89')
    expect(search).not.toContain(encodeURIComponent('映江'))
    expect(toSearch(plain)).toBe('')
    expect(toSearch({ ...plain, open: false })).toBe('open=0')
    expect(toQuery({ ...plain, open: false }, 'wgs84')).toEqual({ coords: 'wgs84' })
  })

  test('brings back what was looked for, decoded or not', () => {
    check(
      fc.property(anyCriteria, c => {
        const search = toSearch(c)
        expect({ ...plain, ...fromSearch(decoded(search)) }).toEqual(c)
        expect({ ...plain, ...fromSearch(raw(search)) }).toEqual(c)
      }),
      1000,
    )
  })

  test('is the same address again', () => {
    check(fc.property(anyCriteria, c => toSearch({ ...plain, ...fromSearch(raw(toSearch(c))) }) === toSearch(c)))
  })

  test('a percent sign in words does no harm', () => {
    expect(fromSearch(decoded(toSearch({ ...plain, words: '100%25' }))).words).toBe('100％25')
    expect(fromSearch({ q: '50%' }).words).toBe('50%')
  })
})

describe('a hostile address', () => {
  const names = [
    'at',
    'min',
    'by',
    'age',
    'start',
    'mode',
    'incl',
    'kind',
    'nature',
    'fee',
    'days',
    'from',
    'until',
    'room',
    'roomby',
    'q',
    'open',
    'box',
    'sort',
  ]
  const nasty = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.constantFrom(
      '',
      '%',
      '%zz',
      'NaN',
      'Infinity',
      '1e9',
      '-1',
      '0x10',
      '999999999999',
      'null',
      '__proto__',
      'constructor',
      '120',
      '120,31,5',
      '200,31',
      '120,86',
      '31,;',
      ';;;;;;',
      '1,2;1,2;1,2;1,2;1,2;1,2',
      '<script>',
      '0800',
      '2500',
      '2401',
      '11111111',
      '89',
      'full_day,evil',
      '2026-02-30',
      'toString',
    ),
    fc.anything(),
  )

  test('never throws, and never lets in a value that the app could not have made', () => {
    check(
      fc.property(fc.dictionary(fc.constantFrom(...names, '__proto__', 'hasOwnProperty'), nasty), query => {
        const c: Criteria = { ...plain, ...fromSearch(query) }
        expect(c.minutes).toBeGreaterThanOrEqual(5)
        expect(c.minutes).toBeLessThanOrEqual(60)
        expect(c.near.length).toBeLessThanOrEqual(5)
        for (const { point } of c.near) expect(point.every(Number.isFinite)).toBe(true)
        expect(c.mode.every(mode => modes.includes(mode)) && c.kind.every(kind => kinds.includes(kind))).toBe(true)
        expect(c.days.every(day => day >= 1 && day <= 7)).toBe(true)
        expect(Array.from(c.words).length).toBeLessThanOrEqual(bounds.maxWords)
        if (c.from !== undefined && c.until !== undefined) expect(c.from < c.until).toBe(true)
        expect(fromSearch(raw(toSearch(c)))).toEqual(fromSearch(raw(toSearch({ ...plain, ...fromSearch(raw(toSearch(c))) }))))
        toQuery(c, 'gcj02')
      }),
      2000,
    )
  })

  test('drops the bad and keeps the good', () => {
    expect(
      fromSearch({
        min: '200',
        age: '-3',
        mode: 'full_day,evil',
        at: '120,31;x,y',
        box: '120,31,119,32',
        sort: 'best',
        from: '0800',
        until: '0700',
        incl: 'yes',
        start: '2026-02-30',
        days: '8',
        by: 'car',
        fee: '1.5',
      }),
    ).toEqual({ mode: ['full_day'] })
    expect(fromSearch({ from: '2400' })).toEqual({})
    expect(fromSearch({ at: '120,31;120,31' }).near).toHaveLength(1)
    expect(fromSearch({ q: ['a', 'b'] })).toEqual({})
  })
})

describe('relax', () => {
  test('takes one wish away, whatever the server names', () => {
    const all: Criteria = {
      ...plain,
      near: [home],
      ageMonths: 9,
      mode: ['hourly'],
      inclusive: true,
      kind: ['home'],
      nature: ['public'],
      feeMax: 9,
      days: [1],
      from: '08:00',
      until: '09:00',
      vacant: true,
      vacantBy: '2027-01-01',
      words: 'a',
      open: true,
      bbox: [1, 2, 3, 4],
    }
    for (const drop of ['vacant', 'fee_max', 'days', 'kind', 'nature', 'mode', 'inclusive', 'open', 'age_months', 'words', 'bbox']) {
      const less = relax(all, drop)
      const gone = countFilters(all) - countFilters(less)
      // Looking at staff places as well is the one widening that differs from the plain search.
      expect(drop === 'bbox' ? less.bbox : gone, drop).toBe(drop === 'bbox' ? undefined : drop === 'open' ? -1 : 1)
    }
    expect(relax(all, 'near').near).toEqual([])
    expect(relax(all, 'something new')).toEqual(all)
    expect(all.days).toEqual([1])
  })
})

test('samePlace is true within the precision of a link', () => {
  expect(samePlace([120.00012, 31], [120.0001, 31.00001])).toBe(true)
  expect(samePlace([120.0002, 31], [120.0001, 31])).toBe(false)
})
