import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'

const has = ref(true)
const get = vi.fn<(...a: unknown[]) => Promise<unknown>>()
const post = vi.fn<(...a: unknown[]) => Promise<unknown>>()
vi.mock('@/platform/api', () => ({ api: { get: (...a: unknown[]) => get(...a), post: (...a: unknown[]) => post(...a) } }))
vi.mock('@/platform/proof', () => ({ hasProof: has }))

const message = (id: string, read = false) => ({ id, event: 'offered', at: '2026-11-16T01:00:00Z', title: id, body: '', read })

async function fresh() {
  vi.resetModules()
  has.value = true
  return (await import('./inbox')).useInbox()
}

beforeEach(() => {
  get.mockReset()
  post.mockReset().mockResolvedValue(undefined)
})

describe('the inbox', () => {
  it('adds older ones once each, and starts anew when asked for the newest', async () => {
    const inbox = await fresh()
    get.mockResolvedValueOnce({ messages: [message('3'), message('2', true)], unread: 1, next: 'n' })
    await inbox.load()
    get.mockResolvedValueOnce({ messages: [message('2', true), message('1', true)], unread: 1 })
    await inbox.more()
    expect(get).toHaveBeenLastCalledWith('/api/v1/inbox', { query: { cursor: 'n' } })
    expect(inbox.messages.value?.map(one => one.id)).toEqual(['3', '2', '1'])
    await inbox.more()
    expect(get).toHaveBeenCalledTimes(2)
    get.mockResolvedValueOnce({ messages: [message('4')], unread: 1 })
    await inbox.load()
    expect(inbox.messages.value?.map(one => one.id)).toEqual(['4'])
  })

  it('marks at once, and takes it back when the server did not hear', async () => {
    const inbox = await fresh()
    get.mockResolvedValueOnce({ messages: [message('2'), message('1')], unread: 5 })
    await inbox.load()
    post.mockRejectedValueOnce(new Error('offline'))
    const marking = inbox.read('2')
    expect([inbox.unread.value, inbox.messages.value?.[0]?.read]).toEqual([4, true])
    await marking
    expect([inbox.unread.value, inbox.messages.value?.[0]?.read]).toEqual([5, false])
  })

  it('marks all of them in one go, also those never shown, and only once the server knows', async () => {
    const inbox = await fresh()
    get.mockResolvedValueOnce({ messages: [message('2'), message('1')], unread: 5 })
    await inbox.load()
    post.mockRejectedValueOnce(new Error('offline'))
    await expect(inbox.readAll()).rejects.toThrow('offline')
    expect(inbox.unread.value).toBe(5)
    await inbox.readAll()
    expect(post).toHaveBeenLastCalledWith('/api/v1/inbox/read', {})
    expect([inbox.unread.value, inbox.messages.value?.map(one => one.read)]).toEqual([0, [true, true]])
    await inbox.read('1')
    expect(post).toHaveBeenCalledTimes(2)
  })

  it('forgets everything at once when somebody signs out, also what is still on its way', async () => {
    const inbox = await fresh()
    let come: (answer: unknown) => void = () => {}
    get.mockReturnValueOnce(new Promise(resolve => (come = resolve)))
    const loading = inbox.load()
    has.value = false
    come({ messages: [message('1')], unread: 1 })
    await loading
    expect([inbox.messages.value, inbox.unread.value, inbox.busy.value]).toEqual([undefined, 0, false])
    await inbox.load()
    expect(get).toHaveBeenCalledTimes(1)
  })

  it('keeps what is in sight when asking failed', async () => {
    const inbox = await fresh()
    get.mockResolvedValueOnce({ messages: [message('1')], unread: 1 })
    await inbox.load()
    get.mockRejectedValueOnce(new Error('offline'))
    await inbox.load()
    expect(inbox.messages.value).toHaveLength(1)
    expect(inbox.problem.value).toBeInstanceOf(Error)
  })
})
