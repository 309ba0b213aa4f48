import { describe, expect, it } from 'vitest'
import { texts } from '@tuoyuquan/core'
import type { Place } from '@tuoyuquan/api'
import { nameOf, namingText, outsideTown, placeOfSuggestion } from './naming'

const place = (kind: Place['kind'], name: string, metres: number): Place => ({
  id: name,
  name,
  kind,
  metres,
  point: [120, 31],
  area_name: '云澜街道',
})

describe('what a point is called', () => {
  it('prefers an estate one stands in to a street beside it', () => {
    expect(nameOf([place('street', '黄鹂街', 20), place('estate', '云庭小区', 55)])).toMatchObject({
      name: '云庭小区',
      close: true,
      metres: 55,
    })
  })
  it('names the street when the next estate is far', () => {
    expect(nameOf([place('street', '黄鹂街', 20), place('estate', '云庭小区', 280)])).toMatchObject({ name: '黄鹂街', close: true })
  })
  it('says near when it is only near', () => {
    const naming = nameOf([place('street', '滨江步道', 116), place('park', '白鹭游园', 160)])
    expect(naming).toMatchObject({ name: '白鹭游园', close: false })
    expect(namingText(naming, texts.zh)).toBe('白鹭游园附近')
  })
  it('gives no name far from everything', () => {
    expect(nameOf([place('estate', '云庭小区', 900)])).toBeUndefined()
    expect(nameOf([])).toBeUndefined()
    expect(namingText(undefined, texts.zh)).toBe('地图上的一点')
  })
})

describe('the town', () => {
  const bbox = [119.96, 30.97, 120.04, 31.03]
  it('has two kilometres of grace', () => {
    expect(outsideTown([120, 31], bbox)).toBe(false)
    expect(outsideTown([120.055, 31], bbox)).toBe(false)
    expect(outsideTown([120.07, 31], bbox)).toBe(true)
    expect(outsideTown([116.4, 39.9], bbox)).toBe(true)
  })
  it('is never missed while it is not known', () => {
    expect(outsideTown([116.4, 39.9], undefined)).toBe(false)
  })
})

describe('a suggestion', () => {
  const same = (p: [number, number]) => p
  it('is a place when it has a point', () => {
    const s = {
      kind: 'place',
      id: 'w1',
      name: '映月府',
      detail: '云澜街道',
      place_kind: 'estate',
      point: [120, 31],
      highlights: [{ start: 0, end: 2 }],
    } as const
    expect(placeOfSuggestion({ ...s, point: [...s.point], highlights: [...s.highlights] }, same)).toEqual({
      id: 'w1',
      name: '映月府',
      detail: '云澜街道',
      point: [120, 31],
      kind: 'estate',
      highlights: [{ start: 0, end: 2 }],
    })
    expect(placeOfSuggestion({ kind: 'area', id: '1', name: '云澜街道' }, same)).toBeUndefined()
  })
})
