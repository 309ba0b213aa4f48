// Draws the markers of the mini-program's map into apps/parent/src/static/map. Run it when packages/map/src/icons.ts or
// its colours change: node tools/map-icons.mjs
import { chromium } from '@playwright/test'
import { build } from 'esbuild'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = name => fileURLToPath(new URL(name, import.meta.url))
const out = here('../apps/parent/src/static/map/')

const code = `
import { anchorSign, pinSign } from '../packages/map/src/icons'
import { palettes } from '../packages/map/src/palette'
const p = palettes.light
const dot = (fill, edge) => {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 42
  const pen = canvas.getContext('2d')
  pen.scale(3, 3)
  pen.beginPath()
  pen.arc(7, 7, 5, 0, 7)
  pen.fillStyle = fill
  pen.fill()
  pen.lineWidth = 2
  pen.strokeStyle = edge
  pen.stroke()
  return canvas
}
window.icons = {
  room: dot(p.brand, p.paper),
  paper: dot(p.paper, p.paperEdge),
  lit: dot(p.lit, p.paper),
  pin: pinSign(p, 2, 1).canvas,
  ...Object.fromEntries(['home', 'work', 'grandparents', 'other'].map(label => [label, anchorSign(label, p, 2, 1).canvas])),
}
`

const built = await build({ stdin: { contents: code, resolveDir: here('.') }, bundle: true, format: 'iife', write: false })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const page = await browser.newPage()
await page.addScriptTag({ content: built.outputFiles[0].text })
const icons = await page.evaluate(() =>
  Object.fromEntries(Object.entries(window.icons).map(([name, canvas]) => [name, canvas.toDataURL('image/png')])),
)
await browser.close()
mkdirSync(out, { recursive: true })
for (const [name, url] of Object.entries(icons)) {
  const bytes = Buffer.from(url.split(',')[1], 'base64')
  writeFileSync(`${out}${name}.png`, bytes)
  console.log(`${name}.png ${bytes.length} bytes`)
}
