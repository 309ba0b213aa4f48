import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { Complaint, ComplaintClock } from '@tuoyuquan/api'
import { texts } from '../text'
import { followTexts, inNewsOrder, mainClock, mayDo, pastClocks, spanText, standingOf, tellClock, tellSteps, waitsForYou } from '.'

const t = texts.zh
const f = followTexts.zh
const now = new Date('2026-11-16T09:30:00+08:00')
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const at = (offset: number) => new Date(now.getTime() + offset).toISOString()

const clock = (more: Partial<ComplaintClock> = {}): ComplaintClock => ({
  kind: 'handle',
  start: at(-5 * day),
  due: at(5 * day),
  length: 7,
  unit: 'working_day',
  paused: false,
  provisional: false,
  overdue: false,
  share: 50,
  ...more,
})

const complaint = (more: Partial<Complaint> = {}): Complaint => ({
  id: 'c1',
  receipt_no: 'TYQ-1',
  category: 'FOOD',
  text: '菜是酸的，孩子拉肚子了',
  anonymous: true,
  created_at: at(-5 * day),
  state: 'in_progress',
  public: 'open',
  sentence: '正在办理。',
  office: { name: '区卫生健康委' },
  clocks: [clock()],
  timeline: [],
  messages: [],
  evidence: [],
  wanted: [],
  actions: ['message'],
  looks: [],
  version: 3,
  ...more,
})

describe('a time limit', () => {
  test('says how long it still runs and until when', () => {
    const told = tellClock(clock(), now, t, f)
    expect(told.left).toBe('还剩 5 天')
    expect(told.line).toBe('给你答复：最晚 11 月 21 日 09:30')
    expect(told.length).toBe('规定期限 7 个工作日')
    expect(told).toMatchObject({ overdue: false, soon: false, share: 50, yours: false })
  })

  test('says plainly that it is overdue, and how long', () => {
    const told = tellClock(clock({ due: at(-50 * hour), start: at(-9 * day) }), now, t, f)
    expect(told).toMatchObject({ overdue: true, left: '超期 2 天 2 小时', line: '还没有给你答复，本该在 11 月 14 日 07:30 前', share: 100 })
  })

  test('is overdue by this clock, also before the server has been asked again', () => {
    const due = at(minute)
    expect(tellClock(clock({ due }), now, t, f).overdue).toBe(false)
    expect(tellClock(clock({ due }), new Date(now.getTime() + 2 * minute), t, f).overdue).toBe(true)
  })

  test('that stands still is never overdue and promises no day', () => {
    const told = tellClock(clock({ paused: true, due: at(-day), share: 30 }), now, t, f)
    expect(told).toMatchObject({ overdue: false, paused: true, left: f.clockPaused, line: '给你答复', share: 30 })
  })

  test('with a day or less is soon', () => {
    expect(tellClock(clock({ due: at(day) }), now, t, f).soon).toBe(true)
    expect(tellClock(clock({ due: at(day + minute) }), now, t, f).soon).toBe(false)
  })

  test('never tells more time than there is', () => {
    const unit = { [f.minutes(1).replace('1', '')]: minute, [f.hours(1).replace('1', '')]: hour, [f.days(1).replace('1', '')]: day }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 * day }), millis => {
        const told = spanText(millis, f)
        if (told === f.underMinute) {
          expect(millis).toBeLessThan(minute)
          return
        }
        const sum = [...told.matchAll(/(\d+)( \D+?)(?= \d|$)/g)].reduce(
          (all, [, n, word]) => all + Number(n) * (unit[word ?? ''] ?? NaN),
          0,
        )
        expect(sum).toBeLessThanOrEqual(millis)
        expect(millis - sum).toBeLessThan(day)
      }),
    )
  })
})

describe('the clock that is shown', () => {
  test('is the one that is overdue by the office, else what waits for the complainant, else the next to come', () => {
    const accept = clock({ kind: 'accept', due: at(day) })
    const handle = clock()
    const contact = clock({ kind: 'contact', due: at(-hour) })
    const info = clock({ kind: 'info', due: at(day) })
    expect(mainClock([handle, accept], now)?.kind).toBe('accept')
    expect(mainClock([handle, info], now)?.kind).toBe('info')
    expect(mainClock([handle, accept, contact], now)?.kind).toBe('contact')
    expect(mainClock([clock({ stopped: at(-day), met: true })], now)).toBeUndefined()
    // The office's own clocks are nobody's business here.
    expect(mainClock([clock({ kind: 'review' })], now)).toBeUndefined()
  })

  test('that is over was kept or missed; one that ended for another reason was neither', () => {
    const kept = clock({ kind: 'accept', stopped: at(-day), due: at(day), met: true })
    const late = clock({ kind: 'contact', stopped: at(-hour), due: at(-day), met: true })
    const ended = clock({ kind: 'handle', stopped: at(-day), due: at(day) })
    expect(pastClocks([kept, late, ended], f)).toEqual([
      { kind: 'accept', line: '答复管不管：按时', kept: true },
      { kind: 'contact', line: '联系你：没按时', kept: false },
    ])
  })
})

describe('where a complaint stands', () => {
  test('every state has words and a stop, or has left the way', () => {
    for (const state of Object.keys(f.states) as Complaint['state'][]) {
      const told = standingOf(complaint({ state }), now, t, f)
      expect(told.line).toBe(f.states[state].line)
      expect(told.stop === undefined).toBe(state === 'not_accepted' || state === 'withdrawn')
    }
  })

  test('a state newer than this app is told in the server’s words', () => {
    const told = standingOf(complaint({ state: 'resting' as never }), now, t, f)
    expect(told).toMatchObject({ line: '正在办理。', stop: undefined })
  })

  test('overdue by the office is red whatever else; what waits for you comes first on the list', () => {
    const late = complaint({ clocks: [clock({ due: at(-day) })] })
    expect(standingOf(late, now, t, f)).toMatchObject({ tone: 'bad', shelf: 'going', badge: f.late, line: f.states.in_progress.line })
    const info = complaint({ state: 'needs_info', clocks: [clock({ kind: 'info', due: at(-day) })] })
    expect(standingOf(info, now, t, f)).toMatchObject({ tone: 'warn', shelf: 'you' })
    const closed = complaint({ state: 'closed', public: 'closed', clocks: [] })
    expect(standingOf(closed, now, t, f)).toMatchObject({ tone: 'good', shelf: 'past', clock: undefined })
    const rate = complaint({ state: 'closed', public: 'closed', clocks: [], actions: ['rate'] })
    expect(standingOf(rate, now, t, f)).toMatchObject({ shelf: 'you', ...f.asks.rate })
    expect(standingOf({ ...rate, actions: ['rate', 'second_look'] }, now, t, f)).toMatchObject(f.asks.second_look)
    expect(standingOf(complaint({ state: 'withdrawn', public: 'closed', clocks: [] }), now, t, f).tone).toBe('quiet')
    expect(waitsForYou(complaint({ actions: ['second_look'] }))).toBe(true)
    expect(mayDo(complaint(), 'message')).toBe(true)
  })

  test('the newest news comes first', () => {
    const old = complaint({ id: 'old' })
    const said = complaint({ id: 'said', created_at: at(-9 * day), messages: [{ id: 'm', at: at(-hour), from: 'office', text: '好' }] })
    const step = complaint({ id: 'step', created_at: at(-9 * day), timeline: [{ at: at(-day), step: 'accept', edge: 'C4', by: 'office' }] })
    expect(inNewsOrder([old, step, said]).map(one => one.id)).toEqual(['said', 'step', 'old'])
  })
})

describe('what happened', () => {
  test('stands in lines, the newest first, with who and why', () => {
    const steps = tellSteps(
      [
        { at: at(-2 * day), step: 'submit', edge: 'C1', by: 'you' },
        { at: at(-day), step: 'extend', edge: 'C12', by: 'office', note: '情况复杂' },
        { at: at(-hour), step: 'newer', edge: 'C99', by: 'system' },
      ],
      now,
      t,
      f,
    )
    expect(steps.map(({ what, by, note, yours }) => [what, by, note, yours])).toEqual([
      [f.stepOther, '系统', '', false],
      ['批准延长一次', '办理方', '情况复杂', false],
      ['你提交了', '', '', true],
    ])
  })

  test('every public step of the published table has a line in both languages', () => {
    const steps =
      'C1 C3 C3a C3b C3c C4 C4a C5 C8 C9 C10 C10a C10c C11 C11a C11c C11d C12 C13b C14 C15 C16 C16b C16c C17 C17a C17b C17c C17d C19 C20c C21 C21a C21b'
    for (const words of [followTexts.zh, followTexts.en]) for (const edge of steps.split(' ')) expect(words.steps[edge], edge).toBeTruthy()
  })
})
