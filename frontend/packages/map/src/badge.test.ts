import type { Cluster } from '@tuoyuquan/api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { badgeOf, united, type Words } from './badge'

const words: Words = {
  left: free => `余${free}`,
  full: '满',
  unknown: '?',
  none: '不收',
  several: count => `${count}家`,
}

const cluster = (c: Partial<Cluster>): Cluster => ({
  point: [120, 31],
  bbox: [120, 31, 120, 31],
  count: 1,
  free: 0,
  with_room: 0,
  unknown: 0,
  ...c,
})

describe('a single facility', () => {
  test.each([
    [{ state: 'free', free: 3 }, 'room', '余3'],
    [{ state: 'full' }, 'full', '满'],
    [{ state: 'unknown', unknown: 1 }, 'unknown', '?'],
    [{ state: 'members_only' }, 'members', ''],
    [{ state: 'no_class' }, 'none', '不收'],
    [{}, 'unknown', '?'],
  ] as const)('%o says %s', (c, tone, text) => {
    expect(badgeOf(cluster(c), words)).toEqual({ tone, text })
  })
})

describe('a cluster', () => {
  test('shows free places first, then how many facilities', () => {
    expect(badgeOf(cluster({ count: 5, free: 12, with_room: 3, unknown: 1 }), words)).toEqual({ tone: 'room', text: '余12', count: '5家' })
  })
  test('is full only when every figure is known', () => {
    expect(badgeOf(cluster({ count: 4 }), words)).toEqual({ tone: 'full', text: '满', count: '4家' })
    expect(badgeOf(cluster({ count: 4, unknown: 1 }), words)).toEqual({ tone: 'unknown', text: '?', count: '4家' })
  })
})

const clusters = fc.array(
  fc.record({ lon: fc.double({ min: 73, max: 135, noNaN: true }), lat: fc.double({ min: 18, max: 53, noNaN: true }), count: fc.integer({ min: 1, max: 40 }), free: fc.nat(99), unknown: fc.nat(9) }), // prettier-ignore
  { minLength: 2, maxLength: 12 },
)

test('nothing is lost when clusters become one, in whatever order', () => {
  fc.assert(
    fc.property(clusters, list => {
      const parts = list.map(({ lon, lat, ...c }) => cluster({ ...c, point: [lon, lat], bbox: [lon, lat, lon, lat] }))
      const whole = united(parts)
      const pairwise = parts.reduce((a, b) => united([a, b]))
      for (const one of [whole, pairwise]) {
        expect(one.count).toBe(list.reduce((sum, c) => sum + c.count, 0))
        expect(one.free).toBe(list.reduce((sum, c) => sum + c.free, 0))
        expect(one.facility_id).toBeUndefined()
        const [w = 0, s = 0, e = 0, n = 0] = one.bbox ?? []
        const [x = 0, y = 0] = one.point ?? []
        expect(x).toBeGreaterThanOrEqual(w - 1e-9)
        expect(x).toBeLessThanOrEqual(e + 1e-9)
        expect(y).toBeGreaterThanOrEqual(s - 1e-9)
        expect(y).toBeLessThanOrEqual(n + 1e-9)
      }
      expect(whole.point?.[0]).toBeCloseTo(pairwise.point?.[0] ?? NaN, 6)
    }),
  )
})
