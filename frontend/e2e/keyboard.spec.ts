// Keyboard only, from the first start to a comparison: nothing in this file touches a mouse, and every step is reached with
// Tab, in sight and with a visible focus.
import { expect } from '@playwright/test'
import { bookingTexts } from '../packages/core/src/booking'
import { complaintTexts } from '../packages/core/src/complaint'
import { followTexts } from '../packages/core/src/follow'
import { texts } from '../packages/core/src/text'
import { birth, familyStorage, test } from './fixtures'
import { signedInStorage, signInHere } from './people'
import { choosePhotos, photo, story } from './reporting'
import { facility, newFamily, today } from './reserving'
import { nearest } from './screens'
import { tabTo } from './tabbing'

const t = texts.zh

test('start, filter, facility and comparison without a mouse @desktop', async ({ page, open }) => {
  test.setTimeout(150_000)
  await open('/')

  // The first start asks where from and how old.
  await expect(page).toHaveURL(/start/)
  await tabTo(page, page.getByRole('combobox', { name: t.place.search }))
  await page.keyboard.type('yyf')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: t.place.places })).toContainText('映月府')
  await tabTo(page, page.getByLabel(t.place.birth))
  await page.keyboard.type('03102025')
  await expect(page.getByText('现在 1 岁 8 个月')).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: /看看这 \d+ 家/ }))
  await page.keyboard.press('Enter')

  // The list, and a filter of it.
  const heading = page.getByRole('heading', { name: /\d+ 家走得到/ })
  await expect(heading).toBeVisible()
  const before = await heading.innerText()
  const chip = page.getByRole('button', { name: /^有空位/ })
  await tabTo(page, chip)
  await page.keyboard.press('Space')
  await expect(chip.first()).toHaveAttribute('aria-pressed', 'true')
  await expect(heading).not.toHaveText(before)

  // The sheet of all filters keeps the focus until Escape gives it back.
  const filters = page.getByRole('button', { name: new RegExp(`^${t.find.filters}`) })
  await tabTo(page, filters, { key: 'Shift+Tab' })
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog')
  await expect(sheet).toBeVisible()
  await page.keyboard.press('Tab')
  await page.evaluate(() => document.activeElement?.setAttribute('data-begun', ''))
  for (let i = 0, round = false; !round; i++) {
    await page.keyboard.press('Tab')
    const inside = await sheet.evaluate(element => element.contains(document.activeElement))
    expect(inside, 'Tab stays in the sheet').toBe(true)
    round = await page.evaluate(() => document.activeElement?.hasAttribute('data-begun') ?? false)
    expect(i, 'Tab comes round').toBeLessThan(100)
  }
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(filters.first()).toBeFocused()

  // On a phone the list is pulled up over the map.
  const show = page.getByRole('button', { name: t.find.toList, exact: true })
  if (await show.isVisible()) {
    await tabTo(page, show)
    await page.keyboard.press('Enter')
  }

  // A facility's page, and back to where we were.
  const cards = page.locator('[id^="card-"]')
  const name = await cards.first().getByRole('heading').innerText()
  await tabTo(page, cards.first().getByRole('link'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: t.ui.back, exact: true }), { most: 120 })
  await page.keyboard.press('Enter')
  await expect(heading).toBeVisible()

  // Two side by side.
  for (const card of [cards.nth(0), cards.nth(1)]) {
    await tabTo(page, card.getByRole('button', { name: /对比/ }), { most: 80 })
    await page.keyboard.press('Space')
  }
  await tabTo(page, page.getByRole('button', { name: t.find.trayOpen, exact: true }), { most: 120 })
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table')).toBeVisible()
  await expect(page.getByRole('columnheader')).toHaveCount(3)
  await tabTo(page, page.getByRole('table').getByRole('link').first())
})

test('a skip link leads past the navigation', async ({ page, open, family }) => {
  await family({ home: [120, 31] })
  await open('/pages/saved/index')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: t.ui.skip })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
})

test.describe('a reservation without a mouse', () => {
  test.use({ ownServer: true })

  test('hold, agree, submit @desktop', async ({ page, context, server, store, open }) => {
    test.setTimeout(120_000)
    const b = bookingTexts.zh
    const at = await facility(server)
    const family = await newFamily(server, '小满')
    await family.enter(context)
    await store({ ...familyStorage({ birth, start: today }), ...family.storage })
    await open(`/pkg-booking/reserve/index?facility=${at.id}&class=${at.room.class_id}&start=${today}`)
    await expect(page.getByRole('button', { name: b.holdIt })).toBeEnabled()
    await tabTo(page, page.getByRole('button', { name: b.holdIt }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('timer')).toBeVisible()
    const needed = page.getByRole('switch').filter({ hasText: b.consentMust })
    for (let i = 0; i < 2; i++) {
      await tabTo(page, needed.nth(i))
      await page.keyboard.press('Space')
      await expect(needed.nth(i)).toHaveAttribute('aria-checked', 'true')
    }
    await tabTo(page, page.getByRole('button', { name: b.nextStep, exact: true }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: b.checkTitle })).toBeVisible()
    await tabTo(page, page.getByRole('button', { name: b.submit }))
    await page.keyboard.press('Enter')
    await expect(page.getByText(b.states.submitted.line)).toBeVisible()
  })
})

test.describe('a report without a mouse', () => {
  test.use({ ownServer: true })

  test('what, where, photos, without a name, sent, noted @desktop', async ({ page, server, store, open }) => {
    test.setTimeout(150_000)
    const c = complaintTexts.zh
    const [at] = await nearest(server, 1)
    await store(familyStorage({ home: [120, 31] }))
    await open('/pkg-complaint/report/index')
    // The telephone is the first thing the keyboard meets on the page.
    await tabTo(page, page.getByRole('button', { name: c.policeLabel }))
    await tabTo(page, page.getByRole('button', { name: c.begin, exact: true }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('img', { name: c.stepOf(1, c.steps[0] ?? '') })).toBeFocused()

    await tabTo(page, page.getByRole('radio', { name: c.dangerNo, exact: true }))
    await page.keyboard.press('Space')
    await tabTo(page, page.getByRole('radio', { name: c.categories.ABUSE.name }))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('radio', { name: c.categories.FOOD.name })).toBeChecked()
    await tabTo(page, page.getByRole('button', { name: c.next, exact: true }))
    await page.keyboard.press('Enter')

    // Going on without saying where: told, and the focus is there.
    await tabTo(page, page.getByRole('button', { name: c.next, exact: true }))
    await page.keyboard.press('Enter')
    await expect(page.locator('#report-lacks')).toBeFocused()
    await tabTo(page, page.getByRole('combobox', { name: c.whereSearch }), { key: 'Shift+Tab' })
    await page.keyboard.type(at?.name ?? '')
    await expect(page.getByRole('option').first()).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: c.whereOther })).toBeVisible()
    await tabTo(page, page.getByRole('textbox', { name: c.tellTitle }))
    await page.keyboard.type(story)
    await tabTo(page, page.getByRole('button', { name: c.next, exact: true }))
    await page.keyboard.press('Enter')

    await tabTo(page, page.getByRole('button', { name: c.photoPick, exact: true }))
    await choosePhotos(page, [photo(0)], c, () => page.keyboard.press('Enter'))
    await tabTo(page, page.getByRole('button', { name: c.photoDrop(1) }), { key: 'Shift+Tab' })
    await tabTo(page, page.getByRole('radio', { name: new RegExp(`^${c.whoNameless}`) }))
    await page.keyboard.press('Space')
    await tabTo(page, page.getByRole('button', { name: c.next, exact: true }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: c.checkTitle })).toBeVisible()
    await tabTo(page, page.getByRole('button', { name: c.checkChange(c.checkStory) }))
    await tabTo(page, page.getByRole('button', { name: c.send, exact: true }))
    await page.keyboard.press('Enter')

    await expect(page.getByText(c.doneSent)).toBeVisible()
    await tabTo(page, page.getByRole('button', { name: c.noted }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('button', { name: c.notedYes }))
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/mine/)
  })
})

test.describe('a complaint followed without a mouse', () => {
  test.use({ ownServer: true })

  test('from the list: rated, opened again, a message @desktop', async ({ page, server, store, open }) => {
    test.setTimeout(150_000)
    const f = followTexts.zh
    await signInHere(page, server, 'guardian')
    await store({ ...familyStorage({ home: [120, 31] }), ...signedInStorage })
    await open('/pkg-complaint/list/index')
    await tabTo(page, page.getByRole('link', { name: f.seeOne(f.categories.FALSE_INFO.name) }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: f.replyTitle })).toBeVisible()

    const rate = page.getByRole('button', { name: f.rate, exact: true })
    await tabTo(page, rate)
    await page.keyboard.press('Enter')
    const sheet = page.getByRole('dialog')
    await tabTo(page, sheet.getByRole('radiogroup', { name: f.askSolved }).getByRole('radio', { name: f.yes, exact: true }))
    await page.keyboard.press('Space')
    await tabTo(page, sheet.getByRole('button', { name: f.rateDo }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: f.ratedTitle })).toBeVisible()

    await tabTo(page, page.getByRole('button', { name: f.reopen, exact: true }), { key: 'Shift+Tab' })
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await expect(sheet).toBeHidden()
    await expect(page.getByRole('button', { name: f.reopen, exact: true })).toBeFocused()
    await page.keyboard.press('Enter')
    await tabTo(page, sheet.getByLabel(f.reopenWhy, { exact: true }))
    await page.keyboard.type('还有一笔没退')
    await tabTo(page, sheet.getByRole('button', { name: f.reopenDo, exact: true }))
    await page.keyboard.press('Enter')
    await expect(page.getByText(f.states.reopened.line)).toBeVisible()

    await tabTo(page, page.getByLabel(f.write, { exact: true }))
    await page.keyboard.type('谢谢')
    await tabTo(page, page.getByRole('button', { name: f.send, exact: true }))
    await page.keyboard.press('Enter')
    await expect(page.getByText('谢谢', { exact: true })).toBeVisible()
  })
})
