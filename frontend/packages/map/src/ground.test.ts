import { expect, test } from 'vitest'
import { laidSheets } from './ground'
import type { Look, Sheet } from './types'

const look: Look = { theme: 'light', scale: 1, language: 'zh' }
const ground: Sheet = { url: 'vec', format: 'raster', kind: 'ground' }
const zh: Sheet = { url: 'cva', format: 'raster', kind: 'label', language: 'zh' }
const en: Sheet = { url: 'eva', format: 'raster', kind: 'label', language: 'en' }
const night: Sheet = { url: 'night', format: 'raster', kind: 'ground', theme: 'dark' }

const urls = (sheets: Sheet[], change: Partial<Look> = {}) => laidSheets(sheets, { ...look, ...change }).map(sheet => sheet.url)

test('lettering is in the language of the reader', () => {
  expect(urls([ground, zh, en])).toEqual(['vec', 'cva'])
  expect(urls([ground, zh, en], { language: 'en' })).toEqual(['vec', 'eva'])
})

test('a dark ground takes the place of the light one in the dark, and only there', () => {
  expect(urls([ground, night, zh])).toEqual(['vec', 'cva'])
  expect(urls([ground, night, zh], { theme: 'dark' })).toEqual(['night', 'cva'])
  expect(urls([ground, zh], { theme: 'dark' })).toEqual(['vec', 'cva'])
})
