// Finding: one search seen as map and as list. What is counted is asked of the same server, so no number stands here.
import type { Page } from '@playwright/test'
import { birth, expect, home, test, work } from '../fixtures'

const find = '/pages/find/index'
const cards = (page: Page) => page.locator('[id^="card-"]')
const slider = (page: Page) => page.locator('#find-minutes')
const names = async (page: Page) => page.locator('[id^="card-"] h3').allInnerTexts()

async function total(page: Page, query: Record<string, string>): Promise<number> {
  const answer = await page.request.get('/api/v1/facilities', { params: { limit: '1', facets: 'false', open: 'true', ...query } })
  return ((await answer.json()) as { total: number }).total
}
const near = { near: home.join(','), minutes: '15', age_months: '20' }

/** Pulls the list up on a phone; on a desktop it is in sight already. */
async function showList(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: '列表', exact: true })
  if (await button.isVisible()) await button.click()
}

test.describe('with a home and a child', () => {
  test.beforeEach(({ family }) => family({ home, work, birth }))

  test('the list says how many can be walked to, nearest first, each a link with a heading @desktop', async ({ page, open }) => {
    await open(find)
    const n = await total(page, near)
    await expect(page.getByRole('heading', { name: `${n} 家走得到` })).toBeVisible()
    await expect(cards(page)).toHaveCount(Math.min(20, n))
    const walks = (
      await cards(page)
        .getByText(/^步行 \d+ 分钟$/)
        .allInnerTexts()
    ).map(text => Number(/\d+/.exec(text)?.[0]))
    expect(walks).toEqual([...walks].sort((a, b) => a - b))
    await expect(cards(page).first().getByRole('heading', { level: 3 }).getByRole('link')).toHaveAttribute('href', /detail.*id=/)
    await expect(page).toHaveURL(/at=120,31&age=20/)
  })

  test('a chip filters list, address and count, and the address restores it', async ({ page, open }) => {
    await open(find)
    await page
      .getByRole('group', { name: '筛选' })
      .getByRole('button', { name: /^有空位/ })
      .click()
    const n = await total(page, { ...near, vacant: 'true' })
    await expect(page.getByRole('heading', { name: `${n} 家走得到` })).toBeVisible()
    await expect(page).toHaveURL(/room=1/)
    await page.reload()
    await expect(page.getByRole('heading', { name: `${n} 家走得到` })).toBeVisible()
    await expect(page.getByRole('button', { name: '有空位', exact: true })).toHaveAttribute('aria-pressed', 'true')
  })

  test('the slider works by keyboard, and moves list and address', async ({ page, open }) => {
    await open(find)
    await slider(page).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(slider(page)).toHaveAttribute('aria-valuetext', '25 分钟')
    const n = await total(page, { ...near, minutes: '25' })
    await expect(page.getByRole('heading', { name: `${n} 家走得到` })).toBeVisible()
    await expect(page).toHaveURL(/min=25/)
    await page.getByRole('button', { name: '推婴儿车' }).click()
    const slow = await total(page, { ...near, minutes: '25', profile: 'stroller' })
    await expect(page.getByRole('heading', { name: `${slow} 家走得到` })).toBeVisible()
  })

  test('filters count before they are applied, and a dead end is said kindly @desktop', async ({ page, open }) => {
    await open(find)
    await page.getByRole('button', { name: '全部筛选' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByText('只看普惠').click()
    const inclusive = await total(page, { ...near, inclusive: 'true' })
    await expect(sheet.getByRole('button', { name: `查看 ${inclusive} 家` })).toBeVisible()
    await sheet.getByLabel('每月最多花多少').fill('1')
    await expect(sheet.getByText('这样选一家也没有')).toBeVisible()
    await sheet.getByRole('button', { name: /^不限费用/ }).click()
    await sheet.getByRole('button', { name: `查看 ${inclusive} 家` }).click()
    await expect(sheet).toBeHidden()
    await expect(page.getByRole('heading', { name: `${inclusive} 家走得到` })).toBeVisible()
    await expect(page).toHaveURL(/incl=1/)
  })

  test('places for their own staff only are left out, told, and shown when asked for @desktop', async ({ page, open }) => {
    await open(find)
    const [plain, staff] = [await total(page, near), await total(page, { ...near, open: 'false' })]
    expect(staff).toBeGreaterThan(0)
    await showList(page)
    await expect(page.getByText(`另有 ${staff} 家只收本单位职工`)).toBeVisible()
    await page.getByRole('button', { name: '也看看' }).click()
    await expect(page.getByRole('heading', { name: `${plain + staff} 家走得到` })).toBeVisible()
    await expect(page).toHaveURL(/open=0/)
    await page.getByRole('button', { name: '不看这些' }).click()
    await expect(page.getByRole('heading', { name: `${plain} 家走得到` })).toBeVisible()
    await expect(page).not.toHaveURL(/open=/)
  })

  test('at the half stop of a small phone a whole answer is in sight: name and room', async ({ page, open }) => {
    await page.setViewportSize({ width: 375, height: 667 })
    await open(find)
    await expect(cards(page).first().getByRole('heading')).toBeInViewport({ ratio: 1 })
    const tabs = await page.getByRole('navigation').first().boundingBox()
    const room = await cards(page).first().locator('.vacancy').first().boundingBox()
    expect(room && tabs && room.y + room.height <= tabs.y).toBe(true)
  })

  test('closing the filters changes nothing', async ({ page, open }) => {
    await open(find)
    const before = page.url()
    await page.getByRole('button', { name: '全部筛选' }).click()
    await page.getByRole('dialog').getByText('只看普惠').click()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    expect(page.url()).toBe(before)
  })

  test('nothing found: why, and buttons that help', async ({ page, open }) => {
    await open(`${find}?at=120,31&age=20&mode=half_day&min=5`)
    const advice = page.getByRole('group', { name: '可以这样放宽' })
    await showList(page)
    await expect(page.locator('.empty')).toBeVisible()
    await advice.getByRole('button').first().click()
    await expect(page.locator('.empty')).toBeHidden()
    expect(await cards(page).count()).toBeGreaterThan(0)
  })

  test('the next page keeps the focus in the list', async ({ page, open }) => {
    await open(`${find}?at=120,31&age=20&min=60`)
    await showList(page)
    await expect(cards(page)).toHaveCount(20)
    await page.getByRole('button', { name: /^再看 \d+ 家$/ }).click()
    await expect(cards(page)).toHaveCount(40)
    await expect(cards(page).nth(20).getByRole('link')).toBeFocused()
    expect(new Set(await names(page)).size).toBeGreaterThan(30)
  })

  test('searching a piece of the map after a pan, and going back', async ({ page, open }) => {
    await open(find)
    await page.locator('canvas').first().waitFor()
    const offer = page.getByRole('button', { name: '搜索这一带' })
    await page.waitForTimeout(800) // the map moves to the walking area by itself first
    await expect(offer).toBeHidden()
    const { x, y } = { x: 300, y: 250 }
    await page.mouse.move(x, y)
    await page.mouse.down()
    for (let i = 1; i <= 10; i++) await page.mouse.move(x - i * 22, y, { steps: 2 })
    await page.mouse.up()
    await offer.click()
    await expect(page).toHaveURL(/box=/)
    await expect(page.getByRole('heading', { name: /^\d+ 家$/ })).toBeVisible()
    await expect(offer).toBeHidden()
    await page.getByRole('button', { name: '去掉：地图上这一带' }).click()
    await expect(page.getByRole('heading', { name: /家走得到$/ })).toBeVisible()
    await expect(page).not.toHaveURL(/box=/)
  })

  test('words find by name and pinyin', async ({ page, open }) => {
    await open(find)
    const [first] = await names(page)
    await page.getByRole('searchbox').fill(first ?? '')
    await expect(page).toHaveURL(/q=/)
    await expect(cards(page).first().getByRole('heading')).toHaveText(first ?? '')
  })

  test('two put aside are compared, from a tray that stays in reach', async ({ page, open }) => {
    await open(find)
    await showList(page)
    await cards(page).nth(0).getByRole('button', { name: /^对比/ }).click()
    const tray = page.getByRole('region', { name: '对比 1/4' })
    await expect(tray.getByRole('button', { name: '再选一家就能对比' })).toBeDisabled()
    await cards(page).nth(1).getByRole('button', { name: /^对比/ }).click()
    await page.getByRole('button', { name: '去对比' }).click()
    await expect(page).toHaveURL(/compare/)
  })

  test('a heart is kept at once, and on the next visit', async ({ page, open }) => {
    await open(find)
    await showList(page)
    const heart = cards(page).first().getByRole('button', { name: /^收藏/ })
    await heart.click()
    await expect(heart).toHaveAttribute('aria-pressed', 'true')
    await page.reload()
    await showList(page)
    await expect(heart).toHaveAttribute('aria-pressed', 'true')
  })

  test('without network the last answer is shown with its time', async ({ page, open, allow }) => {
    allow(/Failed to load resource|ERR_/)
    await open(find)
    const before = await names(page)
    await page.route('**/api/v1/facilities?*', route => route.abort('internetdisconnected'))
    await page.reload()
    await showList(page)
    await expect(page.getByText(/^这是.*的结果$/)).toBeVisible()
    expect(await names(page)).toEqual(before)
    await page.unroute('**/api/v1/facilities?*')
    await page.getByRole('button', { name: '再试一次' }).click()
    await expect(page.getByText(/^这是.*的结果$/)).toBeHidden()
  })

  test('a place taken elsewhere changes the card where it stands', async ({ page, open }) => {
    await open(find)
    const before = await names(page)
    const card = cards(page)
      .filter({ hasText: /余 \d+ 个托位/ })
      .first()
    const id = (await card.getAttribute('id'))?.replace('card-', '') ?? ''
    await page.route('**/api/v1/facilities?*', async route => {
      const answer = await route.fetch()
      const body = (await answer.json()) as { items: { id: string; vacancy: Record<string, unknown> }[] }
      for (const item of body.items) if (item.id === id) item.vacancy = { ...item.vacancy, state: 'full', free: 0 }
      await route.fulfill({ response: answer, json: body })
    })
    let told = false
    await page.route('**/api/v1/stream?*', route => {
      const event = { facility_id: id, sequence: 999999, at: new Date().toISOString() }
      const body = told ? '' : `id: 999999\nevent: vacancy\ndata: ${JSON.stringify(event)}\n\n`
      told = true
      return route.fulfill({ contentType: 'text/event-stream', body: `retry: 600000\n\n${body}` })
    })
    await page.reload()
    await expect(page.locator(`#card-${id}`).getByText('已满')).toBeVisible()
    expect(await names(page)).toEqual(before)
  })
})

test('somebody else’s link is shown as it was and leaves this device as it is', async ({ page, open, family }) => {
  await family({ home, birth })
  await open(`${find}?at=120.006,31.004&min=20&age=8`)
  const n = await total(page, { near: work.join(','), minutes: '20', age_months: '8' })
  await expect(page.getByRole('heading', { name: `${n} 家走得到` })).toBeVisible()
  const kept = await page.evaluate(() => localStorage.getItem('tyq:v1:anchors'))
  expect(kept).toContain('120,31')
  await showList(page)
  await page.getByRole('button', { name: '换回我的' }).click()
  const own = await total(page, { ...near, minutes: '20' })
  await expect(page.getByRole('heading', { name: `${own} 家走得到` })).toBeVisible()
})

test('from several places all must be in reach, with the minutes from each', async ({ page, open, store }) => {
  const anchors = [
    { id: 'h', label: 'home', name: '家', point: home },
    { id: 'w', label: 'work', name: '单位', point: work },
  ]
  await store({ greeted: true, anchors, 'anchors-active': ['h', 'w'], birth })
  await open(`${find}?min=30`)
  const n = await total(page, { near: `${home.join(',')};${work.join(',')}`, minutes: '30', age_months: '20' })
  await expect(page.getByRole('heading', { name: `${n} 家走得到` })).toBeVisible()
  await expect(
    cards(page)
      .first()
      .getByText(/^家 \d+ 分钟$/),
  ).toBeVisible()
  await expect(
    cards(page)
      .first()
      .getByText(/^单位 \d+ 分钟$/),
  ).toBeVisible()
})

test('the first visit asks where from; everything can be seen without an answer', async ({ page, store }) => {
  await page.goto(find)
  await expect(page).toHaveURL(/start/)
  await store({ greeted: true })
  await page.goto(find)
  const n = await total(page, {})
  await expect(page.getByRole('heading', { name: `${n} 家`, exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: '选出发地点' })).toBeVisible()
})

test('the clusters on the map are those of the list', async ({ page, open, family }) => {
  await family({ home, birth })
  const asked: URL[] = []
  page.on('request', request => {
    const url = new URL(request.url())
    if (url.pathname === '/api/v1/clusters') asked.push(url)
  })
  await open(`${find}?room=1&incl=1`)
  await expect.poll(() => asked.length).toBeGreaterThan(0)
  const last = asked.at(-1)?.searchParams
  expect(last?.get('vacant')).toBe('true')
  expect(last?.get('inclusive')).toBe('true')
  expect(last?.get('near')).toBe(home.join(','))
})
