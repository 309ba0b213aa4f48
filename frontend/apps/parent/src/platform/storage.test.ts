import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { device } from '@/state/device.fake'

const asList = (raw: unknown): string[] => (Array.isArray(raw) ? raw.filter((one): one is string => typeof one === 'string') : [])

/** The app, just opened. */
async function fresh() {
  vi.resetModules()
  return import('./storage')
}

beforeEach(() => {
  device.kept.clear()
  device.full = false
})

describe('what is kept on the device', () => {
  it('is there again when the app is opened again', async () => {
    const first = await fresh()
    first.stored('list', asList).value.push('a')
    expect(device.read('list')).toEqual(['a'])
    const second = await fresh()
    expect(second.stored('list', asList).value).toEqual(['a'])
  })
  it('is one and the same for everybody who asks', async () => {
    const { stored } = await fresh()
    expect(stored('list', asList)).toBe(stored('list', asList))
  })
  it('begins anew when it is nonsense or was made by another hand', async () => {
    for (const nonsense of ['{', '"text"', 'null', '[1,2]', 7, { a: 1 }]) {
      device.kept.set('tyq:v1:list', nonsense)
      const { stored } = await fresh()
      expect(stored('list', asList).value).toEqual([])
    }
    device.kept.set('tyq:v1:strict', '"x"')
    const { stored } = await fresh()
    const strict = stored('strict', raw => {
      if (raw !== undefined) throw new Error('not mine')
      return 'begin'
    })
    expect(strict.value).toBe('begin')
  })
  it('goes on in memory when the device is full, and says so', async () => {
    const { stored, saveFailed } = await fresh()
    device.full = true
    const list = stored('list', asList)
    list.value = ['b']
    expect(list.value).toEqual(['b'])
    expect(saveFailed.value).toBe(true)
  })
  it('is forgotten as a whole, and nothing of others with it', async () => {
    const { stored, forgetEverything, storedSize } = await fresh()
    const list = stored('list', asList)
    list.value = ['c']
    device.kept.set('somebody else', 'x')
    expect(storedSize().entries).toBe(1)
    forgetEverything()
    await nextTick()
    expect(list.value).toEqual([])
    expect([...device.kept.keys()]).toEqual(['somebody else'])
  })
  it('forgets the number the framework gave this browser', async () => {
    const gone: string[] = []
    Object.assign(window, { localStorage: { removeItem: (key: string) => gone.push(key) } })
    const { forgetEverything } = await fresh()
    forgetEverything()
    expect(gone).toEqual(['__DC_STAT_UUID'])
  })
})

describe('the last good answers', () => {
  async function cache() {
    vi.resetModules()
    Object.assign(globalThis, { document: { addEventListener: () => {}, hidden: true } })
    Object.assign(uni, { onAppShow: () => {}, onAppHide: () => {} })
    return import('./cache')
  }
  it('come back with their time', async () => {
    const { remember, recall } = await cache()
    remember('list?a=1', { items: [1] })
    const told = recall<{ items: number[] }>('list?a=1')
    expect(told?.value).toEqual({ items: [1] })
    expect(Math.abs(Date.now() - (told?.at.getTime() ?? 0))).toBeLessThan(5000)
    expect(recall('never')).toBeUndefined()
  })
  it('are the twenty used last', async () => {
    const { remember, recall, answersKept } = await cache()
    for (let n = 0; n < 20; n++) remember(`a${n}`, n)
    recall('a0')
    remember('new', 'new')
    expect(answersKept()).toBe(20)
    expect(recall('a0')?.value).toBe(0)
    expect(recall('a1')).toBeUndefined()
    expect([...device.kept.keys()].filter(key => key.includes('cache:'))).toHaveLength(20)
  })
  it('make room for the newest and give up on a device with none', async () => {
    const { remember, recall } = await cache()
    remember('old', 1)
    device.full = true
    remember('new', 2)
    device.full = false
    expect(recall('new')).toBeUndefined()
  })
})
