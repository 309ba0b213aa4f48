import { beforeEach, describe, expect, it, vi } from 'vitest'
import { device } from './device.fake'

const said: { text: string; undo?: () => void }[] = []
vi.mock('@/platform/clock', () => ({ now: () => new Date('2026-11-22T04:00:00Z') }))
vi.mock('@/ui/useToast', () => ({
  useToast: () => ({ say: (text: string, more?: { undo?: () => void }) => said.push({ text, ...more }) }),
}))
vi.mock('@/state/settings', async () => {
  const { texts } = await import('@tuoyuquan/core')
  return { useText: () => ({ value: texts.zh }) }
})

async function fresh() {
  vi.resetModules()
  const saved = await import('./saved')
  return { ...saved, favourites: saved.useFavourites(), compare: saved.useCompare() }
}
const last = () => said[said.length - 1]!

beforeEach(() => {
  device.kept.clear()
  device.full = false
  said.length = 0
})

describe('favourites', () => {
  it('keeps at once, newest first, and undoes', async () => {
    const { favourites: f } = await fresh()
    f.toggle('1', '小树苗')
    f.toggle('2', '向日葵')
    expect(f.list.value.map(x => x.name)).toEqual(['向日葵', '小树苗'])
    expect(f.list.value[0]).toEqual({ id: '2', name: '向日葵', note: '', at: '2026-11-22T04:00:00.000Z' })
    expect(last().text).toContain('向日葵')
    last().undo!()
    expect(f.has('2')).toBe(false)
    expect(f.has('1')).toBe(true)
  })

  it('brings one let go back with its note, where it was', async () => {
    const { favourites: f } = await fresh()
    f.toggle('1', '小树苗')
    f.toggle('2', '向日葵')
    f.toggle('3', '蒲公英')
    f.note('2', '周三去看过')
    f.toggle('2', '')
    expect(last().text).toContain('向日葵')
    last().undo!()
    expect(f.list.value.map(x => x.id)).toEqual(['3', '2', '1'])
    expect(f.list.value[1]!.note).toBe('周三去看过')
    last().undo!()
    expect(f.list.value).toHaveLength(3)
  })

  it('writes the note as it is typed', async () => {
    const { favourites: f, longestNote } = await fresh()
    f.toggle('1', '小树苗')
    f.note('1', '院')
    f.note('1', '院子')
    expect((device.read('favourites') as { note: string }[])[0]!.note).toBe('院子')
    f.note('1', 'x'.repeat(900))
    expect(f.list.value[0]!.note).toHaveLength(longestNote)
  })

  it('stops at what one request answers, and says so', async () => {
    const { favourites: f, maxFavourites } = await fresh()
    for (let i = 0; i < maxFavourites; i++) f.toggle(String(i), `第${i}家`)
    f.toggle('more', '多一家')
    expect(f.list.value).toHaveLength(maxFavourites)
    expect(f.has('more')).toBe(false)
    expect(last().text).toContain('100')
  })

  it('takes new names without touching notes', async () => {
    const { favourites: f } = await fresh()
    f.toggle('1', '旧名')
    f.note('1', '记着')
    f.rename(new Map([['1', '新名']]))
    expect(f.list.value[0]).toMatchObject({ name: '新名', note: '记着' })
    const before = f.list.value
    f.rename(new Map([['1', '新名']]))
    expect(f.list.value).toBe(before)
  })

  it('survives closing, nonsense and a full device', async () => {
    const first = await fresh()
    first.favourites.toggle('1', '小树苗')
    expect((await fresh()).favourites.has('1')).toBe(true)

    device.kept.set('tyq:v1:favourites', JSON.stringify([null, { id: 1 }, { id: 'x', note: 5, at: 'never' }, { id: 'x' }, 'y']))
    expect((await fresh()).favourites.list.value).toEqual([{ id: 'x', name: '', note: '', at: '' }])

    const f = (await fresh()).favourites
    device.full = true
    f.toggle('9', '新的')
    expect(f.has('9')).toBe(true)
    const { saveFailed } = await import('@/platform/storage')
    expect(saveFailed.value).toBe(true)
  })
})

describe('the compare tray', () => {
  it('takes four in order and says when it is full', async () => {
    const { compare: c } = await fresh()
    for (const id of ['a', 'b', 'c', 'd']) c.toggle(id, id)
    expect(c.full.value).toBe(true)
    c.toggle('e', 'e')
    expect(c.ids.value.map(x => x.id)).toEqual(['a', 'b', 'c', 'd'])
    expect(last().text).toContain('4')
    expect(last().undo).toBeUndefined()
  })

  it('undoes adding, taking out and emptying', async () => {
    const { compare: c } = await fresh()
    c.toggle('a', 'a')
    last().undo!()
    expect(c.ids.value).toEqual([])
    c.toggle('a', 'a')
    c.toggle('b', 'b')
    c.toggle('a', 'a')
    expect(c.ids.value.map(x => x.id)).toEqual(['b'])
    last().undo!()
    expect(c.ids.value.map(x => x.id)).toEqual(['a', 'b'])
    c.clear()
    expect(c.ids.value).toEqual([])
    last().undo!()
    expect(c.ids.value.map(x => x.id)).toEqual(['a', 'b'])
  })

  it('does not bring back over a tray filled meanwhile', async () => {
    const { compare: c } = await fresh()
    c.toggle('a', 'a')
    c.clear()
    const undo = last().undo!
    c.toggle('b', 'b')
    undo()
    expect(c.ids.value.map(x => x.id)).toEqual(['b'])
    c.clear()
    const before = said.length
    c.clear()
    expect(said).toHaveLength(before)
  })

  it('reads at most four back', async () => {
    device.kept.set('tyq:v1:compare', JSON.stringify(['a', 'b', 'c', 'd', 'e'].map(id => ({ id, name: id }))))
    const { compare: c } = await fresh()
    expect(c.ids.value).toHaveLength(4)
  })
})
