import { NoAnswer, type FacilityItem, type FacilityList } from '@tuoyuquan/api'
import type { Criteria } from '@tuoyuquan/core'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, facility, settle, stopper, waiting, wish } from './answers.fake'
import { createList, patience, type Paging } from './list'

type Asked = [Criteria, Paging, AbortSignal?]

function setUp() {
  const page = waiting<Asked, FacilityList>()
  const some = waiting<[Criteria, string[]], FacilityItem[]>()
  const memory = new Map<string, { value: unknown; at: Date }>()
  const list = createList(
    page.ask,
    some.ask,
    {
      remember: (key, value) => memory.set(key, { value, at: new Date('2026-11-21T10:00:00Z') }),
      recall: key => memory.get(key),
    },
    stopper,
  )
  return { page, some, memory, list }
}

const ids = (list: { items: { value: FacilityItem[] } }) => list.items.value.map(i => i.id)

describe('list', () => {
  let s: ReturnType<typeof setUp>
  beforeEach(() => (s = setUp()))

  it('asks for a page of twenty with counts of options and shows the answer', async () => {
    const asking = s.list.ask(wish())
    expect(s.list.loading.value).toBe(true)
    expect(s.page.asked[0]?.args[1]).toEqual({ limit: 20, facets: true })
    s.page.asked[0]?.resolve(answer(['a', 'b'], { total: 12, facets: { mode: { hourly: 3 } }, next: 'n' }))
    await asking
    expect(ids(s.list)).toEqual(['a', 'b'])
    expect(s.list.total.value).toBe(12)
    expect(s.list.facets.value.mode?.hourly).toBe(3)
    expect(s.list.hasMore.value).toBe(true)
    expect(s.list.loading.value).toBe(false)
  })

  it('takes only the latest answer, whichever comes last, and aborts the earlier question', async () => {
    const first = s.list.ask(wish({ minutes: 10 }))
    const second = s.list.ask(wish({ minutes: 20 }))
    expect(s.page.asked[0]?.args[2]?.aborted).toBe(true)
    s.page.asked[1]?.resolve(answer(['new']))
    s.page.asked[0]?.resolve(answer(['old']))
    await Promise.all([first, second])
    expect(ids(s.list)).toEqual(['new'])
    expect(s.list.answered.value?.minutes).toBe(20)
  })

  it('says nothing of a failure that a later question made meaningless', async () => {
    const first = s.list.ask(wish({ minutes: 10 }))
    const second = s.list.ask(wish({ minutes: 20 }))
    s.page.asked[0]?.reject(new NoAnswer('aborted'))
    s.page.asked[1]?.resolve(answer(['a']))
    await Promise.all([first, second])
    expect(s.list.problem.value).toBeUndefined()
    expect(ids(s.list)).toEqual(['a'])
  })

  it('appends pages without repeating a facility that moved between them', async () => {
    const asking = s.list.ask(wish())
    s.page.asked[0]?.resolve(answer(['a', 'b'], { total: 3, next: 'cursor' }))
    await asking
    const growing = s.list.more()
    expect(s.page.asked[1]?.args[1]).toEqual({ cursor: 'cursor', limit: 20, facets: false })
    s.page.asked[1]?.resolve(answer(['b', 'c']))
    expect(await growing).toBe(1)
    expect(ids(s.list)).toEqual(['a', 'b', 'c'])
    expect(s.list.hasMore.value).toBe(false)
    expect(await s.list.more()).toBe(0)
  })

  it('keeps what is there when a further page fails, and can ask for it again', async () => {
    const asking = s.list.ask(wish())
    s.page.asked[0]?.resolve(answer(['a'], { next: 'c' }))
    await asking
    const growing = s.list.more()
    s.page.asked[1]?.reject(new NoAnswer('offline'))
    expect(await growing).toBe(0)
    expect(ids(s.list)).toEqual(['a'])
    expect(s.list.problem.value).toBeInstanceOf(NoAnswer)
    const again = s.list.more()
    s.page.asked[2]?.resolve(answer(['b']))
    await again
    expect(ids(s.list)).toEqual(['a', 'b'])
    expect(s.list.problem.value).toBeUndefined()
  })

  it('recalls the last good answer to the same question when there is no network, with its time', async () => {
    const asking = s.list.ask(wish({ minutes: 10 }))
    s.page.asked[0]?.resolve(answer(['a'], { next: 'n' }))
    await asking
    const other = s.list.ask(wish({ minutes: 20 }))
    s.page.asked[1]?.resolve(answer(['b']))
    await other
    const back = s.list.ask(wish({ minutes: 10 }))
    s.page.asked[2]?.reject(new NoAnswer('offline'))
    await back
    expect(ids(s.list)).toEqual(['a'])
    expect(s.list.old.value).toEqual(new Date('2026-11-21T10:00:00Z'))
    expect(s.list.hasMore.value).toBe(false)
  })

  it('never leaves the answer to another question in sight', async () => {
    const asking = s.list.ask(wish({ minutes: 10 }))
    s.page.asked[0]?.resolve(answer(['a']))
    await asking
    const other = s.list.ask(wish({ minutes: 20 }))
    s.page.asked[1]?.reject(new NoAnswer('timeout'))
    await other
    expect(ids(s.list)).toEqual([])
    expect(s.list.total.value).toBe(0)
    expect(s.list.problem.value).toBeInstanceOf(NoAnswer)
  })

  it('keeps the answer in sight when only asking the same again fails', async () => {
    const asking = s.list.ask(wish())
    s.page.asked[0]?.resolve(answer(['a']))
    await asking
    const again = s.list.ask(wish())
    s.page.asked[1]?.reject(new NoAnswer('offline'))
    await again
    expect(ids(s.list)).toEqual(['a'])
    expect(s.list.problem.value).toBeInstanceOf(NoAnswer)
  })

  it('bridges a slow network with what the device remembers', async () => {
    vi.useFakeTimers()
    const known = s.list.ask(wish())
    s.page.asked[0]?.resolve(answer(['a']))
    await known
    const fresh = createList(s.page.ask, s.some.ask, { remember: () => {}, recall: key => s.memory.get(key) }, stopper)
    const asking = fresh.ask(wish())
    vi.advanceTimersByTime(patience + 1)
    expect(ids(fresh)).toEqual(['a'])
    expect(fresh.old.value).toBeInstanceOf(Date)
    expect(fresh.loading.value).toBe(true)
    s.page.asked[1]?.resolve(answer(['a', 'b']))
    await asking
    expect(ids(fresh)).toEqual(['a', 'b'])
    expect(fresh.old.value).toBeUndefined()
    vi.useRealTimers()
  })

  it('ignores a memory that is not an answer', async () => {
    s.memory.set('list:', { value: { items: 'x' }, at: new Date() })
    const asking = s.list.ask(wish())
    s.page.asked[0]?.reject(new NoAnswer('offline'))
    await asking
    expect(ids(s.list)).toEqual([])
    expect(s.list.old.value).toBeUndefined()
  })

  it('changes figures in place and never the order', async () => {
    const asking = s.list.ask(wish())
    s.page.asked[0]?.resolve(answer(['a', 'b', 'c']))
    await asking
    const refreshing = s.list.refresh(['c', 'a', 'elsewhere'])
    expect(s.some.asked[0]?.args[1]).toEqual(['c', 'a'])
    s.some.asked[0]?.resolve([facility('c', 0), facility('a', 3)])
    const changed = await refreshing
    expect(ids(s.list)).toEqual(['a', 'b', 'c'])
    expect(changed.map(c => c.id)).toEqual(['c'])
    expect(s.list.items.value[2]?.vacancy.state).toBe('full')
  })

  it('drops figures that came for a question no longer asked', async () => {
    const asking = s.list.ask(wish())
    s.page.asked[0]?.resolve(answer(['a']))
    await asking
    const refreshing = s.list.refresh(['a'])
    const other = s.list.ask(wish({ ageMonths: 8 }))
    s.page.asked[1]?.resolve(answer(['a']))
    await other
    s.some.asked[0]?.resolve([facility('a', 0)])
    expect(await refreshing).toEqual([])
    expect(s.list.items.value[0]?.vacancy.free).toBe(3)
  })

  it('lets a facility go that is no longer public', async () => {
    const asking = s.list.ask(wish())
    s.page.asked[0]?.resolve(answer(['a', 'b']))
    await asking
    s.list.remove('a')
    expect(ids(s.list)).toEqual(['b'])
    await settle()
  })
})
