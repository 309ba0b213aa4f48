import { describe, expect, test } from 'vitest'
import { plain, type Anchor } from './criteria'
import { facility } from './testdata/facility'
import { texts } from './text'
import { anchorName, minutesFor, walkText, whyEmpty, whyListed } from './why'

const { zh, en } = texts
const now = new Date('2026-11-22T08:00:00+08:00')
const anchor = (label: Anchor['label'], name = ''): Anchor => ({ id: label, label, name, point: [120, 31] })

describe('walkText', () => {
  test('one walk, an estimate, a stroller, several places', () => {
    const c = { ...plain, near: [anchor('home')] }
    expect(walkText(facility(), c, zh)).toBe('步行 8 分钟')
    expect(walkText(facility(), { ...c, profile: 'stroller' }, zh)).toBe('推车 8 分钟')
    expect(walkText(facility({ walk: { metres: 1, seconds: 1, minutes: 9, estimate: true } }), c, zh)).toBe('约 9 分钟（直线估算）')
    expect(walkText(facility({ walk: undefined }), c, zh)).toBeUndefined()
    const walks = [8, 12, 20].map(minutes => ({ metres: 1, seconds: 1, minutes }))
    expect(walkText(facility({ walks }), { ...c, near: [anchor('home', '映江花园'), anchor('other', '舅舅家')] }, zh)).toBe(
      '家 8 分钟、舅舅家 12 分钟、步行 20 分钟',
    )
  })
})

test('anchorName', () => {
  expect(anchorName(anchor('home', '映江花园'), zh)).toBe('映江花园')
  expect(anchorName(anchor('work'), zh)).toBe('单位')
  expect(anchorName(anchor('other'), en)).toBe('Shared place')
})

describe('whyListed', () => {
  test('the wishes it meets', () => {
    const c = {
      ...plain,
      near: [anchor('home')],
      ageMonths: 20,
      inclusive: true,
      mode: ['full_day' as const],
      feeMax: 2000,
      until: '18:30',
      words: '映江',
    }
    expect(whyListed(facility(), c, now, zh)).toEqual([
      '步行 8 分钟',
      '收 6–36 个月',
      '现在有 3 个托位',
      '全日托',
      '普惠',
      '每月 1,819 元，在预算内',
      '18:30 前能接',
      '符合“映江”',
    ])
    expect(whyListed(facility(), { ...plain, days: [6] }, now, en)).toEqual(['8 min on foot', '3 places free now', 'Open when you need it'])
  })

  test('only what holds', () => {
    const item = facility({ walk: undefined, vacancy: { state: 'unknown' }, inclusive: false, fee: { monthly: 300000 } })
    expect(whyListed(item, { ...plain, ageMonths: 40, inclusive: true, feeMax: 2000, mode: ['hourly'] }, now, zh)).toEqual([])
    const later = facility({ vacancy: { state: 'free', free: 2, from: '2027-03', confirmed_at: '2026-11-22T06:00:00+08:00' } })
    expect(whyListed(later, plain, now, zh)).toContain('2027 年 3 月有 2 个托位')
    const vague = facility({ vacancy: { state: 'free', confirmed_at: '2026-11-22T06:00:00+08:00' } })
    expect(whyListed(vague, plain, now, zh)).toContain('有空托位')
    const undated = facility({ vacancy: { state: 'free', free: 1, confirmed_at: '2026-11-22T06:00:00+08:00' } })
    expect(whyListed(undated, plain, now, en)).toContain('1 place free now')
  })
})

describe('whyEmpty', () => {
  test('says what to give up for how many', () => {
    const empty = {
      reason: 'all_full' as const,
      relax: [
        { drop: 'vacant', count: 5 },
        { drop: 'toString', count: 9 },
        { drop: 'age_months', count: 1 },
      ],
      nearest: { id: 'n', name: '阳光托育', walk: { metres: 1, seconds: 1, minutes: 23 } },
      without_location: 2,
    }
    expect(whyEmpty(empty, plain, zh)).toEqual({
      title: '能走到的都满了',
      tips: [
        { text: '放宽到步行 25 分钟', drop: 'minutes' },
        { text: '不管有没有空位，有 5 家', drop: 'vacant' },
        { text: '不限月龄，有 1 家', drop: 'age_months' },
        { text: '还有 2 家没标在地图上，不限距离可以看到', drop: 'near' },
      ],
      nearest: { id: 'n', name: '阳光托育', minutes: 23, text: '最近的是阳光托育，步行 23 分钟' },
    })
    expect(whyEmpty(empty, { ...plain, minutes: 60 }, en).tips[0]?.text).toBe('With or without room: 5 facilities')
    expect(whyEmpty({ reason: 'nobody_in_reach' }, plain, zh)).toEqual({ title: '这个时间内走不到任何机构', tips: [] })
  })

  test('minutesFor is a step of the slider', () => {
    expect([1, 5, 6, 23, 60, 75].map(minutesFor)).toEqual([5, 5, 10, 25, 60, 60])
  })
})
