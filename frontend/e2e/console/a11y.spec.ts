// Every page of the console, light and dark: axe finds nothing. One browser page a role, so that nobody signs in twice.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import { expect, test } from '../fixtures'
import { dress, drawn, signIn } from './desk'
import { deskPages } from './pages'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const options: RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'], resultTypes: ['violations'] }

for (const role of new Set(deskPages.map(one => one.role))) {
  for (const theme of ['light', 'dark'] as const) {
    test(`${role ?? 'nobody'}, ${theme}`, async ({ page, server, allow }) => {
      test.setTimeout(180_000)
      await dress(page, { theme, language: theme === 'light' ? 'zh' : 'en' })
      if (role) await signIn(page, server, role)
      const findings: string[] = []
      for (const one of deskPages.filter(one => one.role === role)) {
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
