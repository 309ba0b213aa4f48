import { describe, expect, it } from 'vitest'
import { marked } from './marked'

const spell = (text: string, ranges?: { start: number; end: number }[]) =>
  marked(text, ranges)
    .map(s => (s.hit ? `[${s.text}]` : s.text))
    .join('')

describe('what matched in a name', () => {
  it('is marked by characters, not by code units', () => {
    expect(spell('映月府', [{ start: 0, end: 2 }])).toBe('[映月]府')
    expect(spell('𠮷祥里', [{ start: 1, end: 2 }])).toBe('𠮷[祥]里')
  })
  it('takes ranges in any order and leaves out those that make no sense', () => {
    expect(
      spell('一二三四五', [
        { start: 3, end: 4 },
        { start: 0, end: 1 },
      ]),
    ).toBe('[一]二三[四]五')
    expect(
      spell('一二三', [
        { start: 2, end: 9 },
        { start: 2, end: 1 },
        { start: -1, end: 1 },
      ]),
    ).toBe('一二三')
    expect(spell('一二三')).toBe('一二三')
    expect(marked('', undefined)).toEqual([])
  })
})
