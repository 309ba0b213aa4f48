import { describe, expect, test } from 'vitest'
import { groundStyles, widthAt } from './cartography'
import { palettes } from './palette'

const light = palettes.light
const width = (kind: string, zoom: number) =>
  Math.max(...(groundStyles('street', kind, false, zoom, light) ?? []).map(s => s.getStroke()?.getWidth() ?? 0))

describe('streets', () => {
  test('are wider the more they carry, at every zoom at which both are drawn', () => {
    for (let zoom = 13; zoom <= 19; zoom += 0.5) {
      const order = ['motorway', 'primary', 'secondary', 'tertiary', 'residential'].map(kind => width(kind, zoom))
      expect([...order].sort((a, b) => b - a)).toEqual(order)
    }
  })
  test('have an outline under their fill once they are wide enough for one', () => {
    expect(groundStyles('street', 'primary', false, 15, light)).toHaveLength(2)
    const [under, top] = groundStyles('street', 'primary', false, 15, light) ?? []
    expect(under?.getZIndex()).toBeLessThan(top?.getZIndex() ?? 0)
  })
  test('all fills lie over all outlines, so that crossings are open', () => {
    const kinds = ['pedestrian', 'residential', 'tertiary', 'secondary', 'primary', 'motorway']
    const pairs = kinds.map(kind => groundStyles('street', kind, false, 16, light) ?? [])
    const highestOutline = Math.max(...pairs.map(([under]) => under?.getZIndex() ?? 0))
    for (const [, top] of pairs) expect(top?.getZIndex()).toBeGreaterThan(highestOutline)
  })
})

test('buildings come when they can be told apart', () => {
  expect(groundStyles('building', 'residential', true, 14, light)).toBeUndefined()
  expect(groundStyles('building', 'residential', true, 16, light)?.[0]?.getStroke()).toBeTruthy()
})

test('what a tile may hold but no table knows is passed over or green', () => {
  expect(groundStyles('street', 'proposed', false, 16, light)).toBeUndefined()
  expect(groundStyles('green', 'toString', true, 16, light)?.[0]?.getFill()?.getColor()).toBe(light.green.grass)
  expect(groundStyles('nothing', 'x', true, 16, light)).toBeUndefined()
})

test('a width grows evenly between zooms and doubles beyond the last', () => {
  expect(widthAt([[10, 1], [12, 4]], 11)).toBeCloseTo(2) // prettier-ignore
  expect(widthAt([[10, 1], [12, 4]], 13)).toBeCloseTo(8) // prettier-ignore
  expect(widthAt([[10, 1], [12, 4]], 5)).toBe(1) // prettier-ignore
})

/** WCAG contrast of two opaque colours. */
function contrast(a: string, b: string): number {
  const light = [a, b].map(color => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map(i => {
      const c = Number.parseInt(color.slice(i, i + 2), 16) / 255
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  })
  return (Math.max(...light) + 0.05) / (Math.min(...light) + 0.05)
}

describe.each(['light', 'dark'] as const)('in the %s theme', theme => {
  const p = palettes[theme]
  test('words on badges and names on their ground can be read', () => {
    expect(contrast(p.onBrand, p.brand)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(p.onLit, p.lit)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(p.paperInk, p.paper)).toBeGreaterThanOrEqual(4.5)
    for (const [kind, ink] of Object.entries(p.ink)) expect(contrast(ink, p.ground), kind).toBeGreaterThanOrEqual(4.5)
    expect(contrast(p.ink.water, p.water)).toBeGreaterThanOrEqual(3)
  })
  test('badges stand out from the ground by their edge or their fill', () => {
    expect(Math.max(contrast(p.paperEdge, p.ground), contrast(p.paper, p.ground))).toBeGreaterThanOrEqual(3)
    expect(contrast(p.reachEdge, p.ground)).toBeGreaterThanOrEqual(3)
    expect(contrast(p.route, p.ground)).toBeGreaterThanOrEqual(3)
  })
})
