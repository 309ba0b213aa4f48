import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxFrom, mercator, planeOf, unmercator } from './datum'
import type { Point } from './types'

const inChina = fc.tuple(fc.double({ min: 98, max: 122, noNaN: true }), fc.double({ min: 23, max: 42, noNaN: true }))
const metres = (a: Point, b: Point) => Math.hypot((a[0] - b[0]) * 111_000 * Math.cos((a[1] * Math.PI) / 180), (a[1] - b[1]) * 111_000)

test.each(['wgs84', 'gcj02'] as const)('a point comes back from the %s plane within a metre', projection => {
  const plane = planeOf(projection)
  fc.assert(
    fc.property(inChina, point => {
      expect(metres(plane.from(plane.at(point)), point)).toBeLessThan(1)
    }),
  )
})

test('the plane of Tencent and Amap lies some hundred metres off, ours does not', () => {
  const people: Point = [121.4737, 31.2304]
  expect(planeOf('wgs84').at(people)).toEqual(mercator(people))
  const [x, y] = planeOf('gcj02').at(people)
  const moved = metres(unmercator(x, y), people)
  expect(moved).toBeGreaterThan(300)
  expect(moved).toBeLessThan(700)
})

test('Web Mercator as everybody knows it', () => {
  const [x, y] = mercator([180, 85.0511287798])
  expect(x).toBeCloseTo(20037508.34, 1)
  expect(y).toBeCloseTo(20037508.34, 0)
  expect(unmercator(...mercator([120, 31]))[1]).toBeCloseTo(31, 9)
})

test('a box keeps west before east and south before north', () => {
  const plane = planeOf('wgs84')
  const [w, s, e, n] = boxFrom(plane, [...plane.at([119, 30]), ...plane.at([121, 32])])
  expect([w, s, e, n].map(v => Math.round(v * 1e6) / 1e6)).toEqual([119, 30, 121, 32])
})
