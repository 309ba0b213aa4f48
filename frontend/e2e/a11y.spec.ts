// axe on every screen in light, dark and 关怀, in Chinese and English: no finding of WCAG 2.0 and 2.1 A and AA, and a page
// whose landmarks and headings hold (axe's best practice).
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import { expect, test, type Settings } from './fixtures'
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
      for (const language of ['zh', 'en'] as const) {
        test(language, async ({ page, server, store, allow }) => {
          test.setTimeout(90_000)
          if (screen.expected) allow(screen.expected)
          const first = { ...looks[0], language }
          await store(await held(server, screen, first))
          await visit(page, server, screen, first)
          await page.evaluate(axe)
          const findings: string[] = []
          for (const look of looks) {
            await change(page, look)
            const { violations } = (await page.evaluate(run => window.axe.run(document, run), options)) as AxeResults
            for (const { id, impact, nodes } of violations) {
              for (const { target, html, failureSummary } of nodes) {
                const why = failureSummary?.split('\n')[1]?.trim()
                findings.push(
                  `${look.theme}${look.care ? ' care' : ''}: ${id} (${impact}) ${target.join(' ')}: ${why}\n${html.slice(0, 200)}`,
                )
              }
            }
          }
          expect(findings).toEqual([])
        })
      }
    })
  }
}

declare global {
  interface Window {
    axe: { run: (context: Document, options: RunOptions) => Promise<AxeResults> }
  }
}
