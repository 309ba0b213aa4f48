import type { Cluster } from '@tuoyuquan/api'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Words } from './badge'
import { footprint, layOut, lightCluster, type Sign } from './badges'
import { planeOf } from './datum'
import { touches, type Rect } from './room'

// Letters are measured by the browser; here every letter is nine pixels wide.
beforeAll(() => {
  Object.assign(globalThis, {
    document: { createElement: () => ({ getContext: () => ({ measureText: (s: string) => ({ width: s.length * 9 }) }) }) },
  })
})

const words: Words = { left: n => `余${n}`, full: '满', unknown: '?', none: '不收', several: n => `${n}家` }
const plane = planeOf('wgs84')
const resolution = 4.78 // zoom 15

const singles = fc.uniqueArray(fc.record({ x: fc.integer({ min: 0, max: 600 }), y: fc.integer({ min: 0, max: 600 }), free: fc.nat(20) }), { maxLength: 60, selector: p => `${p.x},${p.y}` }) // prettier-ignore

const facility = (p: { x: number; y: number; free: number }, i: number): Cluster => {
  const point = [120 + p.x * 4e-5, 31 + p.y * 4e-5]
  return { point, bbox: [...point, ...point], count: 1, free: p.free, with_room: Number(p.free > 0), unknown: 0, state: p.free ? 'free' : 'full', facility_id: `f${i}`, name: `n${i}` } as Cluster // prettier-ignore
}

function rect(sign: Sign, scale: number): Rect {
  const f = footprint(sign, scale)
  const x = sign.x / resolution + sign.dx
  const y = -sign.y / resolution + sign.dy
  return { x1: x + f.x1, y1: y + f.y1, x2: x + f.x2, y2: y + f.y2 }
}

test('badges never overlap, whatever the city, and no facility is lost', () => {
  fc.assert(
    fc.property(singles, fc.constantFrom(1, 1.5, 2), (list, scale) => {
      const signs = layOut(list.map(facility), plane, resolution, words, scale, undefined)
      expect(signs.reduce((sum, s) => sum + s.cluster.count, 0)).toBe(list.length)
      expect(signs.reduce((sum, s) => sum + s.cluster.free, 0)).toBe(list.reduce((sum, p) => sum + p.free, 0))
      signs.forEach((a, i) => signs.slice(i + 1).forEach(b => expect(touches(rect(a, scale), rect(b, scale))).toBe(false)))
    }),
  )
})

test('the lit facility stays itself, on top, and what stands in its way says nothing', () => {
  fc.assert(
    fc.property(singles, fc.nat(59), (list, at) => {
      const id = `f${at}`
      const signs = layOut(list.map(facility), plane, resolution, words, 1, id)
      const lit = signs.filter(s => s.lit)
      expect(lit.length).toBe(Number(at < list.length))
      if (lit[0]) expect(signs.at(-1)).toBe(lit[0])
      const written = signs.filter(s => !s.dot)
      written.forEach((a, i) => written.slice(i + 1).forEach(b => expect(touches(rect(a, 1), rect(b, 1))).toBe(false)))
    }),
  )
})

test('a lit facility inside a cluster lights the cluster', () => {
  const list = [
    facility({ x: 100, y: 100, free: 3 }, 0),
    facility({ x: 101, y: 100, free: 2 }, 1),
    facility({ x: 500, y: 500, free: 1 }, 2),
  ]
  const signs = layOut(list, plane, resolution, words, 1, undefined)
  lightCluster(signs, list[1]?.point as [number, number])
  expect(signs.filter(s => s.lit).map(s => s.badge)).toEqual([{ tone: 'room', text: '余5', count: '2家' }])
})

test('a badge steps aside for a place of the family', () => {
  const [home] = [facility({ x: 100, y: 100, free: 3 }, 0)]
  const point = home?.point as [number, number]
  const above = [point[0], point[1] + 0.0008] as [number, number]
  const [sign] = layOut([home as Cluster], plane, resolution, words, 1, undefined, [above])
  expect(sign?.hung).toBe(true)
})

test('the same clusters are laid out the same whatever their order', () => {
  fc.assert(
    fc.property(singles, list => {
      const say = (all: Cluster[]) =>
        layOut(all, plane, resolution, words, 1, undefined).map(s => `${Math.round(s.x)},${s.badge.text},${s.badge.count}`)
      const all = list.map(facility)
      expect(say([...all].reverse())).toEqual(say(all))
    }),
  )
})
