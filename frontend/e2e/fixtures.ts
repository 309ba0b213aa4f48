// What every browser test starts from: `import { test, expect } from '../fixtures'`.
//
// Each worker has a server of its own with the demo city and a clock that stands still; a test that writes asks for
// `test.use({ ownServer: true })`. A page lives in Asia/Shanghai at the server's time with an empty device, and the test
// fails on any uncaught error, console error, CSP violation or request to a foreign origin unless it allowed it by name.
import { expect, test as base, type BrowserContext, type Page, type Request } from '@playwright/test'
import { startServer, type Server } from '../tools/living-server.mjs'

export { expect, type Server }

export type Point = [number, number]

/** What a family told its device. Points are WGS-84 longitude and latitude, dates YYYY-MM-DD. */
export interface Family {
  home?: Point
  work?: Point
  grandparents?: Point
  birth?: string
  start?: string
}

export interface Settings {
  theme?: 'auto' | 'light' | 'dark'
  care?: boolean
  language?: 'zh' | 'en'
}

export interface ServerOptions {
  /** Environment variables of the worker's server, e.g. `{ TUOYUQUAN_BASEMAP: 'tianditu' }`. */
  serverSettings: Record<string, string>
}

export interface DeviceOptions {
  /** A fresh server for each test of the file: for tests that write. */
  ownServer: boolean
}

interface Workers extends ServerOptions {
  sharedServer: Server
}

interface Fixtures extends DeviceOptions {
  server: Server
  /** Allows failures whose text matches for the rest of this test, e.g. `allow(/Failed to load resource.*503/)`. */
  allow: (pattern: RegExp) => void
  /** What went wrong on the pages so far, and the foreign requests among it. */
  faults: Faults
  /** Puts what a family told its device there before the next page loads. */
  family: (family: Family) => Promise<void>
  /** Puts theme, 关怀 and language there before the next page loads. */
  settings: (settings: Settings) => Promise<void>
  /** Puts any key of the app's storage (without its prefix) there before the next page loads; later loads keep what the app wrote. */
  store: (values: Record<string, unknown>) => Promise<void>
  /** Opens a path of the web app and waits until its page has drawn a heading and no longer says that it is busy. */
  open: (path: string) => Promise<void>
  /** Moves the page's clock on (the server's stays). */
  passTime: (milliseconds: number) => Promise<void>
}

/** A point in the middle of the demo city. */
export const home: Point = [120.0, 31.0]
/** A point some twelve minutes' walk from home. */
export const work: Point = [120.006, 31.004]
/** Of a child of 20 months at the frozen time. */
export const birth = '2025-03-10'

export class Faults {
  readonly list: string[] = []
  readonly foreign: string[] = []
  readonly allowed: RegExp[] = []

  constructor(private readonly origin: string) {}

  /** Notes everything that goes wrong on all pages of a context, and stops foreign requests. */
  async watch(context: BrowserContext): Promise<void> {
    await context.route(
      url => this.isForeign(url.href),
      route => route.abort('blockedbyclient'),
    )
    context.on('request', request => this.noteRequest(request))
    context.on('weberror', e => this.list.push(`uncaught: ${e.error().stack ?? e.error().message}`))
    context.on('console', message => {
      if (message.type() !== 'error') return
      const { url, lineNumber } = message.location()
      this.list.push(`console: ${message.text()} (${url}:${lineNumber})`)
    })
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', e => console.error(`CSP: ${e.violatedDirective} blocked ${e.blockedURI || e.sourceFile}`))
    })
  }

  private isForeign(url: string): boolean {
    return !url.startsWith(`${this.origin}/`) && !/^(data|blob|about):/.test(url)
  }

  private noteRequest(request: Request): void {
    if (!this.isForeign(request.url())) return
    this.foreign.push(request.url())
    this.list.push(`foreign request: ${request.url()}`)
  }

  /** Those nobody allowed. */
  left(): string[] {
    return this.list.filter(fault => !this.allowed.some(pattern => pattern.test(fault)))
  }
}

/**
 * Sets the page's clock: `new Date()` stands still at `now` like the server's, so that shown ages never flip in the middle of a
 * test, while Date.now() runs on from there, because animations (OpenLayers among them) count with it.
 */
function standStill(now: number): void {
  const Real = Date
  const began = Real.now()
  let passed = 0
  const dateNow = (): number => now + passed + Real.now() - began
  globalThis.Date = new Proxy(Real, {
    construct: (target, args: [], newTarget) => Reflect.construct(target, args.length ? args : [now + passed], newTarget) as Date,
    apply: () => new Real(now + passed).toString(),
    get: (target, name) => (name === 'now' ? dateNow : Reflect.get(target, name)),
  })
  Object.assign(globalThis, {
    passTime(milliseconds: number) {
      passed += milliseconds
    },
  })
}

/** Writes the device's storage as the app does (platform/storage.ts), once for each set of values: reloads keep what the app wrote since. */
function fillStorage({ values, once }: { values: Record<string, unknown>; once: string }): void {
  if (location.origin === 'null') return // a blank page has no storage
  if (sessionStorage.getItem(once)) return
  sessionStorage.setItem(once, '1')
  for (const [key, data] of Object.entries(values)) {
    localStorage.setItem(`tyq:v1:${key}`, JSON.stringify(data))
  }
}

/** A family as the app stores it. */
export function familyStorage(family: Family): Record<string, unknown> {
  const names = { home: '家', work: '单位', grandparents: '外婆家' }
  const anchors = (['home', 'work', 'grandparents'] as const).flatMap(label => {
    const point = family[label]
    return point ? [{ id: label, label, name: names[label], point }] : []
  })
  return {
    greeted: true,
    anchors,
    'anchors-active': anchors.slice(0, 1).map(a => a.id),
    ...(family.birth && { birth: family.birth }),
    ...(family.start && { start: family.start }),
  }
}

/** The settings as the app stores them. */
export function settingsStorage(settings: Settings): Record<string, unknown> {
  return settings as Record<string, unknown>
}

/** Waits until the page has drawn: a heading is there, nothing says it is busy, fonts are in. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}

let stores = 0

export const test = base.extend<Fixtures, Workers>({
  serverSettings: [{}, { option: true, scope: 'worker' }],
  sharedServer: [
    async ({ serverSettings }, use) => {
      const server = await startSeeded(serverSettings)
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
  ownServer: [false, { option: true }],
  server: async ({ ownServer, serverSettings, sharedServer }, use) => {
    if (!ownServer) return use(sharedServer)
    const server = await startSeeded(serverSettings)
    await use(server)
    await server.stop()
  },
  baseURL: async ({ server }, use) => use(server.origin),
  faults: async ({ server }, use) => use(new Faults(server.origin)),
  allow: async ({ faults }, use) => use(pattern => void faults.allowed.push(pattern)),
  context: async ({ context, server, faults }, use, info) => {
    await faults.watch(context)
    await context.addInitScript(standStill, server.now.getTime())
    await use(context)
    if (info.status === info.expectedStatus) expect(faults.left(), 'nothing went wrong on the pages').toEqual([])
    else if (faults.left().length) await info.attach('faults', { body: faults.left().join('\n'), contentType: 'text/plain' })
  },
  store: async ({ context }, use) => {
    await use(async values => {
      await context.addInitScript(fillStorage, { values, once: `filled-${++stores}` })
    })
  },
  family: async ({ store }, use) => use(family => store(familyStorage(family))),
  settings: async ({ store }, use) => use(settings => store(settingsStorage(settings))),
  open: async ({ page }, use) => {
    await use(async path => {
      await page.goto(path)
      await settled(page)
    })
  },
  passTime: async ({ page }, use) => {
    await use(milliseconds => page.evaluate(ms => (globalThis as unknown as { passTime: (ms: number) => void }).passTime(ms), milliseconds))
  },
})

function startSeeded(settings: Record<string, string>): Promise<Server> {
  const { E2E_BIN, E2E_SEED, E2E_WEB, E2E_CONSOLE } = process.env
  if (!E2E_BIN || !E2E_SEED || !E2E_WEB || !E2E_CONSOLE) throw new Error('e2e/setup.ts has not run')
  return startServer(E2E_BIN, { seed: E2E_SEED, web: E2E_WEB, desk: E2E_CONSOLE, settings })
}
