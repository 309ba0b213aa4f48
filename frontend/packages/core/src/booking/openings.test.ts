import { describe, expect, it } from 'vitest'
import { byDay, freeIn, freeing, offerOf, standOf } from './openings'

const now = new Date('2026-11-16T09:30:00+08:00')
const months = [
  { month: '2026-11', free: 0 },
  { month: '2026-12', free: 2 },
  { month: '2027-02', free: null },
]

describe('what a class offers', () => {
  it('books where the server says so', () => {
    expect(offerOf({ bookable: true, waiting: 0, months }, '2026-12-01')).toEqual({ kind: 'book', free: 2, waiting: 0 })
  })
  it('keeps the waitlist apart', () => {
    expect(offerOf({ bookable: false, why: 'pool_full', waiting: 3, months }, '2026-11-20')).toEqual({
      kind: 'wait',
      free: 0,
      waiting: 3,
      why: 'pool_full',
    })
    expect(offerOf({ bookable: false, waiting: 0 }, '2026-11-20')).toMatchObject({ kind: 'wait', why: 'pool_full' })
  })
  it('offers nothing, and says why, where no queue would help', () => {
    expect(offerOf({ bookable: false, why: 'too_old', waiting: 0, months }, '2026-12-01')).toMatchObject({ kind: 'none', why: 'too_old' })
  })
  it('takes a month not listed as the one before it', () => {
    expect(freeIn(months, '2027-01')).toBe(2)
    expect(freeIn(months, '2027-03')).toBeUndefined()
    expect(freeIn(months, '2026-10')).toBeUndefined()
    expect(freeIn(null, '2026-10')).toBeUndefined()
  })
  it('looks ahead a year for places that free', () => {
    const ahead = [
      { month: '2026-11', freeing: 4 },
      { month: '2027-01', freeing: 0 },
      { month: '2027-09', freeing: 5 },
      { month: '2027-12', freeing: 1 },
    ]
    expect(freeing(ahead, '2026-11')).toEqual([{ month: '2027-09', freeing: 5 }])
    expect(freeing(null, '2026-11')).toEqual([])
  })
})

describe('a session', () => {
  const window = { opens_at: '2026-11-16T09:00:00+08:00', closes_at: '2026-11-16T12:00:00+08:00' }
  it.each([
    [{ left: 3, status: 'open' }, 'open'],
    [{ left: 0, status: 'full' }, 'full'],
    [{ left: 3, status: 'cancelled', window }, 'cancelled'],
    [{ left: 3, status: 'closed' }, 'closed'],
    [{ left: 3, status: 'planned' }, 'soon'],
    [{ left: 3, status: 'window', window }, 'window'],
    [{ left: 3, status: 'planned', window }, 'window'],
    [{ left: 3, status: 'window', window: { ...window, closes_at: '2026-11-16T09:29:59+08:00' } }, 'drawing'],
    [{ left: 3, status: 'planned', window: { ...window, opens_at: '2026-11-16T09:30:01+08:00' } }, 'soon'],
    [{ left: 3, status: 'drawing', window }, 'drawing'],
    [{ left: 2, status: 'open', window }, 'open'],
  ])('%j is %s', (session, stand) => expect(standOf(session, now)).toBe(stand))
})

describe('days', () => {
  it('gather what happens on them, in order', () => {
    const list = [{ day: '2026-11-18' }, { day: '2026-11-17' }, { day: '2026-11-18' }]
    expect(byDay(list, one => one.day).map(({ day, list: on }) => [day, on.length])).toEqual([
      ['2026-11-17', 1],
      ['2026-11-18', 2],
    ])
  })
})
