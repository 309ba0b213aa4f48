// axe on every screen in light, dark and 关怀, in Chinese and English: no finding of WCAG 2.0 and 2.1 A and AA, and a page
// whose landmarks and headings hold (axe's best practice).
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Settings } from './fixtures'
import { held, screens, visit } from './screens'

const looks: { name: string; settings: Settings }[] = (['zh', 'en'] as const).flatMap(language => [
  { name: `light ${language}`, settings: { theme: 'light' as const, care: false, language } },
  { name: `dark ${language}`, settings: { theme: 'dark' as const, care: false, language } },
  { name: `care ${language}`, settings: { theme: 'light' as const, care: true, language } },
])
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

for (const screen of screens) {
  for (const wide of screen.wide ? [false, true] : [false]) {
    test.describe(wide ? `${screen.name} at 1280 px` : screen.name, () => {
      if (wide) test.use({ viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false })
      for (const { name, settings } of looks) {
        test(name, async ({ page, server, store, allow }) => {
          if (screen.expected) allow(screen.expected)
          await store(await held(server, screen, settings))
          await visit(page, server, screen, settings)
          const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
          const findings = violations.flatMap(v =>
            v.nodes.map(
              node =>
                `${v.id} (${v.impact}): ${node.target.join(' ')}\n    ${node.html.slice(0, 160)}\n    ${node.failureSummary?.split('\n')[1]?.trim()}`,
            ),
          )
          expect(findings).toEqual([])
        })
      }
    })
  }
}
