// What a hand, a keyboard and a provider's pictures do to the map, in a browser: node tools/map-bench/check.mjs [api]
import { chromium } from '@playwright/test'
import assert from 'node:assert/strict'
import { serve } from './serve.mjs'

const api = process.argv[2] ?? process.env.TUOYUQUAN_API ?? 'http://127.0.0.1:8090'
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const site = await serve(api)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args })
let passed = 0
let failed = 0

async function check(name, query, options, run) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const errors = []
  const urls = []
  page.on('pageerror', error => errors.push(error.message))
  page.on('request', request => urls.push(request.url()))
  try {
    await page.route('**/pictures/**', route => route.fulfill({ contentType: 'image/svg+xml', body: picture(route.request().url()) }))
    await page.goto(`${site.url}?${query}`)
    await page.waitForFunction(() => window.bench?.marks.ready, null, { timeout: 30_000 })
    const log = key => page.evaluate(name => window.bench.log.filter(entry => name in entry).map(entry => entry[name]), key)
    const until = (key, count) =>
      page.waitForFunction(([name, n]) => window.bench.log.filter(entry => name in entry).length >= n, [key, count])
    await run({ page, log, until, urls })
    assert.deepEqual(errors, [])
    assert.deepEqual(
      urls.filter(url => !url.startsWith(site.url) && !url.startsWith('data:')),
      [],
    )
    passed++
    console.log(`ok   ${name}`)
  } catch (error) {
    failed++
    console.log(`FAIL ${name}: ${error.message}`)
  }
  await context.close()
}

/** A made-up picture of a provider: its own tile number, framed. */
function picture(url) {
  const at = url.split('/').slice(-3).join('/')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#eef" stroke="#99c"/><text x="20" y="130" font-size="20">${at}</text></svg>`
}

await check('arrow keys pan and plus zooms; both are told as done by the user', 'z=14', {}, async ({ page, log, until }) => {
  const [first] = await log('moved')
  assert.equal(first.byUser, false)
  await page.focus('#map')
  await page.keyboard.press('ArrowRight')
  await until('moved', 2)
  const [, panned] = await log('moved')
  assert.ok(panned.byUser && panned.center[0] > first.center[0])
  await page.keyboard.press('+')
  await until('moved', 3)
  const zoomed = (await log('moved'))[2]
  assert.ok(zoomed.byUser && zoomed.zoom > 14.5)
})

await check(
  'a badge selects its facility, a cluster opens, and moves of the program are not the user’s',
  'z=14',
  {},
  async ({ page, log, until }) => {
    await page.evaluate(() => {
      const at = (lon, lat, more) => ({
        point: [lon, lat],
        bbox: [lon, lat, lon, lat],
        count: 1,
        free: 2,
        with_room: 1,
        unknown: 0,
        ...more,
      })
      window.bench.map.show({ clusters: [at(120, 31, { facility_id: 'one', state: 'free', name: 'one' }), at(120.005, 31, { count: 4 })] })
      window.bench.map.place([120, 31])
    })
    await page.waitForTimeout(300)
    await page.mouse.click(195, 422 - 20)
    await until('select', 1)
    assert.deepEqual(await log('select'), ['one'])
    const east = (0.005 / 360) * 256 * 2 ** 14
    await page.mouse.click(195 + east, 422)
    await until('open', 1)
    assert.equal((await log('open'))[0].count, 4)
    const box = [119.99, 30.99, 120.01, 31.01]
    const before = (await log('moved')).length
    await page.evaluate(to => window.bench.map.fit(to), box)
    await until('moved', before + 1)
    const moved = (await log('moved')).at(-1)
    assert.equal(moved.byUser, false)
    assert.ok(moved.bbox[0] <= box[0] && moved.bbox[1] <= box[1] && moved.bbox[2] >= box[2] && moved.bbox[3] >= box[3])
  },
)

await check('what a sheet covers is left out of the clear part and of the centre', 'z=14', {}, async ({ page, log, until }) => {
  const before = (await log('moved')).length
  await page.evaluate(() => {
    window.bench.map.pad({ top: 100, right: 0, bottom: 400, left: 0 })
    window.bench.map.fit([119.99, 30.995, 120.01, 31.005], { top: 110, right: 10, bottom: 410, left: 10 })
  })
  await until('moved', before + 1)
  await page.waitForTimeout(200)
  const { clear, bbox, center } = await page.evaluate(() => window.bench.map.standing())
  assert.ok(clear[1] < 30.995 && clear[3] > 31.005 && clear[0] < 119.99 && clear[2] > 120.01, `clear ${clear}`)
  assert.ok(Math.abs(center[1] - (clear[1] + clear[3]) / 2) < 1e-4)
  const share = (clear[3] - clear[1]) / (bbox[3] - bbox[1])
  assert.ok(Math.abs(share - 344 / 844) < 0.01, `share ${share}`)
})

await check('a finger or Enter picks a place', 'z=16&pick=1', { hasTouch: true }, async ({ page, log, until }) => {
  await page.touchscreen.tap(195, 422)
  await until('picked', 1)
  await page.focus('#map')
  await page.keyboard.press('Enter')
  await until('picked', 2)
  for (const [lon, lat] of await log('picked')) assert.ok(Math.abs(lon - 120) < 1e-4 && Math.abs(lat - 31) < 1e-4)
})

const tileOf = (lon, lat, z) => {
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2
  return `/${z}/${Math.floor(((lon + 180) / 360) * 2 ** z)}/${Math.floor(y * 2 ** z)}`
}

await check('pictures cut in GCJ-02 lie as they are, and points are moved onto them', 'z=17&pictures=gcj02', {}, async ({ page, urls }) => {
  const { center } = await page.evaluate(() => window.bench.map.standing())
  assert.ok(Math.abs(center[0] - 120) < 1e-5 && Math.abs(center[1] - 31) < 1e-5)
  assert.ok(
    urls.some(url => url.endsWith(tileOf(120.004745, 30.997835, 17))),
    'the shifted tile is asked for',
  ) // gcj02 of 120,31
})

await check('pictures cut in WGS-84 are asked for where they are', 'z=17&pictures=wgs84&theme=dark', {}, async ({ urls }) => {
  assert.ok(urls.some(url => url.endsWith(tileOf(120, 31, 17))))
})

await check('it goes without a trace', 'z=14&n=200', {}, async ({ page }) => {
  const left = await page.evaluate(() => {
    window.bench.map.destroy()
    return document.getElementById('map').children.length
  })
  assert.equal(left, 0)
  await page.setViewportSize({ width: 500, height: 500 })
  await page.waitForTimeout(200)
})

await browser.close()
site.close()
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
