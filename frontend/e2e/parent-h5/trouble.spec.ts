// What must not end in a blank page: addresses nobody has, files that are gone, answers that are not ours.
import { texts } from '../../packages/core/src/text'
import { birth, expect, home, test } from '../fixtures'
import { nearest } from '../screens'

const t = texts.zh

test('an address nobody has opens the app at its beginning', async ({ page, open, family, allow }) => {
  await family({ home, birth })
  for (const address of ['/nonsense', '/pages/find/index/x']) {
    await open(address)
    await expect(page.getByRole('heading', { name: /\d+ 家走得到/ })).toBeVisible()
    expect(new URL(page.url()).pathname).toBe('/')
  }
  allow(/status of 422/)
  await open(`/pkg-facility/detail/index?id=${'y'.repeat(300)}`)
  await expect(page.getByText(t.facility.goneTitle)).toBeVisible()
})

test('a page whose file is gone after a new release says so and opens when asked again', async ({ page, open, family, allow }) => {
  allow(/status of 404|Failed to fetch dynamically imported module/)
  await family({ home, birth })
  await open('/')
  const file = /\/assets\/pages-mine/
  await page.route(file, route => route.fulfill({ status: 404, body: '' }))
  await page.getByRole('link', { name: t.ui.tabs.mine }).click()
  await expect(page.getByRole('heading', { name: t.ui.pageFailed })).toBeVisible()
  await page.unroute(file)
  await page.getByRole('button', { name: t.ui.openAgain }).click()
  await expect(page.getByRole('heading', { name: t.mine.title, level: 1 })).toBeVisible()
})

test("a sign-in page in the service's place is trouble with the network, and is never kept", async ({ page, open, family, server }) => {
  const [one] = await nearest(server, 1)
  await family({ home, birth })
  await page.route(/\/api\//, route => route.fulfill({ status: 200, contentType: 'text/html', body: '<html>Sign in</html>' }))
  for (const address of ['/', `/pkg-facility/detail/index?id=${one?.id}`]) {
    await open(address)
    await expect(page.getByText(t.problem.offline.title)).toBeVisible()
  }
  expect(await page.evaluate(() => Object.keys(localStorage).filter(key => key.includes('cache')))).toEqual([])
})

test('no address of ours, which may hold where the family lives, goes along with a request', async ({ page, open, family }) => {
  const told: string[] = []
  page.on('request', request => {
    const from = request.headers().referer
    if (from) told.push(from)
  })
  await family({ home, birth })
  await open('/')
  await expect(page.getByRole('heading', { name: /\d+ 家走得到/ })).toBeVisible()
  expect(told).toEqual([])
})
