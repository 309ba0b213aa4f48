import { describe, expect, test } from 'vitest'
import { texts } from '.'
import { bookingTexts } from './booking'
import { claimTexts } from './claim'
import { complaintTexts } from './complaint'
import { disclosureTexts } from './disclosure'
import { followTexts } from './follow'
import type { Language } from './index'
import { policyTexts } from './policy'
import { reviewTexts } from './review'

type Leaf = [path: string, value: string]

/** What a sentence with parameters says of small numbers, or of words where it takes words. */
function say(sentence: (...args: unknown[]) => unknown): unknown {
  try {
    return sentence(2, 3, 4, 5)
  } catch {
    return sentence('A', 'B', 'C', 'D')
  }
}

/** Every sentence of a catalogue. */
function leaves(value: unknown, path: string): Leaf[] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') {
    const said = say(value as (...args: unknown[]) => unknown)
    return [[path, typeof said === 'string' ? said : `not a text: ${String(said)}`]]
  }
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
}

/** Those of every page, and those that are asked for with the pages that show them. */
function sentences(language: Language): Leaf[] {
  const apart = {
    booking: bookingTexts,
    claim: claimTexts,
    complaint: complaintTexts,
    disclosure: disclosureTexts,
    follow: followTexts,
    policy: policyTexts,
    review: reviewTexts,
  }
  const those = Object.entries(apart).map(([name, both]) => [name, both[language]])
  return leaves({ ...texts[language], ...Object.fromEntries(those) }, language)
}

const zh = sentences('zh')
const en = sentences('en')

describe('the catalogues', () => {
  test('have the same keys', () => {
    expect(en.map(([path]) => path.slice(3)).sort()).toEqual(zh.map(([path]) => path.slice(3)).sort())
    expect(zh.length).toBeGreaterThan(300)
  })

  test('have no empty, broken or unfinished sentence', () => {
    for (const [path, value] of [...zh, ...en]) {
      expect(value.length, path).toBeGreaterThan(0)
      expect(value, path).not.toMatch(/undefined|\bNaN\b|\[object|TODO|coming soon|敬请期待|not a text/i)
      expect(value, path).toBe(value.replace(/ {2,}/g, ' '))
    }
  })

  test('Chinese writes Chinese punctuation', () => {
    for (const [path, value] of zh) expect(value, path).not.toMatch(/[\u4e00-\u9fff][,;!?]|[\u4e00-\u9fff]\.(\s|$)/)
  })
})
