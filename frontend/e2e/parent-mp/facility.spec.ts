// A facility: its page, calling and being led there, favourites, comparison, and what the device keeps.
import { toGcj02, type Point } from '@tuoyuquan/core'
import { birth, expect, home, test } from './mini'

interface Item {
  id: string
  name: string
  point: Point
  phone?: string
}

const near = `near=${home.join(',')}&minutes=15&age_months=20&open=true`
const heart = /收藏/
const metres = (a: Point, b: Point) => Math.hypot((a[0] - b[0]) * 95_300, (a[1] - b[1]) * 111_200)

test.beforeEach(async ({ family }) => family({ home, birth }))

test('from the list to its page, to a call, to the way there, and back to the same list', async ({ start, view, mp, server }) => {
  const [item] = (await server.api<{ items: Item[] }>(`/api/v1/facilities?${near}&vacant=true`)).items
  if (!item) throw new Error('the demo city has no room near home')
  await start()
  await view.getByText(item.name, { exact: true }).first().tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-facility/detail/index')
  expect(await mp(m => m.query()?.id)).toBe(item.id)
  await expect(view.getByText(item.name).first()).toBeVisible()

  await view
    .getByRole('button', { name: /打电话|电话|致电/ })
    .first()
    .tap()
  await expect
    .poll(() => mp(m => m.calls.find(call => call.name === 'makePhoneCall')?.options.phoneNumber))
    .toBe(item.phone?.replace(/\D/g, ''))
  await view
    .getByRole('button', { name: /导航|怎么去/ })
    .first()
    .tap()
  await expect.poll(() => mp(m => m.calls.find(call => call.name === 'openLocation')?.options)).toMatchObject({ name: item.name })
  const there = await mp(m => m.calls.find(call => call.name === 'openLocation')?.options as { longitude: number; latitude: number })
  expect(metres([there.longitude, there.latitude], toGcj02(item.point))).toBeLessThan(2)

  const shared = await mp(m => m.share('menu'))
  expect(shared.path).toContain(`pkg-facility/detail/index?id=${item.id}`)
  expect(shared.title).toContain(item.name)
  await mp(m => m.back())
  await expect.poll(() => mp(m => m.routes())).toEqual(['pages/find/index'])
  await expect(view.getByText(item.name, { exact: true }).first()).toBeVisible()
})

test('the way is drawn on its map as the service gave it, in GCJ-02', async ({ start, view, mp, server }) => {
  const [item] = (await server.api<{ items: Item[] }>(`/api/v1/facilities?${near}&vacant=true`)).items
  if (!item) throw new Error('the demo city has no room near home')
  await start(`pkg-facility/detail/index?id=${item.id}`)
  await view.locator('.f-way-map').scrollIntoViewIfNeeded()
  await expect(view.locator('map')).toBeVisible()
  await expect.poll(() => mp(m => (m.props('map').polyline as unknown[]).length)).toBe(1)
  const [line] = await mp(m => m.props('map').polyline as { points: { longitude: number; latitude: number }[] }[])
  const ends = [line?.points[0], line?.points.at(-1)].map(p => [p?.longitude ?? 0, p?.latitude ?? 0] as Point)
  const truth = [toGcj02(home), toGcj02(item.point)]
  for (const end of truth) expect(Math.min(...ends.map(one => metres(one, end)))).toBeLessThan(80)
})

test('favourites and a comparison survive closing WeChat', async ({ start, view, mp, server }) => {
  const items = (await server.api<{ items: Item[] }>(`/api/v1/facilities?${near}`)).items.slice(0, 2)
  await start()
  await view.getByRole('button', { name: heart }).first().tap()
  await view.getByRole('button', { name: /对比/ }).nth(0).tap()
  await view.getByRole('button', { name: /对比/ }).nth(1).tap()
  await expect.poll(() => mp(() => localStorage.getItem('tyq:v1:favourites'))).toContain(items[0]?.id)

  await start('pages/saved/index')
  await expect(view.getByText(items[0]?.name ?? '', { exact: true })).toBeVisible()
  await start('pkg-facility/compare/index')
  for (const { name } of items) await expect(view.getByText(name).first()).toBeVisible()
})

test('shares from its own buttons: the places only when the family says so', async ({ start, view, mp, server, store }) => {
  const items = (await server.api<{ items: Item[] }>(`/api/v1/facilities?${near}`)).items.slice(0, 2)
  const ids = items.map(({ id }) => id)
  const shared = () => mp(m => m.calls.filter(call => call.name === 'share').at(-1)?.options as { title: string; path: string } | undefined)

  await start(`pkg-facility/detail/index?id=${ids[0]}`)
  await view.getByRole('button', { name: /分享/ }).first().tap()
  const sheet = view.getByRole('dialog')
  await sheet.getByRole('button', { name: /分享/ }).tap()
  await expect.poll(shared).toMatchObject({ path: expect.stringMatching(new RegExp(`pkg-facility/detail/index\\?id=${ids[0]}$`)) })
  expect((await shared())?.title).toContain(items[0]?.name)
  await expect(sheet).toHaveCount(0)
  await view.getByRole('button', { name: /分享/ }).first().tap()
  await sheet.getByRole('switch').tap()
  await sheet.getByRole('button', { name: /分享/ }).tap()
  await expect.poll(async () => (await shared())?.path).toContain('at=120,31')
  expect((await mp(m => m.share('menu'))).path).not.toContain('at=')

  await start(`pkg-facility/compare/index?ids=${ids.join(',')}`)
  await view.getByRole('button', { name: /分享/ }).tap()
  await expect
    .poll(async () => decodeURIComponent((await shared())?.path ?? ''))
    .toContain(`pkg-facility/compare/index?ids=${ids.join(',')}`)

  await store({ favourites: items.map(({ id, name }) => ({ id, name, note: '', at: '' })) })
  await start('pages/saved/index')
  await view.getByRole('button', { name: /分享/ }).tap()
  await expect.poll(async () => decodeURIComponent((await shared())?.path ?? '')).toContain(`pages/saved/index?list=${ids.join(',')}`)
})
