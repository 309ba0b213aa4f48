// Without network: the app opens, shows what was seen last and says how old it is, and comes back by itself.
import { birth, expect, home, test } from './fixtures'
import { nearest } from './screens'
import { texts } from '../packages/core/src/text'

const t = texts.zh
// A browser without network says so on its console for each request; the app must say it to the family.
const noNetwork = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/
const results = /\d+ 家走得到/

test.describe('with the offline shell', () => {
  test.use({ serviceWorkers: 'allow' })

  test('the app opens without network and marks the old answer', async ({ page, context, open, family, allow }) => {
    allow(noNetwork)
    await family({ home, birth })
    await open('/')
    await expect(page.getByRole('heading', { name: results })).toBeVisible()
    const known = await page.getByRole('heading', { name: results }).innerText()
    const first = await page.locator('[id^="card-"] h3').first().innerText()
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), { message: 'the shell is kept' }).toBe(true)

    await context.setOffline(true)
    await page.reload()
    await expect(page.getByText(t.ui.offline)).toBeVisible()
    await expect(page.getByText(t.find.oldAnswerWhy)).toBeVisible()
    await expect(page.getByRole('heading', { name: known })).toBeVisible()
    await expect(page.locator('[id^="card-"] h3').first()).toHaveText(first)

    await context.setOffline(false)
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await expect(page.getByText(t.find.oldAnswerWhy)).toBeHidden()
    await expect(page.getByText(t.ui.offline)).toBeHidden()
  })

  test('an address of another page opens without network too', async ({ page, context, open, store, server, allow }) => {
    allow(noNetwork)
    const [one] = await nearest(server, 1)
    await store({ greeted: true, favourites: [{ ...one, note: '周三打过电话', at: '2026-11-12T08:00:00Z' }] })
    await open('/pages/saved/index')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true)
    await context.setOffline(true)
    await page.goto('/pages/saved/index?again=1')
    await expect(page.getByText(one?.name ?? '').first()).toBeVisible()
    await expect(page.getByText('周三打过电话')).toBeVisible()
  })
})

test('the network going while the list is open keeps the list and says so', async ({ page, context, open, family, allow }) => {
  allow(noNetwork)
  await family({ home, birth })
  await open('/')
  await expect(page.getByRole('heading', { name: results })).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText(t.ui.offline)).toBeVisible()
  await expect(page.locator('[id^="card-"]').first()).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText(t.ui.offline)).toBeHidden()
})
