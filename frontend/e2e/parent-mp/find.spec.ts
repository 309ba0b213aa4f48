// Find: what the family looks for, what the service is asked, and what the map is handed.
import { texts, toGcj02, type Point } from '@tuoyuquan/core'
import { birth, expect, home, last, lists, test, work } from './mini'

interface List {
  total: number
  items: { id: string; name: string; point?: Point }[]
}

interface Marker {
  id: number
  longitude: number
  latitude: number
  ariaLabel: string
  callout?: { content: string }
}

const { zh } = texts
const metres = (a: Point, b: Point) => Math.hypot((a[0] - b[0]) * 95_300, (a[1] - b[1]) * 111_200)

test.describe('with a family', () => {
  test.beforeEach(async ({ family, start }) => {
    await family({ home, work, birth })
    await start()
  })

  test('lists what the service knows within the walk, for the child and from the place of the family', async ({ view, asked, server }) => {
    const { query, near } = await last(() => lists(asked))
    expect(query.get('coords')).toBe('gcj02')
    expect(query.get('age_months')).toBe('20')
    expect(query.get('birth')).toBeNull()
    expect(metres(near[0] as Point, toGcj02(home))).toBeLessThan(2)

    const truth = await server.api<List>(`/api/v1/facilities?near=${home.join(',')}&minutes=15&age_months=20&open=true`)
    expect(truth.total).toBeGreaterThan(3)
    await expect(view.getByText(`${truth.total} 家走得到`)).toBeVisible()
    for (const { name } of truth.items.slice(0, 3)) await expect(view.getByText(name, { exact: true })).toBeVisible()
  })

  test('never sends the birthday', async ({ view, asked }) => {
    await expect(view.getByText(/家走得到/)).toBeVisible()
    for (const { query } of asked) expect(query.toString()).not.toContain(birth.slice(0, 7))
  })

  test('hands the map markers and the walking area in GCJ-02', async ({ view, mp, asked, server }) => {
    await expect(view.getByText(/家走得到/)).toBeVisible()
    await expect.poll(() => mp(m => (m.props('map').markers as unknown[]).length)).toBeGreaterThan(2)
    const map = await mp(m => m.props('map'))
    expect(metres([map.longitude as number, map.latitude as number], toGcj02(home))).toBeLessThan(2)

    const { query } = await last(() => asked.filter(one => one.path === '/api/v1/clusters'))
    const truth = await server.api<{ clusters: { point: Point; count: number }[] }>(`/api/v1/clusters?${query}`)
    const markers = (map.markers as Marker[]).filter(marker => marker.callout)
    expect(markers).toHaveLength(truth.clusters.length)
    for (const { point } of truth.clusters) {
      expect(markers.some(marker => metres([marker.longitude, marker.latitude], point) < 1)).toBe(true)
    }
    expect(markers.every(marker => marker.callout?.content && marker.ariaLabel)).toBe(true)

    const [area] = map.polygons as { points: { longitude: number; latitude: number }[] }[]
    expect(area?.points.length).toBeGreaterThan(20)
    expect(area?.points.length).toBeLessThanOrEqual(400)
    const distances = (area?.points ?? []).map(p => metres([p.longitude, p.latitude], toGcj02(home)))
    expect(Math.max(...distances)).toBeLessThan(1000) // fifteen minutes at one metre a second, plus the street's width
    expect(Math.max(...distances)).toBeGreaterThan(400)
  })

  test('a longer walk reaches more: the slider asks once it rests, the area grows', async ({ view, mp, asked, server }) => {
    await expect.poll(() => mp(m => (m.props('map').polygons as unknown[]).length)).toBeGreaterThan(0)
    const before = await mp(m => JSON.stringify(m.props('map').polygons))
    await mp(m => {
      for (const value of [20, 25, 30]) m.emit('slider', 'changing', { value })
      m.emit('slider', 'change', { value: 30 })
    })
    const truth = await server.api<List>(`/api/v1/facilities?near=${home.join(',')}&minutes=30&age_months=20&open=true`)
    await expect(view.getByText(`${truth.total} 家走得到`)).toBeVisible()
    expect((await last(() => lists(asked))).query.get('minutes')).toBe('30')
    await expect.poll(() => mp(m => JSON.stringify(m.props('map').polygons))).not.toBe(before)
    expect(lists(asked).length).toBeLessThanOrEqual(3)
  })

  test('a filter narrows the list and stands in the path that is shared', async ({ view, mp, asked, server }) => {
    await view.getByRole('button', { name: /普惠/ }).first().tap()
    const truth = await server.api<List>(`/api/v1/facilities?near=${home.join(',')}&minutes=15&age_months=20&open=true&inclusive=true`)
    await expect(view.getByText(`${truth.total} 家走得到`)).toBeVisible()
    expect((await last(() => lists(asked))).query.get('inclusive')).toBe('true')
    const shared = await mp(m => m.share('menu'))
    expect(shared.path).toContain('pages/find/index?')
    expect(shared.path).toContain('incl=1')
    expect(shared.path).toContain('at=120,31')
    expect(String(shared.path)).not.toContain(encodeURIComponent('家'))
    // Moments are read by everybody: the filter goes along, the family's place and the child's age do not.
    const moments = await mp(m => m.share('moments'))
    expect(moments.query).toContain('incl=1')
    expect(moments.query).not.toMatch(/(^|&)(at|age)=/)
  })

  test('searching here after the map was moved', async ({ view, mp, asked }) => {
    await expect(view.getByText(/家走得到/)).toBeVisible()
    await expect.poll(() => mp(m => (m.props('map').markers as unknown[]).length)).toBeGreaterThan(1)
    await mp(m => {
      const { longitude, latitude } = m.look()
      m.moveMap({ longitude: longitude + 0.01, latitude: latitude + 0.004 })
    })
    await view.getByRole('button', { name: zh.find.searchHere }).tap()
    await expect.poll(async () => (await last(() => lists(asked))).query.get('bbox')).not.toBeNull()
    const [west, south] = ((await last(() => lists(asked))).query.get('bbox') ?? '').split(',').map(Number) as [
      number,
      number,
      number,
      number,
    ]
    const look = await mp(m => m.look())
    expect(west).toBeGreaterThan(look.southwest.longitude - 0.002)
    expect(south).toBeGreaterThan(look.southwest.latitude - 0.002)
  })

  test('a marker leads to its facility, a cluster comes nearer', async ({ view, mp }) => {
    await expect.poll(() => mp(m => (m.props('map').markers as unknown[]).length)).toBeGreaterThan(2)
    const markers = (await mp(m => m.props('map').markers as Marker[])).filter(marker => marker.callout)
    const cluster = markers.find(marker => /家/.test(marker.callout?.content ?? ''))
    expect(cluster).toBeDefined()
    await mp((m, id) => m.emit('map', 'markertap', { markerId: id }), cluster?.id)
    await expect.poll(() => mp(m => m.calls.filter(call => call.name === 'map.includePoints').length)).toBeGreaterThan(0)
    await mp(m => m.moveMap({ scale: 18 }))
    await expect
      .poll(() =>
        mp(m => (m.props('map').markers as Marker[]).filter(marker => marker.callout && !/家/.test(marker.callout.content)).length),
      )
      .toBeGreaterThan(0)
    const one = await mp(m => (m.props('map').markers as Marker[]).find(marker => marker.callout && !/家/.test(marker.callout.content)))
    await mp((m, id) => m.emit('map', 'callouttap', { markerId: id }), one?.id)
    const name = one?.ariaLabel.split(' ')[0] ?? ''
    expect(name.length).toBeGreaterThan(2)
    await expect(view.locator('.chosen').getByText(name)).toBeVisible()
  })

  test('the back gesture closes the filter sheet and leaves the page open', async ({ view, mp }) => {
    await view.getByRole('button', { name: /筛选/ }).first().tap()
    const sheet = view.getByRole('dialog')
    await expect(sheet).toBeVisible()
    await mp(m => m.back())
    await expect(sheet).toHaveCount(0)
    expect(await mp(m => m.routes())).toEqual(['pages/find/index'])
  })
})

test("WeChat's capsule covers nothing that can be pressed", async ({ family, start, view, page }) => {
  await family({ home, birth })
  for (const path of ['', 'pkg-place/pick/index', 'pages/saved/index', 'pages/mine/index', 'pages/start/index']) {
    await start(path)
    await expect(view.locator('.app')).toBeVisible()
    const capsule = (await page.locator('#capsule').boundingBox()) as { x: number; y: number; width: number; height: number }
    const under = await view.locator('button:visible, input:visible, [aria-role=tab]:visible').evaluateAll(
      (parts, at) =>
        parts
          .filter(part => {
            const { left, right, top, bottom } = part.getBoundingClientRect()
            return right > at.x && left < at.x + at.width && bottom > at.y && top < at.y + at.height
          })
          .map(part => part.outerHTML.slice(0, 120)),
      capsule,
    )
    expect(under, path).toEqual([])
  }
})

test('a shared path opens what was looked for, and stores nothing of it', async ({ store, start, asked, mp, view }) => {
  await store({ greeted: true })
  await start('pages/find/index?at=120.006,31.004&min=20&age=30&mode=full_day&q=%E6%89%98%E8%82%B2')
  const { query, near } = await last(() => lists(asked))
  expect(metres(near[0] as Point, toGcj02(work))).toBeLessThan(12)
  expect(Object.fromEntries(query)).toMatchObject({ minutes: '20', age_months: '30', mode: 'full_day', words: '托育' })
  await expect(view.getByText(/家走得到|没有/).first()).toBeVisible()
  expect(await mp(m => m.routes())).toEqual(['pages/find/index'])
  await start()
  await expect
    .poll(() =>
      asked
        .filter(one => one.path === '/api/v1/facilities')
        .at(-1)
        ?.query.get('age_months'),
    )
    .toBeNull()
})
