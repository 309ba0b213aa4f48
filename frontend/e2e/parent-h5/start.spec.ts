// Where from, how old, from when: every way to say it, without a position, by keyboard, and nothing said to the server that it need not know.
import { expect, test, birth, home, work } from '../fixtures'
import { texts } from '../../packages/core/src/text'

const t = texts.zh
const start = '/pages/start/index'
const pick = '/pkg-place/pick/index'

test('says a place by initials and a birthday, with the keyboard alone', async ({ page, open }) => {
  await open(start)
  const field = page.getByRole('combobox', { name: t.place.search })
  await field.focus()
  await page.keyboard.type('yyf')
  await expect(page.getByRole('listbox')).toBeVisible()
  await expect(field).toHaveAttribute('aria-expanded', 'true')

  await page.keyboard.press('ArrowDown')
  const first = page.getByRole('option').first()
  await expect(first).toHaveAttribute('aria-selected', 'true')
  await expect(field).toHaveAttribute('aria-activedescendant', (await first.getAttribute('id')) ?? 'none')
  await expect(field).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(first).toHaveAttribute('aria-selected', 'false')
  await page.keyboard.press('Enter')

  await expect(page.getByRole('list', { name: t.place.places })).toContainText('映月府')
  await expect(page.getByText(/步行 15 分钟内有 \d+ 家/)).toBeVisible()
  await page.getByLabel(t.place.birth).fill(birth)
  await page.getByLabel(t.place.birth).blur()
  await expect(page.getByText('现在 1 岁 8 个月')).toBeVisible()
  await expect(page.getByRole('button', { name: /看看这 \d+ 家/ })).toBeVisible()
})

test('closes the choices with Escape and clears with a second', async ({ page, open }) => {
  await open(start)
  const field = page.getByRole('combobox')
  await field.fill('映月')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await expect(field).toHaveValue('映月')
  await page.keyboard.press('Escape')
  await expect(field).toHaveValue('')
})

test('shows only the answer to the latest words', async ({ page, open }) => {
  await page.route(/\/suggest\?/, async route => {
    const words = new URL(route.request().url()).searchParams.get('words')
    if (words === '映') await new Promise(resolve => setTimeout(resolve, 900))
    await route.continue().catch(() => {})
  })
  await open(start)
  const field = page.getByRole('combobox')
  await field.fill('映')
  await page.waitForRequest(/\/suggest\?words=%E6%98%A0&/)
  await field.fill('怡园公寓')
  await expect(page.getByRole('option', { name: /怡园公寓/ })).toBeVisible()
  await page.waitForTimeout(1000)
  await expect(page.getByRole('option').first()).toContainText('怡园公寓')
})

test('says kindly that nothing was found', async ({ page, open }) => {
  await open(start)
  await page.getByRole('combobox').fill('没有这个地方啊')
  await expect(page.getByText(t.place.nothing('没有这个地方啊'))).toBeVisible()
})

test('goes on without a position', async ({ page, open, context }) => {
  await context.clearPermissions()
  await open(start)
  await page.getByRole('button', { name: t.place.mine }).click()
  await expect(page.getByText(t.place.refused)).toBeVisible()
  await page.getByRole('combobox').fill('映月府')
  await page.getByRole('option').first().click()
  await expect(page.getByRole('list', { name: t.place.places })).toContainText('映月府')
})

test('takes the position when it is given, and names it', async ({ page, open, context }) => {
  await context.grantPermissions(['geolocation'])
  await context.setGeolocation({ longitude: 120.0008, latitude: 31.0014 })
  await open(start)
  await page.getByRole('button', { name: t.place.mine }).click()
  await expect(page.getByRole('list', { name: t.place.places })).toContainText('云庭小区')
})

test('warns kindly when the place lies outside the town', async ({ page, open, context }) => {
  await context.grantPermissions(['geolocation'])
  await context.setGeolocation({ longitude: 116.39, latitude: 39.9 })
  await open(start)
  await page.getByRole('button', { name: t.place.mine }).click()
  await expect(page.getByText(t.place.outside('示范市'))).toBeVisible()
  await expect(page.getByRole('button', { name: t.place.see })).toBeVisible()
})

test('takes a due date and offers to start at six months', async ({ page, open }) => {
  await open(start)
  await page.getByLabel(t.place.birth).fill('2027-01-20')
  await page.getByLabel(t.place.birth).blur()
  await expect(page.getByText(t.place.unbornThen)).toBeVisible()
  await page.getByRole('button', { name: t.place.startAtSix }).click()
  await expect(page.getByText(/到开始那天 6 个月/)).toBeVisible()
  await expect(page.getByRole('radio', { name: t.place.atSix })).toBeChecked()
})

test('says kindly when the child is too old, and asks about an odd year', async ({ page, open }) => {
  await open(start)
  const field = page.getByLabel(t.place.birth)
  await field.fill('2023-01-20')
  await field.blur()
  await expect(page.getByText(t.place.tooOld, { exact: true })).toBeVisible()
  await field.fill('2005-01-20')
  await field.blur()
  await expect(page.getByText(t.place.oddBirth)).toBeVisible()
})

test('never sends the birthday', async ({ page, open }) => {
  const asked: string[] = []
  page.on('request', r => asked.push(decodeURIComponent(r.url()) + (r.postData() ?? '')))
  await open(start)
  await page.getByRole('combobox').fill('映月府')
  await page.getByRole('option').first().click()
  await page.getByLabel(t.place.birth).fill(birth)
  await page.getByLabel(t.place.birth).blur()
  await page.getByRole('button', { name: /看看这 \d+ 家/ }).click()
  await expect(page).toHaveURL(/\/$|\/pages\/find\/index|\/\?/)
  await page.waitForRequest(/age_months=20/, { timeout: 5000 }).catch(() => {})
  expect(asked.some(url => url.includes('age_months=20'))).toBe(true)
  expect(asked.filter(url => url.includes(birth))).toEqual([])
})

test('skips to everything', async ({ page, open }) => {
  await open(start)
  await page.getByRole('button', { name: t.place.skip }).click()
  await expect(page.getByRole('heading', { level: 1, name: t.place.title })).toHaveCount(0)
})

test('searches from both places only when asked, renames and removes with undo', async ({ page, open, family }) => {
  await family({ home, work, birth })
  await open(start)
  const list = page.getByRole('list', { name: t.place.places })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  const both = page.waitForRequest(r => r.url().includes('/facilities?') && decodeURIComponent(r.url()).includes(';'))
  await list.getByRole('button', { name: /从这里找：单位/ }).click()
  await both

  await list.getByRole('button', { name: t.place.editOf('单位') }).click()
  await page.getByLabel(t.place.nameField).fill('智汇中心')
  await expect(list).toContainText('智汇中心')
  await list.getByRole('button', { name: t.place.removeOf('智汇中心') }).click()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await page.getByRole('button', { name: t.ui.undo }).click()
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await page.reload()
  await expect(list).toContainText('智汇中心')
})

test('keeps what was said when the device is full, and says so', async ({ page, open, context }) => {
  await context.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await open(start)
  await page.getByRole('combobox').fill('映月府')
  await page.getByRole('option').first().click()
  await expect(page.getByRole('list', { name: t.place.places })).toContainText('映月府')
  await expect(page.getByText(t.ui.saveFailed)).toBeVisible()
})

test('picks a place on the map @desktop', async ({ page, open }) => {
  await open(start)
  await page.getByRole('button', { name: t.place.onMap }).click()
  const choose = page.getByRole('button', { name: t.place.choose })
  await expect(choose).toBeEnabled()
  await page.getByRole('combobox').fill('映月府')
  await page.getByRole('option').first().click()
  await expect(page.getByText('映月府', { exact: true })).toBeVisible()
  await page.getByText('单位', { exact: true }).click()
  await choose.click()
  await expect(page.getByRole('list', { name: t.place.places })).toContainText('单位映月府')
})

test('moves the map below the pin with the arrow keys', async ({ page, open, family }) => {
  await family({ home })
  await open(pick)
  const choose = page.getByRole('button', { name: t.place.choose })
  await expect(choose).toBeEnabled()
  const before = page.waitForRequest(/\/places\?near=/)
  await page.getByLabel(t.place.pickMap).last().focus()
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
  await before
  await choose.click()
  await page.goto(start)
  await expect(page.getByRole('list', { name: t.place.places }).getByRole('listitem')).toHaveCount(2)
})

test('moves a place it has, and undoes it', async ({ page, open, family }) => {
  await family({ home })
  await open(start)
  await page.getByRole('button', { name: t.place.editOf('家') }).click()
  await page.getByRole('button', { name: t.place.moveOf('家') }).click()
  await expect(page.getByRole('button', { name: t.place.choose })).toBeEnabled()
  await page.getByRole('combobox').fill('怡园公寓')
  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: t.place.choose }).click()
  const list = page.getByRole('list', { name: t.place.places })
  await expect(list).toContainText('怡园公寓')
  await expect(list.getByRole('listitem')).toHaveCount(1)
})

test('holds five places at most and says so', async ({ page, open, store }) => {
  const anchors = Array.from({ length: 5 }, (_, i) => ({ id: `a${i}`, label: 'other', name: `地点${i}`, point: [120 + i / 1000, 31] }))
  await store({ greeted: true, anchors })
  await open(pick)
  await expect(page.getByText(t.place.noMore(5))).toBeVisible()
  await expect(page.getByRole('button', { name: t.place.choose })).toHaveCount(0)
})
