// Circles and clusters: what the map asks for, and above all what it does not ask.
import type { Circle, ClusterList, VacancyEvent } from '@tuoyuquan/api'
import type { Anchor, Criteria } from '@tuoyuquan/core'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCircles, joined } from './circles'
import { createClusters, overlap, widened, type Box } from './clusters'
import { circle, stopper, waiting, wish } from './answers.fake'
import { createLive } from './live'

const home: Anchor = { id: 'h', label: 'home', name: '', point: [120, 31] }
const work: Anchor = { id: 'w', label: 'work', name: '', point: [120.01, 31] }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('circles', () => {
  const setUp = (vertices = 300) => {
    const q = waiting<[Anchor['point'], number, Criteria['profile'], number, AbortSignal?], Circle>()
    return { ...q, circles: createCircles(q.ask, vertices, stopper) }
  }

  it('asks only where the slider pauses', async () => {
    const { asked, circles } = setUp()
    for (const minutes of [15, 20, 25, 30]) {
      circles.want([home], minutes, 'walk', 60)
      vi.advanceTimersByTime(20)
    }
    vi.advanceTimersByTime(60)
    expect(asked.map(a => a.args[1])).toEqual([30])
    asked[0]?.resolve(circle(30))
    await vi.runAllTimersAsync()
    expect(circles.shown.value?.properties.minutes).toBe(30)
  })

  it('shows at once what was shown before', async () => {
    const { asked, circles } = setUp()
    for (const minutes of [15, 20]) {
      circles.want([home], minutes, 'walk', 0)
      await vi.runAllTimersAsync()
      asked.at(-1)?.resolve(circle(minutes))
      await vi.runAllTimersAsync()
    }
    circles.want([home], 15, 'walk', 60)
    expect(circles.shown.value?.properties.minutes).toBe(15)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(2)
  })

  it('are busy from the moment something else is wanted, so that nobody takes the old shape for the new', async () => {
    const { asked, circles } = setUp()
    circles.want([home], 15, 'walk', 60)
    expect(circles.busy.value).toBe(true)
    await vi.runAllTimersAsync()
    asked[0]?.resolve(circle(15))
    await vi.runAllTimersAsync()
    expect(circles.busy.value).toBe(false)
    circles.want([home], 20, 'walk', 60)
    expect(circles.busy.value).toBe(true)
    circles.want([], 20, 'walk', 60)
    expect(circles.busy.value).toBe(false)
  })

  it('forgets a slow answer to a question the slider has left', async () => {
    const { asked, circles } = setUp()
    circles.want([home], 15, 'walk', 0)
    await vi.runAllTimersAsync()
    circles.want([home], 20, 'walk', 0)
    await vi.runAllTimersAsync()
    asked[1]?.resolve(circle(20))
    asked[0]?.resolve(circle(15))
    await vi.runAllTimersAsync()
    expect(circles.shown.value?.properties.minutes).toBe(20)
  })

  it('shares the vertices among several places and draws them as one shape', async () => {
    const { asked, circles } = setUp(120)
    circles.want([home, work], 15, 'stroller', 0)
    await vi.runAllTimersAsync()
    expect(asked.map(a => a.args[3])).toEqual([60, 60])
    asked[0]?.resolve(circle(15))
    asked[1]?.resolve(circle(15, true))
    await vi.runAllTimersAsync()
    expect(circles.shown.value?.geometry.type).toBe('MultiPolygon')
    expect(circles.shown.value?.geometry.coordinates).toHaveLength(2)
    expect(circles.shown.value?.properties.estimate).toBe(true)
  })

  it('shows no circle rather than a wrong one', async () => {
    const { asked, circles } = setUp()
    circles.want([home], 15, 'walk', 0)
    await vi.runAllTimersAsync()
    asked[0]?.resolve(circle(15))
    await vi.runAllTimersAsync()
    circles.want([home], 20, 'walk', 0)
    await vi.runAllTimersAsync()
    asked[1]?.reject(new Error('away'))
    await vi.runAllTimersAsync()
    expect(circles.shown.value).toBeUndefined()
    circles.want([], 20, 'walk', 0)
    expect(circles.shown.value).toBeUndefined()
  })

  it('foresees the next steps of the slider and gives up quietly', async () => {
    const { asked, circles } = setUp()
    const foreseeing = circles.foresee([home], [10, 20, 65, 0], 'walk')
    await vi.runAllTimersAsync()
    asked[0]?.resolve(circle(10))
    await vi.runAllTimersAsync()
    expect(asked.map(a => a.args[1])).toEqual([10, 20])
    asked[1]?.reject(new Error('away'))
    await foreseeing
    circles.want([home], 10, 'walk', 60)
    expect(circles.shown.value?.properties.minutes).toBe(10)
  })

  it('joins nothing to nothing', () => expect(joined([])).toBeUndefined())
})

describe('clusters', () => {
  const list = (count: number): ClusterList => ({
    as_of: '',
    coords: 'wgs84',
    sequence: 1,
    total: count,
    zoom: 14,
    clusters: [{ count } as ClusterList['clusters'][number]],
  })
  const setUp = () => {
    const q = waiting<[Criteria, Box, number, AbortSignal?], ClusterList>()
    return { ...q, clusters: createClusters(q.ask, 100, stopper) }
  }
  const window: Box = [120, 31, 120.1, 31.1]

  it('asks once for a window and a little more, and nothing for a small pan', async () => {
    const { asked, clusters } = setUp()
    clusters.ask(wish())
    clusters.look(window, 14.7)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(1)
    expect(asked[0]?.args[2]).toBe(14)
    asked[0]?.resolve(list(5))
    await vi.runAllTimersAsync()
    expect(clusters.shown.value[0]?.count).toBe(5)
    clusters.look([120.01, 31.01, 120.11, 31.11], 14.2)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(1)
    clusters.look([120.05, 31, 120.15, 31.1], 14.2)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(2)
    clusters.look([120.02, 31.02, 120.08, 31.08], 15)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(3)
  })

  it('does not ask while the map moves', async () => {
    const { asked, clusters } = setUp()
    clusters.ask(wish())
    for (let i = 0; i < 10; i++) {
      clusters.look([120 + i, 31, 120.1 + i, 31.1], 14)
      vi.advanceTimersByTime(30)
    }
    expect(asked).toHaveLength(0)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(1)
  })

  it('stays inside the area the family searches', async () => {
    const { asked, clusters } = setUp()
    clusters.ask(wish({ bbox: [120.05, 31.05, 120.06, 31.06] }))
    clusters.look(window, 14)
    await vi.runAllTimersAsync()
    expect(asked[0]?.args[1]).toEqual([120.05, 31.05, 120.06, 31.06])
    asked[0]?.resolve(list(2))
    await vi.runAllTimersAsync()
    clusters.look([110, 31, 110.1, 31.1], 14)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(1)
    expect(clusters.shown.value).toEqual([])
  })

  it('keeps what was there when an answer fails, says so, and asks again when told', async () => {
    const { asked, clusters } = setUp()
    clusters.ask(wish())
    clusters.look(window, 14)
    await vi.runAllTimersAsync()
    asked[0]?.resolve(list(5))
    await vi.runAllTimersAsync()
    clusters.again()
    await vi.runAllTimersAsync()
    asked[1]?.reject(new Error('away'))
    await vi.runAllTimersAsync()
    expect(clusters.failed.value).toBe(true)
    expect(clusters.shown.value).toHaveLength(1)
  })

  const box = fc
    .tuple(fc.double({ min: -170, max: 169, noNaN: true }), fc.double({ min: -80, max: 79, noNaN: true }))
    .map(([x, y]): Box => [x, y, x + 1, y + 1])
  it('overlaps symmetrically and widens around', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        expect(overlap(a, b)).toEqual(overlap(b, a))
        expect(overlap(a, a)).toEqual(a)
        const wide = widened(a, 0.15)
        expect(overlap(wide, a)).toEqual(a)
      }),
    )
  })
})

describe('live', () => {
  const setUp = () => {
    const told = { changed: [] as string[][], gone: [] as string[], resets: 0, ended: 0, from: [] as number[] }
    let send: (event: Partial<VacancyEvent>) => void = () => {}
    let reset = () => {}
    const live = createLive(
      {
        follow: (sequence, onEvent, onReset) => {
          told.from.push(sequence)
          send = event => onEvent(event as VacancyEvent)
          reset = onReset
          return () => void told.ended++
        },
        changed: ids => told.changed.push(ids),
        gone: id => told.gone.push(id),
        reset: () => void told.resets++,
      },
      500,
    )
    return { told, live, send: (event: Partial<VacancyEvent>) => send(event), reset: () => reset() }
  }

  it('gathers events, names each facility once, follows once', () => {
    const { told, live, send } = setUp()
    live.follow(7)
    live.follow(9)
    send({ facility_id: 'a' })
    send({ facility_id: 'b' })
    send({ facility_id: 'a' })
    expect(told.changed).toEqual([])
    vi.advanceTimersByTime(500)
    expect(told.changed).toEqual([['a', 'b']])
    expect(told.from).toEqual([7])
  })

  it('passes on what is gone and what was missed', () => {
    const { told, live, send, reset } = setUp()
    live.follow(7)
    send({ facility_id: 'a' })
    send({ facility_id: 'a', gone: true })
    reset()
    vi.advanceTimersByTime(500)
    expect(told).toMatchObject({ changed: [], gone: ['a'], resets: 1 })
    live.stop()
    expect(told.ended).toBe(1)
    live.follow(9)
    expect(told.from).toEqual([7, 9])
  })
})
