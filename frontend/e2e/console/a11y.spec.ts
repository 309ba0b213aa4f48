// Every page of the console, light in Chinese and dark in English: axe finds nothing. A page is opened once and then dressed anew.
// A few pages a test, so that a slow machine finishes each and both workers have something to do; signing in again is one request.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { RunOptions } from 'axe-core'
import { expect, test } from '../fixtures'
import { change } from '../screens'
import { dress, drawn, signIn } from './desk'
import { deskPages, type DeskPage } from './pages'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const options: RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'], resultTypes: ['violations'] }

const pagesATest = 6

/** The pages of one role, a few at a time. */
function handfuls(role: DeskPage['role']): DeskPage[][] {
  const pages = deskPages.filter(one => one.role === role)
  return Array.from({ length: Math.ceil(pages.length / pagesATest) }, (_, i) => pages.slice(i * pagesATest, (i + 1) * pagesATest))
}

const looked = [...new Set(deskPages.map(one => one.role))].flatMap(role => handfuls(role).map(pages => ({ role, pages })))

for (const { role, pages } of looked) {
  test(`${role ?? 'nobody'}: ${pages.map(one => one.name).join(', ')}`, async ({ page, server, allow }) => {
    test.setTimeout(150_000)
    await dress(page, { theme: 'light', language: 'zh' })
    if (role) await signIn(page, server, role)
    const findings: string[] = []
    for (const one of pages) {
      if (one.expected) allow(one.expected)
      await page.goto(`/console${typeof one.path === 'string' ? one.path : await one.path(page, server)}`)
      await drawn(page)
      await one.reach?.(page, server)
      await page.evaluate(axe)
      findings.push(...(await sweep(page, `${one.name}, light`)))
      findings.push(...(await tooWide(page, one.name)))
      await change(page, { theme: 'dark', language: 'en' })
      await expect(page.locator('html.dark[lang="en"]')).toBeAttached()
      findings.push(...(await sweep(page, `${one.name}, dark`)))
    }
    expect(findings).toEqual([])
  })
}

/** Twice as large, a desk of 1280 px is 640 px wide: a page is then read without moving it sideways. Tables move in their own place. */
async function tooWide(page: Page, name: string): Promise<string[]> {
  await page.setViewportSize({ width: 640, height: 400 })
  const { is, room } = await page.evaluate(() => ({ is: document.documentElement.scrollWidth, room: document.documentElement.clientWidth }))
  await page.setViewportSize({ width: 1280, height: 800 })
  return is > room ? [`${name}, twice as large: ${is} px wide in ${room}`] : []
}

/** What axe finds on the page as it stands. */
async function sweep(page: Page, what: string): Promise<string[]> {
  // What moves has come to rest: a colour in between is nobody's.
  await page.evaluate(() => Promise.all(document.getAnimations().map(a => a.finished.catch(() => undefined))))
  const { violations } = await page.evaluate(run => window.axe.run(document, run), options)
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(
      ({ target, html, failureSummary }) =>
        `${what}: ${id} (${impact}) ${target.join(' ')}: ${failureSummary?.split('\n')[1]?.trim()}\n${html.slice(0, 200)}`,
    ),
  )
}
