// The keyboard in browser tests: every step is reached with Tab, in sight and with a visible focus.
import { expect, type Locator, type Page } from '@playwright/test'

/** Presses Tab until the element has the focus; fails after `most` presses, or when the focus leaves nothing to see. */
export async function tabTo(page: Page, target: Locator, { most = 40, key = 'Tab' } = {}): Promise<void> {
  await expect(target.first()).toBeAttached()
  for (let i = 0; i < most; i++) {
    await page.keyboard.press(key)
    if (await target.first().evaluate(element => element === document.activeElement || element.contains(document.activeElement))) {
      await expectSeen(page)
      return
    }
  }
  const stopped = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))
  throw new Error(`${most} times ${key} did not reach ${target}; the focus is on ${stopped}`)
}

/** The focused element lies in sight, not under something, and shows that it has the focus. */
async function expectSeen(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const element = document.activeElement as HTMLElement
    const box = element.getBoundingClientRect()
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1)
    const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1)
    const over = document.elementFromPoint(x, y)
    const marked = (e: Element | null): boolean => {
      if (!e) return false
      const style = getComputedStyle(e)
      const after = getComputedStyle(e, '::after')
      return [style, after].some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none')
    }
    let around: Element | null = element
    let visible = false
    for (let up = 0; up < 4 && around; up++, around = around.parentElement) visible ||= marked(around)
    return {
      what: element.outerHTML.slice(0, 160),
      inSight: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      uncovered: Boolean(over && (element.contains(over) || over.contains(element) || element.parentElement?.contains(over))),
      visible,
    }
  })
  expect(seen, seen.what).toMatchObject({ inSight: true, uncovered: true, visible: true })
}
