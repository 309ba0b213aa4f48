import { describe, expect, test } from 'vitest'
import { linesOfName, writing } from './names'

const degrees = (d: number) => (d * Math.PI) / 180

describe('writing along a street', () => {
  test('lies along a street that runs west to east', () => {
    expect(writing('人民路', degrees(10))).toEqual({ angle: degrees(-10), upright: false })
    expect(writing('人民路', degrees(190)).angle).toBeCloseTo(degrees(-10))
  })
  test('Chinese stands upright along a steep street and leans with it', () => {
    const steep = writing('映江北路', degrees(80))
    expect(steep.upright).toBe(true)
    expect(steep.angle).toBeCloseTo(degrees(10))
    expect(writing('映江北路', degrees(-80)).angle).toBeCloseTo(degrees(-10))
  })
  test('other scripts are turned, never upside down', () => {
    for (let d = -180; d <= 180; d += 15) {
      const { angle, upright } = writing('Main Street', degrees(d))
      expect(upright).toBe(false)
      expect(Math.abs(angle)).toBeLessThanOrEqual(Math.PI / 2 + 1e-9)
    }
  })
})

describe('long names', () => {
  test('break into two even lines', () => {
    expect(linesOfName('红枫二社区嵌入式托育点', 8)).toEqual(['红枫二社区', '嵌入式托育点'])
    expect(linesOfName('滨江公园', 8)).toEqual(['滨江公园'])
    expect(linesOfName('Riverside Community Nursery', 8)).toEqual(['Riverside', 'Community Nursery'])
  })
  test('lose no character', () => {
    expect(linesOfName('示范市滨江新区第一实验幼儿园托班部', 8).join('')).toBe('示范市滨江新区第一实验幼儿园托班部')
  })
})
