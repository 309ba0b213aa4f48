import { describe, expect, it } from 'vitest'
import { texts } from '@tuoyuquan/core'
import { choiceOf, nextSeptember, startChoices, tellChild } from './birthday'

const t = texts.zh
const day = '2026-11-22'

describe('reading a birthday back', () => {
  it('says the age now, and on the start date when that differs', () => {
    expect(tellChild('2025-03-10', day, day, t).text).toBe('现在 1 岁 8 个月')
    expect(tellChild('2025-03-10', '2027-03-10', day, t).text).toBe('现在 1 岁 8 个月，到开始那天 2 岁')
    expect(tellChild('', day, day, t)).toEqual({ text: '' })
  })

  it('takes a due date and offers six months', () => {
    const told = tellChild('2027-01-30', day, day, t)
    expect(told.text).toContain('2 个月')
    expect(told.advice?.title).toBe(t.place.unbornThen)
    expect(told.atSix).toBe('2027-07-30')
    expect(tellChild('2026-11-30', day, day, t).text).toContain('8 天')
    expect(tellChild('2027-01-30', '2027-09-01', day, t)).toEqual({ text: '大约 2 个月后出生，到开始那天 7 个月' })
  })

  it('is kind to the youngest and the oldest', () => {
    expect(tellChild('2026-09-01', day, day, t)).toMatchObject({ advice: { title: t.place.young }, atSix: '2027-03-01' })
    expect(tellChild('2023-06-01', day, day, t).advice?.title).toBe(t.place.tooOld)
    expect(tellChild('2024-03-01', day, day, t).advice).toBeUndefined()
  })

  it('questions a year that cannot be', () => {
    expect(tellChild('2016-03-10', day, day, t).error).toBe(t.place.oddBirth)
    expect(tellChild('2028-03-10', day, day, t).error).toBe(t.place.oddBirth)
  })
})

describe('quick choices of a start', () => {
  it('names the next September by the family’s calendar', () => {
    expect(nextSeptember('2026-08-31')).toBe('2026-09-01')
    expect(nextSeptember('2026-09-01')).toBe('2027-09-01')
    expect(startChoices('', '2026-05-01', t).map(c => c.label)).toContain('今年 9 月')
    expect(startChoices('', day, t).map(c => c.label)).toContain('明年 9 月')
  })

  it('offers six months only while that lies ahead', () => {
    expect(startChoices('2026-09-10', day, t).find(c => c.value === 'six')?.start).toBe('2027-03-10')
    expect(startChoices('2025-09-10', day, t).some(c => c.value === 'six')).toBe(false)
  })

  it('knows which choice a start is', () => {
    const choices = startChoices('', day, t)
    expect(choiceOf('', choices)).toBe('now')
    expect(choiceOf('2027-02-22', choices)).toBe('three')
    expect(choiceOf('2027-09-01', choices)).toBe('september')
    expect(choiceOf('2027-04-05', choices)).toBe('day')
  })
})
