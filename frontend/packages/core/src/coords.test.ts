import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inChina } from './china'
import { toBd09, toGcj02, toWgs84 } from './coords'
import { check } from './testdata/check'
import serverPoints from './testdata/coords.json'
import type { Point } from './words'

const metres = (a: Point, b: Point) => Math.hypot((a[0] - b[0]) * 111195 * Math.cos((a[1] * Math.PI) / 180), (a[1] - b[1]) * 111195)
const anywhere = (west: number, east: number, south: number, north: number): fc.Arbitrary<Point> =>
  fc.tuple(fc.double({ min: west, max: east, noNaN: true }), fc.double({ min: south, max: north, noNaN: true }))

describe('GCJ-02', () => {
  test('shifts like the server, inland, on the border and abroad', () => {
    for (const [lon, lat, east, north] of serverPoints as [number, number, number, number][]) {
      expect(metres(toGcj02([lon, lat]), [east, north]), `${lon},${lat}`).toBeLessThan(0.001)
      expect(metres(toWgs84([east, north]), [lon, lat]), `${lon},${lat}`).toBeLessThan(0.001)
    }
  })

  test('there and back is within a metre over all of China', () => {
    check(
      fc.property(anywhere(73.5, 135, 15, 53.6), point => metres(toWgs84(toGcj02(point)), point) < 1),
      2000,
    )
  })

  test('moves a place in the middle by 300 to 800 m', () => {
    check(
      fc.property(anywhere(104, 117, 25, 40), point => {
        const far = metres(toGcj02(point), point)
        return inChina(point) && far > 200 && far < 900
      }),
    )
  })

  test('is the place itself abroad', () => {
    for (const box of [
      anywhere(-180, 72, -85, 85),
      anywhere(136, 180, -85, 85),
      anywhere(-180, 180, -85, 14),
      anywhere(126, 130, 33, 38),
      anywhere(120.5, 122, 22, 25),
      anywhere(114.14, 114.2, 22.25, 22.4),
    ]) {
      check(
        fc.property(box, point => metres(toGcj02(point), point) === 0 && metres(toWgs84(point), point) === 0),
        200,
      )
    }
  })

  test('what is no number stays so, without hanging', () => {
    expect(toWgs84([NaN, 31])).toEqual([NaN, 31])
    expect(toGcj02([Infinity, 31])).toEqual([Infinity, 31])
  })
})

test('BD-09 lies beside GCJ-02 as published', () => {
  // 39.915 116.404 in BD-09 is the Baidu documentation's own example of Tian'anmen: GCJ-02 116.39762729119315, 39.90865673957631.
  const [lon, lat] = toBd09(toWgs84([116.39762729119315, 39.90865673957631]))
  expect(metres([lon, lat], [116.404, 39.915])).toBeLessThan(1)
})
