// A whole visit on each page: not one request leaves for a foreign origin, and none tells the service the birthday. The fixtures
// refuse foreign requests in every other test too; this one walks everywhere, waits for late beacons and counts.
import { birth, expect, home, test, work } from './fixtures'
import { nearest } from './screens'
import { texts } from '../packages/core/src/text'

const t = texts.zh

test('a whole visit asks only our own server, and never with the birthday @desktop', async ({
  page,
  context,
  open,
  family,
  store,
  server,
  faults,
}) => {
  test.setTimeout(150_000)
  const asked: string[] = []
  context.on('request', request => asked.push(`${request.url()} ${request.postData() ?? ''}`))
  await family({ home, work, birth })
  const some = await nearest(server, 3)
  await store({ compare: some, favourites: some.map(one => ({ ...one, note: '', at: '2026-11-12T08:00:00Z' })) })

  await open('/')
  await expect(page.locator('[id^="card-"]').first()).toBeVisible()
  // The vendor's own beacon came three seconds after the start.
  await page.waitForTimeout(4000)
  for (const path of [
    '/pages/start/index',
    '/pkg-place/pick/index',
    '/pages/saved/index',
    '/pages/mine/index',
    `/pkg-facility/detail/index?id=${some[0]?.id}`,
    '/pkg-facility/compare/index',
  ]) {
    await open(path)
  }
  await open('/pkg-place/pick/index')
  await page.getByRole('combobox', { name: t.place.pickSearch }).fill('映月')
  await expect(page.getByRole('option').first()).toBeVisible()

  expect(faults.foreign).toEqual([])
  expect(asked.length).toBeGreaterThan(30)
  expect(asked.filter(request => request.includes(birth) || request.includes(birth.replaceAll('-', '')))).toEqual([])
})

test('the page may not load anything foreign even if it wanted to', async ({ page, server }) => {
  const answer = await page.request.get('/')
  const policy = answer.headers()['content-security-policy'] ?? ''
  const sources = policy
    .split(';')
    .flatMap(directive => directive.trim().split(/\s+/).slice(1))
    .filter(source => !/^'(self|none|unsafe-inline|sha256-[^']+)'$|^(data|blob):$/.test(source))
  expect(policy).toMatch(/default-src '(none|self)'/)
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-/)
  expect(sources.filter(source => !source.startsWith(server.origin))).toEqual([])
})

test('a foreign request would be found', async ({ page, open, faults, allow }) => {
  allow(/example\.com|Content Security Policy|CSP:/)
  await open('/pages/mine/index')
  await page.evaluate(() => {
    const beacon = document.createElement('a')
    beacon.href = 'https://example.com/beacon'
    beacon.ping = 'https://example.com/ping'
    document.body.append(beacon)
    beacon.click()
  })
  await expect.poll(() => faults.foreign.length).toBeGreaterThan(0)
})
