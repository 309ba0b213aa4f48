import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextStop, offsetOf, settleStop, type Stop } from './stops'

const stops: Stop[] = ['peek', 'half', 'full']
const sheet = fc.record({ height: fc.integer({ min: 200, max: 1400 }), peek: fc.integer({ min: 60, max: 180 }) })

describe('a sheet with three stops', () => {
  it('goes one stop at a time and stays at the ends', () => {
    expect(stops.map(stop => nextStop(stop, true))).toEqual(['half', 'full', 'full'])
    expect(stops.map(stop => nextStop(stop, false))).toEqual(['peek', 'peek', 'half'])
  })
  it('stands lower the less it shows, and never hides its head', () => {
    fc.assert(
      fc.property(sheet, ({ height, peek }) => {
        const [low = 0, middle = 0, high = 0] = stops.map(stop => offsetOf(stop, height, peek))
        expect(high).toBe(0)
        expect(middle).toBeLessThanOrEqual(low)
        expect(height - low).toBeGreaterThanOrEqual(peek)
      }),
    )
  })
  it('let go at rest, stays where it was put', () => {
    fc.assert(
      fc.property(sheet, fc.constantFrom(...stops), ({ height, peek }, stop) => {
        const at = offsetOf(stop, height, peek)
        expect(offsetOf(settleStop(at, 0, height, peek), height, peek)).toBe(at)
      }),
    )
  })
  it('follows a flick further than it was carried', () => {
    expect(settleStop(380, 0, 800, 120)).toBe('half')
    expect(settleStop(380, -2, 800, 120)).toBe('full')
    expect(settleStop(380, 2, 800, 120)).toBe('peek')
  })
})
