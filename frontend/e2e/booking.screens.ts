// The pages of reservations in the states a family meets. The demonstration's family stays as it is: what a screen would change
// is answered by the screen itself.
import { expect, type Page, type Route } from '@playwright/test'
import { bookingTexts, type BookingText } from '../packages/core/src/booking'
import { texts } from '../packages/core/src/text'
import { birth, familyStorage, home, type Server } from './fixtures'
import type { Screen, Visit } from './screens'

interface DemoAccount {
  role: string
  sign_in: string
}
interface Held {
  child_id: string
  class_id: string
  start: string
}

const device = { ...familyStorage({ home, birth }), start: '2026-12-01' }
const signedIn = { ...device, login: 'cookie' }

const words = ({ t }: Visit): BookingText => (t === texts.en ? bookingTexts.en : bookingTexts.zh)

/** Signs the browser in as the first of the demonstration's guardians. */
async function asFamily(page: Page): Promise<void> {
  const { accounts } = (await (await page.request.get('/api/v1/demo')).json()) as { accounts: DemoAccount[] }
  await page.request.post('/api/v1/demo/sign-in', { data: { account: accounts[0]?.sign_in, device: 'web' } })
}

/** A facility that shows what the demonstration has: the one whose session is in its opening window. */
async function place(server: Server): Promise<{ id: string; room: string; slot: string; session: string }> {
  const { accounts } = await server.api<{ accounts: DemoAccount[] }>('/api/v1/demo')
  const staff = accounts.find(one => one.role === 'facility')?.sign_in
  const answer = await fetch(`${server.origin}/api/v1/demo/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin },
    body: JSON.stringify({ account: staff, device: 'mini' }),
  })
  const { account } = (await answer.json()) as { account: { facility_id: string } }
  const id = account.facility_id
  const open = await server.api<{
    classes: { class_id: string; mode: string }[]
    visit_slots: { id: string }[]
    sessions: { id: string; status: string }[]
  }>(`/api/v1/facilities/${id}/openings?age_months=20&start=2026-12-01`)
  return {
    id,
    room: open.classes.find(one => one.mode === 'full_day')?.class_id ?? '',
    slot: open.visit_slots[0]?.id ?? '',
    session: open.sessions.find(one => one.status === 'window')?.id ?? '',
  }
}

const at = (path: (of: Awaited<ReturnType<typeof place>>) => string) => async (server: Server) => path(await place(server))
const reserve = at(({ id, room }) => `/pkg-booking/reserve/index?facility=${id}&class=${room}&start=2026-12-01`)

/** The page of the family's application in a state. */
const application = (state: string) => async (server: Server) => {
  const { accounts } = await server.api<{ accounts: DemoAccount[] }>('/api/v1/demo')
  const answer = await fetch(`${server.origin}/api/v1/demo/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin },
    body: JSON.stringify({ account: accounts[0]?.sign_in, device: 'mini' }),
  })
  const { token } = (await answer.json()) as { token: string }
  const list = await fetch(`${server.origin}/api/v1/applications`, { headers: { authorization: `Bearer ${token}` } })
  const { applications } = (await list.json()) as { applications: { id: string; state: string }[] }
  return `/pkg-booking/application/index?id=${applications.find(one => one.state === state)?.id}`
}

/** The family with nothing under way, so that its child may be reserved for. */
async function free(page: Page): Promise<void> {
  await asFamily(page)
  await page.route('**/api/v1/applications', (route: Route) => route.fulfill({ json: { applications: [] } }))
}

/** Holding a place is answered here, so that the demonstration keeps it. */
async function holding(page: Page): Promise<void> {
  await asFamily(page)
  const applications: object[] = []
  await page.route('**/api/v1/applications', (route: Route) => {
    if (route.request().method() !== 'POST') return route.fulfill({ json: { applications } })
    const { child_id: child, class_id: room, start } = route.request().postDataJSON() as Held
    const one = {
      id: 'held',
      child: { id: child, name: '果果' },
      facility: { id: 'here', name: '解放小区社区托育驿站' },
      class: { id: room, name: '托小一班', mode: 'full_day', band: 'toddler' },
      start,
      state: 'held',
      version: 1,
      since: '2026-11-16T09:30:00+08:00',
      created_at: '2026-11-16T09:30:00+08:00',
      hold_until: '2026-11-16T09:45:00+08:00',
      deadline: { at: '2026-11-16T09:45:00+08:00', kind: 'hold' },
      actions: ['submit', 'extend', 'withdraw'],
    }
    applications.push(one)
    return route.fulfill({ status: 201, json: one })
  })
}

/** Somebody else was faster. */
async function full(page: Page): Promise<void> {
  await asFamily(page)
  await page.route('**/api/v1/applications', (route: Route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          status: 409,
          contentType: 'application/problem+json',
          body: '{"status":409,"code":"pool_full","title":"full","queue":4}',
        })
      : route.fulfill({ json: { applications: [] } }),
  )
}

/** Two children of an age, with these applications and no others. */
async function twoChildren(page: Page, applications: object[]): Promise<void> {
  await asFamily(page)
  await page.route('**/api/v1/family', async (route: Route) => {
    const family = (await (await route.fetch()).json()) as { children: { birth: string; age_months: number }[] }
    for (const one of family.children) Object.assign(one, { birth, age_months: 20 })
    await route.fulfill({ json: family })
  })
  await page.route('**/api/v1/applications', (route: Route) => route.fulfill({ json: { applications } }))
}
const siblings = (page: Page) => twoChildren(page, [])

/** Every child has a full-day place somewhere else. */
async function placed(page: Page): Promise<void> {
  await asFamily(page)
  const { children } = (await (await page.request.get('/api/v1/family')).json()) as { children: { id: string; name: string }[] }
  await twoChildren(
    page,
    children.map(({ id, name }) => ({
      id: `place-${id}`,
      child: { id, name },
      facility: { id: 'there', name: '云朵幼儿园托班' },
      class: { id: 'there-1', name: '托小班', mode: 'full_day', band: 'toddler' },
      start: '2026-09-01',
      state: 'enrolled',
      version: 5,
      since: '2026-09-01T09:00:00+08:00',
      created_at: '2026-08-01T09:00:00+08:00',
      actions: ['end'],
    })),
  )
}

async function hold(visit: Visit): Promise<void> {
  const next = visit.page.getByRole('button', { name: words(visit).holdIt })
  await expect(next).toBeEnabled()
  await next.click()
}

async function toPapers(visit: Visit): Promise<void> {
  await hold(visit)
  await expect(visit.page.getByRole('timer')).toBeVisible()
}

async function seen(visit: Visit, text: string): Promise<void> {
  await expect(visit.page.getByText(text).first()).toBeVisible()
}

export const bookingScreens: Screen[] = [
  { name: 'book-open', path: reserve, store: device, reach: visit => seen(visit, words(visit).prepare) },
  { name: 'book-choose', path: reserve, store: signedIn, before: free, reach: visit => seen(visit, words(visit).prepare), wide: true },
  { name: 'book-papers', path: reserve, store: signedIn, before: holding, reach: toPapers },
  {
    name: 'book-check',
    path: reserve,
    store: signedIn,
    before: holding,
    async reach(visit) {
      await toPapers(visit)
      for (const one of await visit.page.getByRole('switch').all()) await one.click()
      await visit.page.getByRole('button', { name: words(visit).nextStep, exact: true }).click()
      await seen(visit, words(visit).checkTitle)
    },
  },
  {
    name: 'book-full',
    path: reserve,
    store: signedIn,
    before: full,
    expected: /Failed to load resource.*409/,
    async reach(visit) {
      await hold(visit)
      await seen(visit, words(visit).fullTitle)
    },
  },
  {
    name: 'book-class',
    path: at(({ id }) => `/pkg-booking/reserve/index?facility=${id}&start=2026-12-01`),
    store: { ...device, birth: '2024-12-01' },
    reach: visit => seen(visit, words(visit).chooseClass),
  },
  {
    name: 'book-together',
    path: reserve,
    store: signedIn,
    before: siblings,
    async reach(visit) {
      const { page } = visit
      await page.getByRole('switch').click()
      await page.locator('.v-sibling').getByRole('radio').first().check()
      await page.locator('#reserve-together').scrollIntoViewIfNeeded()
    },
    wide: true,
  },
  {
    name: 'book-transfer',
    path: reserve,
    store: signedIn,
    before: placed,
    async reach(visit) {
      await visit.page.getByRole('radio', { name: words(visit).transferYes }).check()
      await visit.page.locator('#reserve-transfer').scrollIntoViewIfNeeded()
    },
    wide: true,
  },
  {
    name: 'book-transfer-barred',
    path: reserve,
    store: signedIn,
    before: placed,
    async reach(visit) {
      await visit.page.getByRole('radio', { name: words(visit).transferNo }).check()
      await seen(visit, words(visit).transferBarred)
    },
  },
  {
    name: 'book-exchange',
    path: reserve,
    store: signedIn,
    before: holding,
    async reach(visit) {
      await toPapers(visit)
      await visit.page.locator('.v-back').click()
      await visit.page.locator('#reserve-start').fill('2026-12-02')
      await hold(visit)
      await expect(visit.page.getByRole('alertdialog')).toBeVisible()
    },
  },
  { name: 'bookings-out', path: '/pkg-booking/list/index', store: device },
  {
    name: 'bookings',
    path: '/pkg-booking/list/index',
    store: signedIn,
    before: asFamily,
    reach: visit => seen(visit, words(visit).states.offered.badge),
    wide: true,
  },
  {
    name: 'book-offered',
    path: application('offered'),
    store: signedIn,
    before: asFamily,
    reach: visit => seen(visit, words(visit).states.offered.line),
    wide: true,
  },
  {
    name: 'book-accept',
    path: application('offered'),
    store: signedIn,
    before: asFamily,
    async reach(visit) {
      await visit.page.getByRole('button', { name: words(visit).actions.accept, exact: true }).click()
      await expect(visit.page.getByRole('alertdialog')).toBeVisible()
    },
  },
  {
    name: 'book-paused',
    path: application('paused'),
    store: signedIn,
    before: asFamily,
    reach: visit => seen(visit, words(visit).positionKept),
  },
  {
    name: 'book-visit',
    path: at(({ id, slot }) => `/pkg-booking/visit/index?facility=${id}&slot=${slot}`),
    store: signedIn,
    before: asFamily,
    reach: visit => seen(visit, words(visit).visitWhere),
  },
  {
    name: 'book-session',
    path: at(({ id, session }) => `/pkg-booking/session/index?facility=${id}&session=${session}`),
    store: device,
    reach: visit => seen(visit, words(visit).lotteryTitle),
  },
]
