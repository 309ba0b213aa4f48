// What every test of the mini-program starts from: the built mini-program, packed by tools/mp-runner, served by a real server
// with the demo city, so that its requests go where they go on a phone. It starts with an empty device; family, settings and
// store fill it as they fill the web app's. Any uncaught error and any foreign request fails the test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { startServer, type Server } from '../../tools/living-server.mjs'
import { pack } from '../../tools/mp-runner/pack.mjs'
import type { MiniProgram } from '../../tools/mp-runner/runtime/main'
import type { Device } from '../../tools/mp-runner/runtime/device'
import { test as web } from '../fixtures'

export { expect, type Locator, type Page, type Server }
export { birth, home, work } from '../fixtures'

declare global {
  interface Window {
    mp: MiniProgram & { ready?: boolean }
    mpDevice?: Partial<Device>
  }
}

/** The folder of the built mini-program: TUOYUQUAN_MP, or where scripts/frontend leaves it. */
export const built = resolve(process.env.TUOYUQUAN_MP ?? join(import.meta.dirname, '../../apps/parent/dist/build/mp-weixin'))

export interface Asked {
  path: string
  query: URLSearchParams
  /** Longitude and latitude of near, one for each place. */
  near: [number, number][]
}

interface Mini {
  /** Starts the mini-program, at its first page or at a shared path such as `pages/find/index?age=20`. */
  start: (path?: string) => Promise<void>
  /** The page in sight. */
  view: Locator
  /** Requests of the service so far, oldest first. */
  asked: Asked[]
  /** Reads or changes the running mini-program. */
  mp: <T, A = undefined>(run: (mp: MiniProgram, argument: A) => T, argument?: A) => Promise<T>
  /** Puts the phone in a state before the start. */
  phone: (device: Partial<Device>) => Promise<void>
}

export const test = web.extend<Mini>({
  sharedServer: [
    async ({ serverSettings }, use) => {
      const { E2E_BIN, E2E_SEED } = process.env
      if (!E2E_BIN || !E2E_SEED) throw new Error('e2e/setup.ts has not run')
      const folder = mkdtempSync(join(tmpdir(), 'tuoyuquan-mp.'))
      pack(built, folder)
      const server = await startServer(E2E_BIN, { seed: E2E_SEED, web: folder, settings: serverSettings })
      await use(server)
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  start: async ({ page }, use) => {
    await use(async (path = '') => {
      if (page.url() !== 'about:blank') await page.goto('about:blank')
      await page.goto(`/#${path}`)
      await page.waitForFunction(() => window.mp?.ready)
    })
  },
  view: async ({ page }, use) => use(page.locator('page:not(.below)')),
  asked: [
    async ({ context }, use) => {
      const asked: Asked[] = []
      context.on('request', request => {
        const url = new URL(request.url())
        if (!url.pathname.startsWith('/api/')) return
        const near = (url.searchParams.get('near') ?? '').split(';').filter(Boolean)
        asked.push({
          path: url.pathname,
          query: url.searchParams,
          near: near.map(point => point.split(',').map(Number) as [number, number]),
        })
      })
      await use(asked)
    },
    { auto: true },
  ],
  // Sent as text: the page's own policy allows no code made from text, the debugger's does.
  mp: async ({ page }, use) => use((run, argument) => page.evaluate(`(${run.toString()})(window.mp, ${JSON.stringify(argument)})`)),
  phone: async ({ context }, use) =>
    use(async device => void (await context.addInitScript(given => void (window.mpDevice = given), device))),
})

/** Requests of the list itself, without those that only count. */
export const lists = (asked: Asked[]): Asked[] => asked.filter(one => one.path === '/api/v1/facilities' && one.query.get('limit') !== '1')

/** The last of some requests; waits for the first. */
export async function last(requests: () => Asked[]): Promise<Asked> {
  await expect.poll(() => requests().length, { message: 'a request' }).toBeGreaterThan(0)
  return requests().at(-1) as Asked
}
