// Every page of the web app in the states a family meets, as the accessibility sweep and the screenshots visit them.
import { expect, type Page, type Request } from '@playwright/test'
import type { Demonstration } from '@tuoyuquan/api'
import { claimTexts, type ClaimText } from '../packages/core/src/claim'
import { disclosureTexts } from '../packages/core/src/disclosure'
import { texts, type Text } from '../packages/core/src/text'
import { bookingScreens } from './booking.screens'
import { followScreens } from './follow.screens'
import { reportScreens } from './report.screens'
import { birth, familyStorage, home, settled, work, type Server, type Settings } from './fixtures'
import { Person } from './sides'

export interface Visit {
  page: Page
  server: Server
  /** The words of the language the page is in. */
  t: Text
}

export interface Screen {
  name: string
  /** What the device holds, besides settings. */
  store?: Record<string, unknown> | ((server: Server) => Promise<Record<string, unknown>>)
  path: string | ((server: Server) => Promise<string>)
  /** Brings the opened page into the state. */
  reach?: (visit: Visit) => Promise<void>
  /** Before the page is opened: what the network does. */
  before?: (page: Page) => Promise<unknown>
  /** Errors this state is about, which the fixtures would report. */
  expected?: RegExp
  /** Shown at 1280 px, where it looks different. */
  wide?: boolean
}

interface Found {
  id: string
  name: string
}

const ours = familyStorage({ home, work, birth })
/** The search of this family, as the address writes it. */
export const search = '/'

/** The facilities nearest to home, as the list shows them. */
export async function nearest(server: Server, most: number): Promise<Found[]> {
  const { items } = await server.api<{ items: Found[] }>(`/api/v1/facilities?near=${home.join()}&minutes=15&open=true&limit=${most}`)
  return items.slice(0, most).map(({ id, name }) => ({ id, name }))
}

/** The page of the nearest facility whose room is as said: with a free place for everybody, or for its own staff only. */
function detail(state: 'free' | 'members_only'): (server: Server) => Promise<string> {
  return async server => {
    const { items } = await server.api<{ items: (Found & { vacancy: { state: string } })[] }>(
      `/api/v1/facilities?near=${home.join()}&minutes=30&age_months=20&limit=50`,
    )
    return `/pkg-facility/detail/index?id=${items.find(one => one.vacancy.state === state)?.id}`
  }
}

/** The page of the facility whose staff the demonstration has: it has made its terms known. */
async function staffed(server: Server): Promise<string> {
  const staff = await Person.demo(server, 'facility')
  return `/pkg-facility/detail/index?id=${staff.session.account.facility_id}`
}

/** The device of the demonstration's first family, signed in. */
const signedIn = { ...ours, login: 'cookie' }

/** Signs the browser in as that family's guardian. */
async function asFamily(page: Page): Promise<void> {
  const { accounts } = (await (await page.request.get('/api/v1/demo')).json()) as Demonstration
  await page.request.post('/api/v1/demo/sign-in', { data: { account: accounts[0]?.sign_in, device: 'web' } })
}

/** The words of priorities in the page's language. */
function claimWords(t: Text): ClaimText {
  return t === texts.zh ? claimTexts.zh : claimTexts.en
}

/** What was asked of the server stands there. */
async function seen(page: Page, text: string): Promise<void> {
  await expect(page.getByText(text).first()).toBeVisible()
}

/** Counts and results are in: the list says how many there are. */
async function listed({ page }: Visit): Promise<void> {
  await expect(page.getByRole('article').or(page.locator('[id^="card-"]')).first()).toBeVisible()
}

export const screens: Screen[] = [
  ...bookingScreens,
  ...reportScreens,
  ...followScreens,
  { name: 'start', path: '/pages/start/index' },
  {
    name: 'start-suggestions',
    path: '/pages/start/index',
    async reach({ page, t }) {
      await page.getByLabel(t.place.search).fill('yy')
      await expect(page.getByRole('option').first()).toBeVisible()
    },
  },
  { name: 'start-known', path: '/pages/start/index', store: ours },
  { name: 'pick', path: '/pkg-place/pick/index', store: ours },
  { name: 'find', path: search, store: ours, reach: listed, wide: true },
  { name: 'find-nowhere', path: search, store: { greeted: true }, reach: listed, wide: true },
  {
    name: 'find-list',
    path: search,
    store: ours,
    async reach(visit) {
      await listed(visit)
      await visit.page.getByRole('button', { name: visit.t.find.toList, exact: true }).click()
    },
  },
  {
    name: 'find-filters',
    path: search,
    store: ours,
    async reach(visit) {
      await listed(visit)
      await visit.page
        .getByRole('button', { name: new RegExp(`^(${visit.t.find.filters}|${visit.t.find.all})`) })
        .first()
        .click()
      await expect(visit.page.getByRole('dialog')).toBeVisible()
    },
    wide: true,
  },
  {
    name: 'find-empty',
    path: '/?q=zzzzqqqq',
    store: ours,
    async reach({ page, t }) {
      await expect(page.getByText(t.find.inReach(0)).first()).toBeVisible()
    },
  },
  {
    name: 'find-error',
    path: search,
    store: ours,
    before: page =>
      page.route('**/api/v1/facilities?*', route =>
        route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503,"code":"unavailable","title":"busy"}' }),
      ),
    expected: /Failed to load resource.*503/,
    async reach({ page, t }) {
      await expect(page.getByRole('button', { name: t.find.retry }).first()).toBeVisible()
    },
  },
  { name: 'detail', path: detail('free'), store: ours, wide: true },
  { name: 'detail-closed', path: detail('members_only'), store: ours },
  { name: 'detail-nowhere', path: detail('free'), store: { greeted: true } },
  {
    name: 'detail-gone',
    path: '/pkg-facility/detail/index?id=019b76da-a800-7000-8000-000000000000',
    store: ours,
    expected: /Failed to load resource.*404/,
  },
  { name: 'saved-empty', path: '/pages/saved/index', store: ours },
  {
    name: 'saved',
    path: '/pages/saved/index',
    store: async server => ({
      ...ours,
      favourites: (await nearest(server, 3)).map((one, i) => ({
        ...one,
        note: i ? '' : '周三打过电话，下个月有位',
        at: '2026-11-12T08:00:00Z',
      })),
    }),
  },
  { name: 'compare-empty', path: '/pkg-facility/compare/index', store: ours },
  {
    name: 'compare',
    path: '/pkg-facility/compare/index',
    store: async server => ({ ...ours, compare: await nearest(server, 4) }),
    wide: true,
  },
  { name: 'mine', path: '/pages/mine/index', store: ours },
  {
    name: 'policies',
    path: `/pkg-policy/search/index?words=${encodeURIComponent('没去的日子退费吗')}`,
    store: ours,
    reach: ({ page }) => page.locator('mark').first().waitFor(),
  },
  {
    name: 'policy',
    path: async server => {
      const { policies } = await server.api<{ policies: { id: string }[] }>(`/api/v1/policies?words=${encodeURIComponent('班型')}`)
      return `/pkg-policy/document/index?id=${policies[0]?.id}&words=${encodeURIComponent('班型')}`
    },
    store: ours,
    reach: ({ page }) => page.locator('.pt mark').first().waitFor(),
  },
  {
    name: 'support',
    path: '/pkg-policy/support/index?area=339900&nature=private&inclusive=yes&filed=yes',
    store: ours,
    reach: ({ page }) => page.locator('.sc').first().waitFor(),
  },
  { name: 'mine-family', path: '/pages/mine/index', store: signedIn, before: asFamily, reach: ({ page, t }) => seen(page, t.family.title) },
  { name: 'sign-in', path: '/pkg-account/sign-in/index', store: ours },
  {
    name: 'sign-in-code',
    path: '/pkg-account/sign-in/index',
    store: ours,
    async reach({ page, t }) {
      await page.getByLabel(t.account.phone).fill('13955550001')
      await page.getByRole('button', { name: t.account.getCode }).click()
      await expect(page.locator('#sign-code')).toBeFocused()
    },
  },
  { name: 'account-out', path: '/pkg-account/account/index', store: ours },
  {
    name: 'account',
    path: '/pkg-account/account/index',
    store: signedIn,
    before: asFamily,
    reach: ({ page, t }) => seen(page, t.account.web),
  },
  { name: 'inbox', path: '/pkg-account/inbox/index', store: signedIn, before: asFamily },
  {
    name: 'records',
    path: '/pkg-account/records/index',
    store: signedIn,
    before: asFamily,
    reach: ({ page, t }) => seen(page, t.account.take),
  },
  {
    name: 'records-erase',
    path: '/pkg-account/records/index',
    store: signedIn,
    before: asFamily,
    async reach({ page, t }) {
      await page.getByRole('button', { name: t.account.eraseButton }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  { name: 'demo', path: '/demo', store: ours, reach: ({ page, t }) => seen(page, t.account.roles.admin ?? '') },
  {
    name: 'family',
    path: '/pkg-family/family/index',
    store: signedIn,
    before: asFamily,
    reach: ({ page, t }) => seen(page, t.family.members),
    wide: true,
  },
  {
    name: 'family-invite',
    path: '/pkg-family/family/index',
    store: signedIn,
    before: asFamily,
    async reach({ page, t }) {
      await page.getByRole('button', { name: t.family.invite }).click()
      await expect(page.locator('.invite-code')).toBeVisible()
    },
  },
  {
    name: 'child',
    path: '/pkg-family/family/index',
    store: signedIn,
    before: asFamily,
    async reach({ page, t }) {
      await page.locator('.child-name a').first().click()
      await expect(page.getByLabel(t.family.childName)).toBeVisible()
    },
  },
  {
    name: 'child-new',
    path: '/pkg-family/child/index',
    store: signedIn,
    before: asFamily,
    async reach({ page, t }) {
      await page.getByRole('button', { name: t.family.more }).click()
      await page.getByRole('button', { name: t.family.save }).click()
      await seen(page, t.family.nameEmpty)
    },
  },
  {
    name: 'paper',
    path: '/pkg-family/family/index',
    store: signedIn,
    before: asFamily,
    async reach({ page, t }) {
      await page.locator('.child-name a').first().click()
      await page
        .getByRole('button', { name: new RegExp(`^${t.family.newer}`) })
        .first()
        .click()
      await expect(page.getByLabel(t.family.examDate)).toBeVisible()
    },
  },
  {
    name: 'consents',
    path: '/pkg-family/consents/index',
    store: signedIn,
    before: asFamily,
    reach: ({ page, t }) => seen(page, t.family.decide),
  },
  {
    name: 'consent',
    path: '/pkg-family/consents/index',
    store: signedIn,
    before: asFamily,
    async reach({ page, t }) {
      await page
        .getByRole('button', { name: new RegExp(`^${t.family.decide}`) })
        .first()
        .click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'claims',
    path: '/pkg-family/claims/index',
    store: signedIn,
    before: asFamily,
    reach: ({ page, t }) => seen(page, claimWords(t).states.refused),
  },
  {
    name: 'claim-new',
    path: '/pkg-family/claims/index',
    store: signedIn,
    before: asFamily,
    async reach({ page, t }) {
      await page.getByRole('button', { name: claimWords(t).add, exact: true }).click()
      await expect(page.getByLabel(claimWords(t).kind)).toBeVisible()
    },
  },
  {
    name: 'detail-disclosure',
    path: staffed,
    store: ours,
    async reach({ page, t }) {
      const d = t === texts.zh ? disclosureTexts.zh : disclosureTexts.en
      await page.getByRole('button', { name: d.history(3), exact: true }).click()
      await page.getByRole('heading', { name: d.title }).evaluate(title => title.scrollIntoView({ block: 'start' }))
    },
  },
]

export function words(settings: Settings): Text {
  return texts[settings.language ?? 'zh']
}

/** Opens a screen on an empty device with these settings and brings it into its state. */
export async function visit(page: Page, server: Server, screen: Screen, settings: Settings): Promise<void> {
  await screen.before?.(page)
  const quiet = watchRequests(page)
  const path = typeof screen.path === 'string' ? screen.path : await screen.path(server)
  await page.goto(path)
  await settled(page)
  await screen.reach?.({ page, server, t: words(settings) })
  await quiet()
  // A pointer left where it pressed would show as hovering over whatever has come there since.
  await page.mouse.move(0, 0)
  await settled(page)
}

/** Watches what the page asks for; the answer waits until everything has come and nothing new is asked for a while. */
function watchRequests(page: Page, silence = 400): () => Promise<void> {
  const open = new Set<Request>()
  let last = Date.now()
  page.on('request', request => {
    last = Date.now()
    // The stream of changes stays open as long as the page.
    if (!request.url().includes('/stream')) open.add(request)
  })
  const done = (request: Request): void => {
    last = Date.now()
    open.delete(request)
  }
  page.on('requestfinished', done)
  page.on('requestfailed', done)
  return () => expect.poll(() => open.size === 0 && Date.now() - last > silence, { intervals: [100], timeout: 20_000 }).toBe(true)
}

/** What the device holds for a screen. */
export async function held(server: Server, screen: Screen, settings: Settings): Promise<Record<string, unknown>> {
  const own = typeof screen.store === 'function' ? await screen.store(server) : screen.store
  return { ...own, ...settings }
}

/** Changes settings of the page that is open, as another window of the same browser would. */
export async function change(page: Page, settings: Settings): Promise<void> {
  await page.evaluate(
    values => {
      for (const [name, value] of Object.entries(values)) {
        const key = `tyq:v1:${name}`
        localStorage.setItem(key, JSON.stringify(value))
        dispatchEvent(new StorageEvent('storage', { key }))
      }
    },
    settings as Record<string, unknown>,
  )
  await page.evaluate(() => new Promise<void>(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))))
  // Colours fade over; axe must not measure half-way.
  await page.evaluate(() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => undefined))).then(() => undefined))
}
