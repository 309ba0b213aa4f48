import type { Circle, Cluster } from '@tuoyuquan/api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { thinned } from './thin'
import { markersOf, mostCorners, mostMarkers, polygonsOf } from './weixin'

const words = { left: (n: number) => `余${n}`, full: '满', unknown: '?', none: '不收', members: '限', several: (n: number) => `${n}家` }
const scene = { clusters: [] as Cluster[], anchors: [], words, dark: false, letters: 1 }
const cluster = (c: Partial<Cluster>): Cluster => ({
  point: [120, 31],
  bbox: [120, 31, 120, 31],
  count: 1,
  free: 0,
  with_room: 0,
  unknown: 0,
  ...c,
})

describe('markers', () => {
  test('say what the badges of the browser say', () => {
    const { markers } = markersOf({
      ...scene,
      clusters: [cluster({ state: 'members_only', facility_id: 'a', name: '园区托育' }), cluster({ count: 5, free: 12 })],
    })
    expect(markers.map(m => m.callout?.content)).toEqual(['余12\n5家', '限'])
    expect(markers[0]?.ariaLabel).toBe('余12 · 5家')
    expect(markers[1]?.ariaLabel).toBe('园区托育 限')
  })
  test('never more than a phone carries, and the lit one among them', () => {
    const many = Array.from({ length: 300 }, (_, i) => cluster({ facility_id: `f${i}`, state: 'full' }))
    const anchors = [{ id: 'h', label: 'home' as const, name: '家', point: [120, 31] as [number, number] }]
    const { markers, targets } = markersOf({ ...scene, clusters: many, anchors, pin: [120, 31], selected: 'f299' })
    expect(markers.length).toBe(mostMarkers)
    expect(Object.values(targets).some(c => c.facility_id === 'f299')).toBe(true)
    expect(new Set(markers.map(m => m.id)).size).toBe(markers.length)
  })
})

describe('walking area', () => {
  const ring = (n: number) => Array.from({ length: n + 1 }, (_, i) => [120 + 0.01 * Math.cos((i % n) / n * 6.283), 31 + 0.01 * Math.sin((i % n) / n * 6.283)]) // prettier-ignore
  const circle = (rings: number[][][]) => ({ type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates: rings.map(r => [r]) } }) as unknown as Circle // prettier-ignore

  test('keeps its corners below what a phone drags smoothly', () => {
    const polygons = polygonsOf(circle([ring(3000), ring(40)]), false)
    expect(polygons).toHaveLength(2)
    expect(polygons.reduce((sum, p) => sum + p.points.length, 0)).toBeLessThanOrEqual(mostCorners + 24)
  })
  test('is nothing without an answer', () => {
    expect(polygonsOf(undefined, false)).toEqual([])
  })
})

test('thinning keeps the ends and never adds', () => {
  const line = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 2,
    maxLength: 200,
  })
  fc.assert(
    fc.property(line, fc.integer({ min: 4, max: 60 }), (points, most) => {
      const kept = thinned(points, most)
      expect(kept.length).toBeLessThanOrEqual(Math.max(points.length, most))
      expect(kept.length).toBeLessThanOrEqual(Math.max(most, 4, Math.min(points.length, 4)))
      expect(kept[0]).toBe(points[0])
      expect(kept.at(-1)).toBe(points.at(-1))
    }),
  )
})
