// When things go wrong: no server, a full device, another theme, another language, and what a phone is spared.
import { birth, expect, home, test } from './mini'

test.beforeEach(async ({ family }) => family({ home, birth }))

for (const [how, words] of [
  ['connectionrefused', /没有网络/],
  ['503', /暂时用不了/],
  ['429', /操作太快/],
] as const) {
  test(`the service does not answer (${how}): it is said, and asking again helps`, async ({ page, start, view, allow, server }) => {
    allow(/Failed to load resource/)
    let down = true
    await page.route('**/api/v1/facilities?**', route => {
      if (!down) return route.fallback()
      if (how === 'connectionrefused') return route.abort(how)
      const code = how === '503' ? 'unavailable' : 'too_many_requests'
      return route.fulfill({
        status: Number(how),
        contentType: 'application/problem+json',
        json: { code, status: Number(how), title: '', type: '' },
      })
    })
    await start()
    await expect(view.getByText(words).first()).toBeVisible()
    down = false
    await view
      .getByRole('button', { name: /再试一次|重试/ })
      .first()
      .tap()
    const { total } = await server.api<{ total: number }>(`/api/v1/facilities?near=${home.join(',')}&minutes=15&age_months=20&open=true`)
    await expect(view.getByText(`${total} 家走得到`)).toBeVisible()
  })
}

test('without network the last answer stays, marked as old', async ({ start, view, mp }) => {
  await start()
  const head = view.getByText(/家走得到/)
  await expect(head).toBeVisible()
  const before = await head.innerText()
  await mp(m => m.set({ network: 'none' }))
  await mp(m => {
    m.emit('slider', 'change', { value: 20 })
    m.emit('slider', 'change', { value: 15 })
  })
  await expect(view.getByText(/没有网络|没网/).first()).toBeVisible()
  await expect(view.getByText(before)).toBeVisible()
})

test('a full device loses nothing that is in sight', async ({ phone, start, view, mp }) => {
  await phone({ storageFull: true })
  await start()
  await expect(view.getByText(/家走得到/)).toBeVisible()
  await view.getByRole('button', { name: /收藏/ }).first().tap()
  await expect(view.getByRole('button', { name: /收藏/ }).first()).toBeVisible()
  expect(await mp(m => m.routes())).toEqual(['pages/find/index'])
})

test('follows the phone into the dark, and speaks English', async ({ phone, settings, start, view, mp }) => {
  await phone({ theme: 'dark' })
  await settings({ language: 'en' })
  await start('pages/mine/index')
  await expect(view.locator('.app.dark')).toHaveCount(1)
  await mp(m => m.set({ theme: 'light' }))
  await expect(view.locator('.app.dark')).toHaveCount(0)
  await expect(view.getByText('Language').first()).toBeVisible()
})

test('关怀 mode makes main text 24 px and targets 60 px', async ({ settings, start, view }) => {
  await settings({ care: true })
  await start()
  await expect(view.getByText(/家走得到/)).toBeVisible()
  const small = await view
    .locator('button:visible')
    .evaluateAll(buttons =>
      buttons
        .filter(button => button.getBoundingClientRect().height < 59 && !button.matches('.stops-handle'))
        .map(button => button.className + ' ' + (button.textContent ?? '')),
    )
  expect(small).toEqual([])
})

test('spares the phone: opening pages, first list, a tap', async ({ start, view, mp, server }) => {
  const [item] = (
    await server.api<{ items: { name: string }[] }>(`/api/v1/facilities?near=${home.join(',')}&minutes=15&age_months=20&open=true`)
  ).items
  await start()
  await expect(view.getByText(item?.name ?? '', { exact: true }).first()).toBeVisible()
  await expect.poll(() => mp(m => (m.props('map').markers as unknown[]).length)).toBeGreaterThan(1)
  const first = await mp(m => ({ ...m.traffic }))
  await mp(m => m.resetTraffic())
  await view.getByRole('button', { name: /收藏/ }).first().tap()
  await expect(view.locator('.toast')).toBeVisible()
  // What follows the tap a moment later is counted with it.
  await view.locator('.toast').evaluate(() => new Promise(later => setTimeout(later, 400)))
  const tap = await mp(m => ({ ...m.traffic }))
  await view
    .getByText(item?.name ?? '', { exact: true })
    .first()
    .tap()
  await expect.poll(() => mp(m => m.opened.length)).toBe(2)
  await mp(m => m.back())
  await view
    .getByText(item?.name ?? '', { exact: true })
    .first()
    .tap()
  await expect.poll(() => mp(m => m.opened.length)).toBe(3)
  const opened = await mp(m => m.opened)
  const figures = {
    'first list, setData': `${(first.bytes / 1024).toFixed(1)} KB in ${first.calls} calls, largest ${first.largest.bytes} B (${first.largest.by})`,
    'first list, most bytes': Object.entries(first.by)
      .sort((a, b) => b[1].bytes - a[1].bytes)
      .slice(0, 3)
      .map(([by, { bytes }]) => `${by} ${bytes}`)
      .join(', '),
    'a heart tapped, setData': `${tap.bytes} B in ${tap.calls} calls (${Object.keys(tap.by).join(', ')})`,
    'pages opened, ms': opened.map(({ route, milliseconds }) => `${route} ${Math.round(milliseconds)}`).join(', '),
  }
  for (const [what, figure] of Object.entries(figures)) {
    test.info().annotations.push({ type: what, description: figure })
    console.log(`${what}: ${figure}`)
  }
  expect(first.bytes).toBeLessThan(64 * 1024)
  expect(first.calls).toBeLessThan(128)
  expect(first.largest.bytes).toBeLessThan(16 * 1024)
  expect(tap.calls).toBeLessThanOrEqual(3)
  expect(tap.bytes).toBeLessThan(1024)
  // Times depend on the machine: only told (the goal is 150 ms).
})
