// Every page of the console, light and dark: axe finds nothing. A few pages a test, so that a slow machine finishes each and both
// workers have something to do; signing in again is one request.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import { expect, test } from '../fixtures'
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
  for (const theme of ['light', 'dark'] as const) {
    test(`${role ?? 'nobody'}, ${theme}: ${pages.map(one => one.name).join(', ')}`, async ({ page, server, allow }) => {
      test.setTimeout(120_000)
      await dress(page, { theme, language: theme === 'light' ? 'zh' : 'en' })
      if (role) await signIn(page, server, role)
      const findings: string[] = []
      for (const one of pages) {
        if (one.expected) allow(one.expected)
        await page.goto(`/console${typeof one.path === 'string' ? one.path : await one.path(page, server)}`)
        await drawn(page)
        await one.reach?.(page, server)
        // What moves has come to rest: a colour in between is nobody's.
        await page.evaluate(() => Promise.all(document.getAnimations().map(a => a.finished.catch(() => undefined))))
        await page.evaluate(axe)
        const { violations } = await page.evaluate(
          run => (window as unknown as { axe: { run: (c: Document, o: RunOptions) => Promise<AxeResults> } }).axe.run(document, run),
          options,
        )
        for (const { id, impact, nodes } of violations)
          for (const { target, html, failureSummary } of nodes)
            findings.push(
              `${one.name}: ${id} (${impact}) ${target.join(' ')}: ${failureSummary?.split('\n')[1]?.trim()}\n${html.slice(0, 200)}`,
            )
      }
      expect(findings).toEqual([])
    })
  }
}
