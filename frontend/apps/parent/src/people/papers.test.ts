import { describe, expect, test } from 'vitest'
import { texts } from '@tuoyuquan/core'
import { paperSlots } from './papers'
import { paragraphs } from './paragraphs'

const t = texts.zh
const paper = (id: string, kind: 'health_check' | 'vaccination', exam_date: string, status: 'valid' | 'expired' | 'due' | 'missing') => ({
  id,
  kind,
  exam_date,
  status,
  scan: false,
})

describe('papers', () => {
  test('both kinds always stand there', () => {
    expect(paperSlots([], t).map(slot => [slot.kind, slot.status, slot.tone])).toEqual([
      ['health_check', '还没有', 'quiet'],
      ['vaccination', '还没有', 'quiet'],
    ])
  })

  test('the one looked at last counts', () => {
    const [health] = paperSlots([paper('1', 'health_check', '2026-01-02', 'expired'), paper('2', 'health_check', '2026-11-02', 'valid')], t)
    expect(health).toMatchObject({ status: '有效', tone: 'good', paper: { id: '2' }, older: [{ id: '1' }] })
  })

  test('what the server says of one that is missing is told', () => {
    const [, vaccination] = paperSlots([{ kind: 'vaccination', scan: false, status: 'due', due: '2026-12-20' }], t)
    expect(vaccination).toMatchObject({ status: '要补', tone: 'warn', paper: undefined })
  })
})

test('a text falls into headings and paragraphs, and markup stays text', () => {
  expect(
    paragraphs('做什么：交给机构。\n\n要知道，这里：没有标题。\nWhat for: <b>it</b>').map(({ heading, text }) => [heading, text]),
  ).toEqual([
    [true, '做什么'],
    [false, '交给机构。'],
    [false, '要知道，这里：没有标题。'],
    [true, 'What for'],
    [false, '<b>it</b>'],
  ])
})
