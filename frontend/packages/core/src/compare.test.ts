import { describe, expect, test } from 'vitest'
import { classFor, compareRows, dayText } from './compare'
import { plain } from './criteria'
import { facility } from './testdata/facility'
import { texts } from './text'

const { zh, en } = texts
const now = new Date('2026-11-22T08:00:00+08:00')

describe('compareRows', () => {
  test('differences first, each group in order of weight, empty lines left out', () => {
    const other = facility({
      id: 'b',
      inclusive: false,
      fee: undefined,
      nature: 'private',
      meals: undefined,
      opened_on: undefined,
      vacancy: { state: 'full', free: 0, filed: 8, staffed: 8, confirmed_at: '2026-11-20T06:00:00+08:00' },
    })
    const rows = compareRows([facility(), other], plain, now, zh)
    expect(rows.filter(row => row.differs).map(row => row.key)).toEqual([
      'vacancy',
      'confirmed',
      'fee',
      'inclusive',
      'capacity',
      'nature',
      'meals',
      'opened',
    ])
    const firstSame = rows.findIndex(row => !row.differs)
    expect(rows.slice(firstSame).every(row => !row.differs)).toBe(true)
    expect(rows.find(row => row.key === 'inTime')).toBeUndefined()
    const line = (key: string) => rows.find(row => row.key === key)?.values
    expect(line('vacancy')).toEqual(['余 3 个托位', '已满'])
    expect(line('fee')).toEqual(['每月 1,819 元', '收费未公布'])
    expect(line('meals')).toEqual(['三餐两点', '未公布'])
    expect(line('feeParts')).toEqual(['保育费 1,252 元 + 伙食费 567 元', '保育费 1,252 元 + 伙食费 567 元'])
    expect(line('once')?.[0]).toBe('被褥 一次性 420 元')
    expect(line('hours')?.[0]).toBe('周一至周五 08:00–18:30')
    expect(line('classes')?.[0]).toBe('托小班 1 个')
    expect(line('staff')?.[0]).toBe('6 人，5 人持证')
    expect(line('filed')?.[0]).toBe('2026 年 4 月 26 日')
    expect(line('languages')?.[0]).toBe('中文、英语')
  })

  test('with hours wanted it says whether they fit', () => {
    const late = facility({ hours: [1, 2, 3, 4, 5].map(weekday => ({ weekday, open: 480, close: 1140 })) })
    const silent = facility({ hours: undefined, staff: { carers: 3 }, classes: undefined, walk: undefined, takes_from_months: undefined })
    const rows = compareRows([facility(), late, silent], { ...plain, until: '19:00' }, now, en)
    expect(rows.find(row => row.key === 'inTime')?.values).toEqual(['No', 'Yes', 'Not published'])
    expect(rows.find(row => row.key === 'staff')?.values[2]).toBe('3')
  })

  test('nothing to compare is nothing', () => {
    expect(compareRows([], plain, now, zh)).toEqual([])
    expect(compareRows([facility()], plain, now, zh).every(row => !row.differs)).toBe(true)
    const bare = facility({ vacancy: { state: 'unknown' }, nature: undefined, floor_area: undefined, staff: undefined, fees: undefined })
    expect(compareRows([bare], plain, now, zh).find(row => row.key === 'confirmed')?.values).toEqual(['从未确认'])
  })
})

test('classFor is the cheapest class that suits', () => {
  const [one] = facility().classes ?? []
  if (!one) throw new Error('the facility has no class')
  const cheap = { ...one, id: 'k2', fee: { monthly: 100 } }
  expect(classFor({ classes: [one, cheap, { ...one, id: 'k3', suits: false, fee: { monthly: 1 } }] })?.id).toBe('k2')
  expect(classFor({ classes: [cheap, one] })?.id).toBe('k2')
  expect(classFor({ classes: null })).toBeUndefined()
})

test('dayText', () => {
  expect(dayText('2026-04-26', en)).toBe('26 April 2026')
  expect(dayText('soon', en)).toBeUndefined()
})
