// Staff at their desks: signing in as the demonstration lets one, and opening a page of the console.
import { expect, type Page } from '@playwright/test'
import type { Demonstration } from '@tuoyuquan/api'
import type { Server, Settings } from '../fixtures'

export type StaffRole = 'facility' | 'district' | 'city' | 'inspector' | 'admin'

/** Signs the browser of page in as a made-up member of staff of a role: the first one, or one known by name. */
export async function signIn(page: Page, server: Server, role: StaffRole, name?: string): Promise<void> {
  const { accounts } = await server.api<Demonstration>('/api/v1/demo')
  const account = accounts.find(one => one.role === role && (!name || one.name === name))?.sign_in
  const answer = await page.request.post(`${server.origin}/api/v1/demo/sign-in`, { data: { account, device: 'web' } })
  if (!answer.ok()) throw new Error(`signing in as ${role}: ${answer.status()} ${await answer.text()}`)
}

/** Opens a page of the console (its path below /console) and waits until it has drawn. */
export async function openDesk(page: Page, path: string): Promise<void> {
  await page.goto(`/console${path}`)
  await drawn(page)
}

/** The page has its heading, and nothing says that it is busy. */
export async function drawn(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}

/** Light or dark, Chinese or English, before the next page loads. */
export async function dress(page: Page, settings: Settings): Promise<void> {
  await page.addInitScript(
    values => {
      if (location.origin === 'null') return
      for (const [key, value] of Object.entries(values)) localStorage.setItem(`tyq:v1:${key}`, JSON.stringify(value))
    },
    settings as Record<string, string>,
  )
}
