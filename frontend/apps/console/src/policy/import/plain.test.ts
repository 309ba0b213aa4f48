import { expect, it } from 'vitest'
import { toBlocks, toLines } from './plain'

it('a document as lines, and back', () => {
  const lines = '## 一、补贴\n每人每年 700 元。<script>alert(1)</script>\n- 甲\n班型 | 每年 |\n乳儿班 |  |'
  const blocks = toBlocks(lines)
  expect(blocks).toEqual([
    { kind: 'heading', level: 2, text: '一、补贴' },
    { kind: 'text', text: '每人每年 700 元。<script>alert(1)</script>' },
    { kind: 'item', text: '甲' },
    { kind: 'row', cells: ['班型', '每年'] },
    { kind: 'row', cells: ['乳儿班', ''] },
  ])
  expect(toBlocks(toLines(blocks))).toEqual(blocks)
  expect(toBlocks('\n \n')).toEqual([])
})
