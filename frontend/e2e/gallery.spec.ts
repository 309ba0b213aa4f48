// Every page of the console in every dress a person may see it in, for people to look at: wide and narrow desks, light and dark, print,
// and as large as a browser makes it for weak eyes. Nothing is compared and nothing kept: `make gallery` says where the pictures are.
import { resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { dress, drawn, signIn } from './console/desk'
import { deskPages } from './console/pages'
import { test, type Settings } from './fixtures'
import { change } from './screens'

const folder = resolve(process.env.GALLERY ?? 'e2e/.results/gallery')
const light: Settings = { theme: 'light', language: 'zh' }
const dark: Settings = { theme: 'dark', language: 'en' }

/** A page twice as large leaves half of the desk: what a browser does at 200 %. */
const looks: { name: string; width: number; height: number; settings: Settings; media?: 'print' }[] = [
  { name: '1280', width: 1280, height: 800, settings: light },
  { name: '1920', width: 1920, height: 1080, settings: light },
  { name: '1024', width: 1024, height: 768, settings: light },
  { name: '640-twice-as-large', width: 640, height: 400, settings: light },
  { name: 'print', width: 794, height: 1123, settings: light, media: 'print' },
  { name: '1280-dark-en', width: 1280, height: 800, settings: dark },
  { name: '1920-dark-en', width: 1920, height: 1080, settings: dark },
]

for (const of of deskPages) {
  test(`gallery: ${of.name}`, async ({ page, server, allow }) => {
    test.setTimeout(120_000)
    if (of.expected) allow(of.expected)
    await dress(page, light)
    if (of.role) await signIn(page, server, of.role)
    await page.goto(`/console${typeof of.path === 'string' ? of.path : await of.path(page, server)}`)
    await drawn(page)
    await of.reach?.(page, server)
    for (const look of looks) await picture(page, of.name, look)
  })
}

async function picture(page: Page, of: string, { name, width, height, settings, media }: (typeof looks)[number]): Promise<void> {
  await change(page, settings)
  await page.emulateMedia({ media: media ?? 'screen' })
  await page.setViewportSize({ width, height })
  await page.evaluate(() => Promise.all(document.getAnimations().map(a => a.finished.catch(() => undefined))))
  await page.screenshot({ path: `${folder}/${of}-${name}.png`, fullPage: true, animations: 'disabled' })
}
