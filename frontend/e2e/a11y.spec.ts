// axe on every screen in light, dark and 关怀, in Chinese and English: no finding of WCAG 2.0 and 2.1 A and AA, and a page
// whose landmarks and headings hold (axe's best practice). A page is opened once and then dressed anew, as its owner does.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults, RunOptions } from 'axe-core'
import { expect, settled, test, type Settings } from './fixtures'
import { change, held, screens, visit } from './screens'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const options: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
  resultTypes: ['violations'],
}
const looks: Settings[] = [
  { theme: 'light', care: false },
  { theme: 'dark', care: false },
  { theme: 'light', care: true },
  { theme: 'dark', care: true },
]

for (const screen of screens) {
  for (const wide of screen.wide ? [false, true] : [false]) {
    test.describe(wide ? `${screen.name} at 1280 px` : screen.name, () => {
      if (wide) test.use({ viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false })
      test('in Chinese and English', async ({ page, server, store, allow }) => {
        test.setTimeout(120_000)
        if (screen.expected) allow(screen.expected)
        const first: Settings = { ...looks[0], language: 'zh' }
        await store(await held(server, screen, first))
        await visit(page, server, screen, first)
        await page.evaluate(axe)
        const findings = await sweep(page, 'zh')
        await speak(page, 'en')
        findings.push(...(await sweep(page, 'en')))
        expect(findings).toEqual([])
      })
    })
  }
}

/** What axe finds on the page in every look. */
async function sweep(page: Page, language: Settings['language']): Promise<string[]> {
  const findings: string[] = []
  for (const look of looks) {
    await change(page, look)
    const { violations } = (await page.evaluate(run => window.axe.run(document, run), options)) as AxeResults
    for (const { id, impact, nodes } of violations) {
      for (const { target, html, failureSummary } of nodes) {
        const why = failureSummary?.split('\n')[1]?.trim()
        const dress = `${language} ${look.theme}${look.care ? ' care' : ''}`
        findings.push(`${dress}: ${id} (${impact}) ${target.join(' ')}: ${why}\n${html.slice(0, 200)}`)
      }
    }
  }
  return findings
}

/** Changes the language of the open page, and waits until it is drawn in it. */
async function speak(page: Page, language: 'zh' | 'en'): Promise<void> {
  const before = await page.locator('body').innerText()
  await change(page, { language })
  await expect(page.locator(`html[lang^="${language}"]`)).toBeAttached()
  await expect(page.locator('.app.wordless')).toHaveCount(0)
  await expect.poll(() => page.locator('body').innerText()).not.toBe(before)
  await settled(page)
}

declare global {
  interface Window {
    axe: { run: (context: Document, options: RunOptions) => Promise<AxeResults> }
  }
}
