import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { follow } from './live'

/** A browser's stream as the app sees it. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static all: Stream[] = []
  readyState = 0
  constructor(readonly url: string) {
    super()
    Stream.all.push(this)
  }
  close() {
    this.readyState = 2
  }
  say(type: string, data: string, lastEventId: string) {
    this.dispatchEvent(Object.assign(new Event(type), { data, lastEventId }))
  }
  /** The line breaks (the browser mends it) or the server refuses (it does not). */
  fail(refused: boolean) {
    if (refused) this.readyState = 2
    this.dispatchEvent(new Event('error'))
  }
}

const page = Object.assign(new EventTarget(), { hidden: false })
function show(visible: boolean) {
  page.hidden = !visible
  page.dispatchEvent(new Event('visibilitychange'))
}
const open = () => Stream.all.filter(s => s.readyState !== 2)
const last = () => Stream.all[Stream.all.length - 1] as Stream

beforeEach(() => {
  vi.useFakeTimers()
  Stream.all = []
  page.hidden = false
  vi.stubGlobal('EventSource', Stream)
  vi.stubGlobal('document', page)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a window out of sight holds no stream, and misses nothing when it is looked at again', () => {
  const heard: unknown[] = []
  const stop = follow(
    7,
    event => heard.push(event),
    () => heard.push('reset'),
  )
  expect(last().url).toBe('/api/v1/stream?after=7')
  last().say('vacancy', '{"facility_id":"a"}', '9')
  show(false)
  expect(open()).toEqual([])
  show(true)
  expect(open().map(s => s.url)).toEqual(['/api/v1/stream?after=9'])
  last().say('reset', '{}', '12')
  show(false)
  show(true)
  expect(last().url).toBe('/api/v1/stream?after=12')
  expect(heard).toEqual([{ facility_id: 'a' }, 'reset'])
  stop()
  expect(open()).toEqual([])
  show(false)
  show(true)
  expect(open()).toEqual([])
})

test('a refused stream is asked for again after a minute, a broken one is left to the browser', () => {
  const stop = follow(
    1,
    () => {},
    () => {},
  )
  last().fail(false)
  vi.advanceTimersByTime(120_000)
  expect(Stream.all).toHaveLength(1)
  last().fail(true)
  expect(open()).toEqual([])
  vi.advanceTimersByTime(60_000)
  expect(open()).toHaveLength(1)
  last().fail(true)
  stop()
  vi.advanceTimersByTime(120_000)
  expect(open()).toEqual([])
})

test('nonsense on the line is not heard', () => {
  const heard: unknown[] = []
  follow(
    1,
    event => heard.push(event),
    () => {},
  )()
  last().say('vacancy', '{', '2')
  last().say('vacancy', 'null', '3')
  expect(heard).toEqual([])
})
