import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { along, joined, roomiest, stretches } from './lines'

const length = (line: readonly number[]) => {
  let sum = 0
  for (let i = 2; i < line.length; i += 2) sum += Math.hypot((line[i] ?? 0) - (line[i - 2] ?? 0), (line[i + 1] ?? 0) - (line[i - 1] ?? 0))
  return sum
}

describe('joined', () => {
  test('a street cut at its crossings is one line again, whichever way its pieces run', () => {
    expect(joined([[0, 0, 10, 0], [20, 0, 10, 0], [20, 0, 30, 5]])).toHaveLength(1) // prettier-ignore
    expect(joined([[0, 0, 10, 0], [50, 0, 60, 0]])).toHaveLength(2) // prettier-ignore
  })
  test('no metre is lost', () => {
    const piece = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 8 }).map(a => (a.length % 2 ? a.slice(1) : a))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const before = pieces.reduce((sum, p) => sum + length(p), 0)
        expect(joined(pieces).reduce((sum, p) => sum + length(p), 0)).toBeCloseTo(before, 6)
      }),
    )
  })
})

test('a bend parts a street into straight stretches', () => {
  const found = stretches([0, 0, 50, 1, 100, 0, 100, 80], 5)
  expect(found.map(s => Math.round(s.length))).toEqual([100, 80])
  expect(found[1]?.angle).toBeCloseTo(Math.PI / 2)
})

test('the middle of a line is half way along it', () => {
  expect(along([0, 0, 10, 0, 10, 10], 0.5)).toEqual([10, 0])
  expect(along([0, 0, 10, 0], 0.25)).toEqual([2.5, 0])
})

test('a lake has its name where it is widest, a river from north to south has it upright', () => {
  const lake = roomiest([0, 0, 100, 0, 100, 40, 0, 40, 0, 0], [10])
  expect(lake).toMatchObject({ x: 50, room: 100, upright: false })
  const river = roomiest([0, 0, 20, 0, 20, 300, 0, 300, 0, 0], [10])
  expect(river).toMatchObject({ y: 150, room: 300, upright: true })
})

test('an island takes its room', () => {
  const at = roomiest([0, 0, 100, 0, 100, 100, 0, 100, 0, 0, 40, 10, 60, 10, 60, 90, 40, 90, 40, 10], [10, 20])
  expect(at?.x === 50 && at.y > 10 && at.y < 90).toBe(false)
})
