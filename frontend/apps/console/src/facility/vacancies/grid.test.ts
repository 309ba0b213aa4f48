import { describe, expect, it } from 'vitest'
import type { StaffClass } from '@tuoyuquan/api'
import {
  clashes,
  copy,
  edited,
  free,
  monthsToSend,
  numberOf,
  parseSheet,
  paste,
  step,
  withEdit,
  wrongWith,
  type Edit,
  type Edits,
} from './grid'

const month = (name: string, more = {}) => ({
  month: name,
  filed: 20,
  staffed: 18,
  outside: 5,
  held: 1,
  offered: 1,
  enrolled: 6,
  free: 5,
  open: true,
  ...more,
})
const classes: StaffClass[] = ['a', 'b'].map(id => ({
  id,
  name: `class ${id}`,
  mode: 'full_day',
  band: 'toddler',
  version: 3,
  waiting: 0,
  months: [month('2026-11'), month('2026-12'), month('2027-01', { filed: 10 })],
}))
const [a, b] = classes as [StaffClass, StaffClass]
const none: Edits = new Map()
const edit = (classID: string, name: string, row: 'staffed' | 'outside', text: string): Edit => ({ classID, month: name, row, text })
const first = a.months[0]!

describe('numbers', () => {
  it('reads whole numbers of half and full width and nothing else', () => {
    expect(['12', ' 7 ', '１５', '0', '1000'].map(numberOf)).toEqual([12, 7, 15, 0, 1000])
    expect(['', '-1', '1.5', '1001', 'x', '1e3', '=1+1'].map(numberOf)).toEqual(Array.from({ length: 7 }, () => undefined))
  })
})

describe('edits', () => {
  it('counts what is free as the service does', () => {
    expect(free(first)).toBe(5)
    expect(free(edited(a, first, withEdit(none, edit('a', '2026-11', 'staffed', '15'), classes)))).toBe(2)
    expect(free({ ...first, open: false })).toBe(0)
  })
  it('forgets a cell that is back at what it was', () => {
    const changed = withEdit(none, edit('a', '2026-11', 'staffed', '15'), classes)
    expect(changed.size).toBe(1)
    expect(withEdit(changed, edit('a', '2026-11', 'staffed', '18'), classes).size).toBe(0)
  })
  it('sends both figures of the months that changed, and of no other', () => {
    const changed = withEdit(none, edit('a', '2026-12', 'outside', '7'), classes)
    expect(monthsToSend(a, changed)).toEqual([{ month: '2026-12', staffed: 18, outside: 7 }])
    expect(monthsToSend(b, changed)).toEqual([])
  })
  it('says what is wrong before anything is sent', () => {
    expect(wrongWith(a, first, 'staffed', withEdit(none, edit('a', '2026-11', 'staffed', 'x'), classes))).toEqual({ why: 'whole' })
    expect(wrongWith(a, first, 'staffed', withEdit(none, edit('a', '2026-11', 'staffed', '21'), classes))).toEqual({
      why: 'overFiled',
      most: 20,
    })
    expect(wrongWith(a, first, 'outside', withEdit(none, edit('a', '2026-11', 'outside', '21'), classes))).toBeUndefined()
    expect(wrongWith(a, first, 'staffed', none)).toBeUndefined()
  })
})

describe('a sheet', () => {
  it('is read as spreadsheets write it', () => {
    expect(parseSheet('1\t2\r\n3\t"4"\r\n')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
  })
  it('fills what may be filled and passes over the rest', () => {
    // From the line of filed places: filed is passed over, staffed and outside are taken.
    const { edits, refused } = paste(parseSheet('9\t9\n10\t11\nx\t3\n1\t1'), { of: 0, row: 0, column: 1 }, classes)
    expect(edits).toEqual([
      edit('a', '2026-12', 'staffed', '10'),
      edit('a', '2027-01', 'staffed', '11'),
      edit('a', '2027-01', 'outside', '3'),
    ])
    expect(refused).toBe(1)
  })
  it('runs on into the next class and stops at the last month', () => {
    const lines = Array.from({ length: 8 }, (_, i) => String(i)).join('\n')
    expect(
      paste(parseSheet(lines), { of: 0, row: 0, column: 2 }, classes).edits.map(one => `${one.classID} ${one.row} ${one.text}`),
    ).toEqual(['a staffed 1', 'a outside 2', 'b staffed 7'])
  })
  it('is copied as it is shown', () => {
    const changed = withEdit(none, edit('a', '2026-11', 'staffed', '15'), classes)
    expect(copy({ of: 0, row: 2, column: 1 }, { of: 0, row: 1, column: 0 }, classes, changed)).toBe('15\t18\n5\t5')
  })
  it('is walked to its edges and no further', () => {
    expect(step({ of: 0, row: 5, column: 0 }, 1, 0, classes)).toEqual({ of: 1, row: 0, column: 0 })
    expect(step({ of: 1, row: 5, column: 2 }, 1, 1, classes)).toEqual({ of: 1, row: 5, column: 2 })
    expect(step({ of: 0, row: 0, column: 0 }, -1, -1, classes)).toEqual({ of: 0, row: 0, column: 0 })
  })
})

describe('two people at once', () => {
  it('shows where what is wanted differs from what stands now', () => {
    const changed = withEdit(none, edit('a', '2026-11', 'staffed', '15'), classes)
    const fresh = { ...a, version: 4, months: a.months.map((one, i) => (i === 0 ? { ...one, staffed: 12 } : one)) }
    expect(clashes(a, fresh, changed)).toEqual([{ month: '2026-11', row: 'staffed', mine: 15, theirs: 12 }])
    expect(clashes(a, a, none)).toEqual([])
  })
})
