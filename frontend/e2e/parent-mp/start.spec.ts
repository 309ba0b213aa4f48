// The first start: a place without any permission, with it, and a birthday that never leaves the device.
import { toGcj02, type Point } from '@tuoyuquan/core'
import { expect, home, last, lists, test } from './mini'

const metres = (a: Point, b: Point) => Math.hypot((a[0] - b[0]) * 95_300, (a[1] - b[1]) * 111_200)

test('a place by its name, with no permission at all', async ({ start, view, mp, asked, page }) => {
  await start()
  await expect.poll(() => mp(m => m.routes())).toEqual(['pages/find/index', 'pages/start/index'])
  const field = view.locator('input').first()
  await field.fill('映江')
  const first = view.locator('.combo-row').first()
  await expect(first).toBeVisible()
  await first.tap()
  await mp(m => m.emit('picker[mode=date], picker', 'change', { value: '2025-03-10' }))
  await expect(view.getByText(/1 岁 8 个月/).first()).toBeVisible()
  await view
    .getByRole('button', { name: /看看|去找|开始找/ })
    .first()
    .tap()
  await expect.poll(() => mp(m => m.routes())).toEqual(['pages/find/index'])
  await expect.poll(async () => (await last(() => lists(asked))).query.get('age_months')).toBe('20')
  expect((await last(() => lists(asked))).near).toHaveLength(1)
  for (const { query } of asked) expect(query.toString()).not.toContain('2025-03')
  expect(await mp(m => m.calls.filter(call => call.name === 'getLocation').length)).toBe(0)

  // Everything is still there when WeChat was closed.
  const before = (await last(() => lists(asked))).near
  await page.reload()
  await page.waitForFunction(() => window.mp?.ready)
  await expect.poll(() => lists(asked).at(-1)?.near).toEqual(before)
  expect(await mp(m => m.routes())).toEqual(['pages/find/index'])
})

test('my position, when it is granted', async ({ phone, start, view, asked, mp }) => {
  await phone({ location: { longitude: home[0], latitude: home[1], accuracy: 20 } })
  await start()
  await view
    .getByRole('button', { name: /我的位置/ })
    .first()
    .tap()
  await expect.poll(() => mp(m => m.calls.filter(call => call.name === 'getLocation').length)).toBe(1)
  await view
    .getByRole('button', { name: /看看|去找|开始找/ })
    .first()
    .tap()
  await expect.poll(async () => (await last(() => lists(asked))).near.length).toBe(1)
  expect(metres((await last(() => lists(asked))).near[0] as Point, toGcj02(home))).toBeLessThan(2)
})

for (const [location, words] of [
  ['denied', /没有拿到位置/],
  ['off', /没有拿到位置/],
  ['timeout', /定位不到/],
] as const) {
  test(`no position (${location}) is told kindly, and other ways stay open`, async ({ phone, start, view }) => {
    await phone({ location })
    await start()
    await view
      .getByRole('button', { name: /我的位置/ })
      .first()
      .tap()
    await expect(view.getByText(words).first()).toBeVisible()
    await expect(view.locator('input').first()).toBeEnabled()
  })
}

test('a place picked on the map is a place in WGS-84', async ({ store, start, view, mp, asked }) => {
  await store({ greeted: true })
  await start('pkg-place/pick/index')
  await expect(view.locator('map')).toBeVisible()
  const [longitude, latitude] = toGcj02(home)
  await mp((m, at) => m.emit('map', 'tap', at), { longitude, latitude })
  await expect.poll(() => asked.filter(one => one.path === '/api/v1/places').length).toBeGreaterThan(0)
  await view.getByRole('button', { name: '就选这里' }).tap()
  const keptPlaces = () => mp(() => JSON.parse(localStorage.getItem('tyq:v1:anchors') ?? '[]') as { point: [number, number] }[])
  await expect.poll(async () => (await keptPlaces()).length).toBe(1)
  const kept = await keptPlaces()
  expect(metres(kept[0]?.point as Point, home)).toBeLessThan(30)
})
