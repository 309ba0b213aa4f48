import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { device } from './device.fake'

const clock = await vi.hoisted(async () => (await import('vue')).ref(new Date('2026-11-22T04:00:00Z')))
vi.mock('@/platform/clock', () => ({ useNow: () => clock, now: () => clock.value }))

const home = { label: 'home', name: '映月府', point: [120.003, 30.995] } as const
const work = { label: 'work', name: '智汇中心', point: [120.01, 31.0] } as const
const place = (p: typeof home | typeof work) => ({ ...p, point: [...p.point] as [number, number] })

async function fresh() {
  vi.resetModules()
  const family = await import('./family')
  const { forgetEverything } = await import('@/platform/storage')
  return { ...family, ...family.useFamily(), forgetEverything }
}

describe('the family on this device', () => {
  beforeEach(() => {
    device.kept.clear()
    device.full = false
  })
  afterEach(() => {
    clock.value = new Date('2026-11-22T04:00:00Z')
  })

  it('begins knowing nothing', async () => {
    const f = await fresh()
    expect(f.birth.value).toBe('')
    expect(f.anchors.value).toEqual([])
    expect(f.active.value).toEqual([])
    expect(f.ageMonths.value).toBeUndefined()
    expect(f.startDay.value).toBe('2026-11-22')
    expect(f.greeted.value).toBe(false)
  })

  it('counts the age on the start date, and today when the start has passed', async () => {
    const f = await fresh()
    f.birth.value = '2025-03-01'
    expect(f.ageMonths.value).toBe(20)
    f.start.value = '2027-03-01'
    expect(f.ageMonths.value).toBe(24)
    f.start.value = '2026-01-01'
    expect(f.startDay.value).toBe('2026-11-22')
    expect(f.ageMonths.value).toBe(20)
  })

  it('takes a child not born yet as nought months, and never sends more than the server takes', async () => {
    const f = await fresh()
    f.birth.value = '2027-02-01'
    expect(f.ageMonths.value).toBe(0)
    f.birth.value = '1999-01-01'
    expect(f.ageMonths.value).toBe(120)
  })

  it('moves the day when midnight passes in Shanghai', async () => {
    const f = await fresh()
    f.birth.value = '2025-03-23'
    expect(f.ageMonths.value).toBe(19)
    clock.value = new Date('2026-11-22T16:00:00Z')
    expect(f.startDay.value).toBe('2026-11-23')
    expect(f.ageMonths.value).toBe(20)
  })

  it('searches from a new place alone, and from several when asked', async () => {
    const f = await fresh()
    const a = f.addAnchor(place(home))!
    const b = f.addAnchor(place(work))!
    expect(f.near.value.map(n => n.name)).toEqual(['智汇中心'])
    f.setActive([b.id, a.id, 'nobody'])
    expect(f.near.value.map(n => n.name)).toEqual(['映月府', '智汇中心'])
    f.setActive([])
    expect(f.near.value.map(n => n.name)).toEqual(['映月府'])
  })

  it('holds five places and refuses a sixth', async () => {
    const f = await fresh()
    for (let i = 0; i < 5; i++) expect(f.addAnchor({ ...place(home), name: `第${i}处` })).toBeDefined()
    expect(f.addAnchor(place(work))).toBeUndefined()
    expect(new Set(f.anchors.value.map(a => a.id)).size).toBe(5)
  })

  it('brings a removed place back where it was', async () => {
    const f = await fresh()
    const a = f.addAnchor(place(home))!
    f.addAnchor(place(work))
    f.setActive([a.id])
    const undo = f.removeAnchor(a.id)
    expect(f.near.value.map(n => n.name)).toEqual(['智汇中心'])
    undo()
    expect(f.anchors.value.map(n => n.name)).toEqual(['映月府', '智汇中心'])
    expect(f.active.value).toContain(a.id)
    undo()
    expect(f.anchors.value).toHaveLength(2)
  })

  it('renames, relabels and moves a place without changing which it is', async () => {
    const f = await fresh()
    const a = f.addAnchor(place(home))!
    f.renameAnchor(a.id, { name: '外婆家', label: 'grandparents', point: [120.02, 31.01] })
    expect(f.anchors.value).toEqual([{ id: a.id, name: '外婆家', label: 'grandparents', point: [120.02, 31.01] }])
  })

  it('remembers the last places once each', async () => {
    const f = await fresh()
    for (let i = 0; i < 8; i++) f.rememberPlace({ id: `p${i}`, name: `地点${i}`, detail: '', point: [120, 31] })
    f.rememberPlace({ id: 'p5', name: '地点5', detail: '云澜街道', point: [120, 31] })
    expect(f.recent.value).toHaveLength(f.maxRecent)
    expect(f.recent.value[0]).toMatchObject({ id: 'p5', detail: '云澜街道' })
    expect(f.recent.value.filter(r => r.id === 'p5')).toHaveLength(1)
  })

  it('is the same after the app was closed', async () => {
    const f = await fresh()
    const a = f.addAnchor(place(home))!
    f.birth.value = '2025-03-01'
    f.greeted.value = true
    const again = await fresh()
    expect(again.anchors.value).toEqual([{ ...a, point: [...a.point] }])
    expect(again.birth.value).toBe('2025-03-01')
    expect(again.greeted.value).toBe(true)
  })

  it('forgets everything when asked to', async () => {
    const f = await fresh()
    f.addAnchor(place(home))
    f.birth.value = '2025-03-01'
    f.forgetEverything()
    expect(f.anchors.value).toEqual([])
    expect(f.birth.value).toBe('')
    expect([...device.kept.keys()]).toEqual([])
  })

  it('reads what it can of spoiled storage and drops the rest', async () => {
    device.kept.set('tyq:v1:birth', '"2025-02-30"')
    device.kept.set('tyq:v1:anchors-active', '{"no":1}')
    device.kept.set('tyq:v1:places-recent', 'not json at all')
    device.kept.set(
      'tyq:v1:anchors',
      JSON.stringify([
        null,
        7,
        { id: 'a', point: [999, 0] },
        { id: 'b', label: 'moon', name: 4, point: [120, 31] },
        { id: 'b', point: [1, 1] },
      ]),
    )
    const f = await fresh()
    expect(f.birth.value).toBe('')
    expect(f.recent.value).toEqual([])
    expect(f.anchors.value).toEqual([{ id: 'b', label: 'other', name: '', point: [120, 31] }])
    expect(f.active.value).toEqual(['b'])
  })

  it('keeps what is on the screen when the device is full, and says so', async () => {
    const f = await fresh()
    device.full = true
    f.addAnchor(place(home))
    expect(f.anchors.value).toHaveLength(1)
    const { saveFailed } = await import('@/platform/storage')
    expect(saveFailed.value).toBe(true)
  })
})
