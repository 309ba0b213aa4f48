import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { whileInbox } from './live'

class Stream extends EventTarget {
  static CLOSED = 2
  static all: Stream[] = []
  readyState = 1
  constructor(readonly url: string) {
    super()
    Stream.all.push(this)
  }
  close() {
    this.readyState = 2
  }
  say(kind: string, data?: string) {
    this.dispatchEvent(data === undefined ? new Event(kind) : new MessageEvent(kind, { data }))
  }
}

let hidden = false
class Page extends EventTarget {
  get hidden() {
    return hidden
  }
}
beforeEach(() => {
  Stream.all = []
  hidden = false
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Stream)
  vi.stubGlobal('document', new Page())
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('news of the inbox', () => {
  it('is heard once each, nothing else is, and not after the page has gone', () => {
    const heard = vi.fn<() => void>()
    const scope = effectScope()
    scope.run(() => whileInbox(heard))
    const [one] = Stream.all
    one?.say('open')
    one?.say('updates', '{"now":1,"changed":["applications"]}')
    one?.say('updates', 'nonsense')
    expect(heard).not.toHaveBeenCalled()
    one?.say('updates', '{"now":2,"changed":["applications","inbox"]}')
    expect(heard).toHaveBeenCalledTimes(1)
    scope.stop()
    expect(one?.readyState).toBe(2)
  })
  it('counts what was missed out of sight, and after a refusal', () => {
    const heard = vi.fn<() => void>()
    const scope = effectScope()
    scope.run(() => whileInbox(heard))
    hidden = true
    document.dispatchEvent(new Event('visibilitychange'))
    expect(Stream.all[0]?.readyState).toBe(2)
    hidden = false
    document.dispatchEvent(new Event('visibilitychange'))
    Stream.all[1]?.say('open')
    expect(heard).toHaveBeenCalledTimes(1)
    Stream.all[1]?.close()
    Stream.all[1]?.say('error')
    vi.advanceTimersByTime(30_000)
    Stream.all[2]?.say('open')
    expect(heard).toHaveBeenCalledTimes(2)
    scope.stop()
  })
  it('ends with the login', () => {
    const heard = vi.fn<() => void>()
    const scope = effectScope()
    scope.run(() => whileInbox(heard))
    Stream.all[0]?.say('signed_out', '{}')
    expect(Stream.all[0]?.readyState).toBe(2)
    vi.advanceTimersByTime(60_000)
    expect(Stream.all).toHaveLength(1)
    scope.stop()
  })
})
