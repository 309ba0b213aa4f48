// The bars of the map, measured on the real tiles of a running server without a GPU, at two device pixels a CSS pixel:
//   first complete map with 600 facilities <= 1.0 s, pan with 5,000 points >= 50 frames/s, walking area redrawn <= 100 ms.
// node tools/map-bench/bench.mjs [http://127.0.0.1:8090] [runs]     Prints medians; ends with 1 when a bar is missed.
import { chromium } from '@playwright/test'
import { loadavg } from 'node:os'
import { serve } from './serve.mjs'

const api = process.argv[2] ?? process.env.TUOYUQUAN_API ?? 'http://127.0.0.1:8090'
const runs = Number(process.argv[3] ?? 5)
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

const site = await serve(api)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args })

/** A fresh page with the map standing. */
async function open(query) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(`${site.url}?${query}`)
  await page.waitForFunction(() => window.bench?.marks.ready, null, { timeout: 20_000 })
  if (errors.length) throw new Error(errors.join('\n'))
  return { page, done: () => context.close() }
}

async function firstMap() {
  const { page, done } = await open('n=600&z=14')
  const took = await page.evaluate(() => window.bench.marks.ready)
  await done()
  return took
}

/** Frames a second while the map glides for two seconds over ground that is loaded, and over ground that is not. */
async function pan() {
  const { page, done } = await open('n=5000&z=15')
  // Time of the page's own thread, which a busy machine stretches less than the clock on the wall.
  const wire = await page.context().newCDPSession(page)
  await wire.send('Performance.enable', { timeDomain: 'threadTicks' })
  const worked = async () => (await wire.send('Performance.getMetrics')).metrics.find(m => m.name === 'TaskDuration').value * 1000
  const glide = dx =>
    page.evaluate(async step => {
      const { map } = window.bench
      const [w, s, e, n] = map.standing().bbox
      const [lon, lat] = map.standing().center
      const from = performance.now()
      let frames = 0
      await new Promise(resolve => {
        const tick = now => {
          const share = Math.min(1, (now - from) / 2000)
          frames++
          map.place([lon + (e - w) * step * share, lat + (n - s) * step * 0.4 * share])
          if (share < 1) requestAnimationFrame(tick)
          else resolve(undefined)
        }
        requestAnimationFrame(tick)
      })
      return { fps: (frames * 1000) / (performance.now() - from), frames }
    }, dx)
  const fresh = await glide(1.5)
  await page.waitForTimeout(800)
  const before = await worked()
  const known = await glide(-1.5)
  const work = ((await worked()) - before) / known.frames
  await done()
  return { fresh, known, work }
}

/** From the answer in hand to the picture of the new area, as the slider moves. */
async function redraw() {
  const { page, done } = await open('n=600&z=14')
  const took = await page.evaluate(async () => {
    const { map, circle } = window.bench
    const circles = []
    for (const minutes of [10, 15, 20, 30, 45, 60]) circles.push(await circle(minutes))
    const took = []
    for (const next of circles) {
      await new Promise(resolve => setTimeout(resolve, 120))
      const from = performance.now()
      map.show({ circle: next })
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      took.push(performance.now() - from)
    }
    return took
  })
  await done()
  return Math.max(...took)
}

const first = []
const pans = []
const redraws = []
for (let i = 0; i < runs; i++) {
  first.push(await firstMap())
  pans.push(await pan())
  redraws.push(await redraw())
}
await browser.close()
site.close()

const figures = [
  ['first complete map, 600 facilities', median(first), 'ms', 1000, 'most'],
  ['pan, 5,000 points, known ground', median(pans.map(p => p.known.fps)), 'frames/s', 50, 'least'],
  ['pan, 5,000 points, new ground', median(pans.map(p => p.fresh.fps)), 'frames/s', 50, 'least'],
  ['pan, work of the page for one frame', median(pans.map(p => p.work)), 'ms', 16, 'most'],
  ['walking area redrawn, worst of six sizes', median(redraws), 'ms', 100, 'most'],
  ['page with the map, gzip', site.bytes / 1024, 'KB', Infinity, 'most'],
]
let missed = 0
for (const [name, value, unit, bar, side] of figures) {
  const ok = side === 'most' ? value <= bar : value >= bar
  if (!ok) missed++
  console.log(`${ok ? 'ok  ' : 'MISS'} ${name}: ${value.toFixed(1)} ${unit}${Number.isFinite(bar) ? ` (bar ${bar})` : ''}`)
}
console.log(`runs ${runs}, load ${loadavg().map(l => l.toFixed(2)).join(' ')}`) // prettier-ignore
console.log(`${figures.length - missed} passed, ${missed} failed`)
process.exit(missed ? 1 : 0)
