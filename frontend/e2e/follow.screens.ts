// The pages of following complaints and of reviews, in the states a person meets. What the screens show is answered here.
import { expect, type Page, type Route } from '@playwright/test'
import type { Demonstration } from '@tuoyuquan/api'
import { followTexts, type FollowText } from '../packages/core/src/follow'
import { reviewTexts, type ReviewText } from '../packages/core/src/review'
import { texts } from '../packages/core/src/text'
import { familyStorage, home } from './fixtures'
import { complaints, findings, mayReview, reviews, units } from './following'
import { nearest, type Screen, type Visit } from './screens'

const device = familyStorage({ home })
const signedIn = { ...device, login: 'cookie' }
const words = ({ t }: Visit): FollowText => (t === texts.en ? followTexts.en : followTexts.zh)
const reviewWords = ({ t }: Visit): ReviewText => (t === texts.en ? reviewTexts.en : reviewTexts.zh)

async function asFamily(page: Page): Promise<void> {
  const { accounts } = (await (await page.request.get('/api/v1/demo')).json()) as Demonstration
  await page.request.post('/api/v1/demo/sign-in', { data: { account: accounts[0]?.sign_in, device: 'web' } })
}

/** Signed in, with these complaints and no others. */
async function desk(page: Page): Promise<void> {
  await asFamily(page)
  await page.route('**/api/v1/complaints', (route: Route) => route.fulfill({ json: { complaints: Object.values(complaints) } }))
  for (const one of Object.values(complaints))
    await page.route(`**/api/v1/complaints/${one.id}`, (route: Route) => route.fulfill({ json: one }))
}

const path = (name: keyof typeof complaints) => `/pkg-complaint/case/index?id=${complaints[name]?.id}`
const seen = async ({ page }: Visit, text: string) => expect(page.getByText(text).first()).toBeVisible()

export const followScreens: Screen[] = [
  { name: 'complaints-out', path: '/pkg-complaint/list/index', store: device },
  {
    name: 'complaints',
    path: '/pkg-complaint/list/index',
    store: signedIn,
    before: desk,
    reach: visit => seen(visit, words(visit).needYou),
    wide: true,
  },
  { name: 'case', path: path('going'), store: signedIn, before: desk, reach: visit => seen(visit, words(visit).office), wide: true },
  { name: 'case-late', path: path('late'), store: signedIn, before: desk, reach: visit => seen(visit, words(visit).clockOver) },
  { name: 'case-needs', path: path('needs'), store: signedIn, before: desk, reach: visit => seen(visit, words(visit).wanted) },
  {
    name: 'case-add',
    path: path('needs'),
    store: signedIn,
    before: desk,
    async reach(visit) {
      await visit.page.getByRole('button', { name: words(visit).add, exact: true }).click()
      await expect(visit.page.getByRole('dialog')).toBeVisible()
    },
  },
  { name: 'case-closed', path: path('closed'), store: signedIn, before: desk, reach: visit => seen(visit, words(visit).replyTitle) },
  {
    name: 'case-rate',
    path: path('closed'),
    store: signedIn,
    before: desk,
    async reach(visit) {
      await visit.page.getByRole('button', { name: words(visit).rate, exact: true }).click()
      await expect(visit.page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'case-reopen',
    path: path('closed'),
    store: signedIn,
    before: desk,
    async reach(visit) {
      await visit.page.getByRole('button', { name: words(visit).reopen, exact: true }).click()
      await expect(visit.page.getByRole('dialog')).toBeVisible()
    },
  },
  { name: 'case-second', path: path('second'), store: signedIn, before: desk, reach: visit => seen(visit, words(visit).secondTitle) },
  { name: 'case-locked', path: path('going'), store: device, reach: visit => seen(visit, words(visit).locked) },
  {
    name: 'track',
    path: '/pkg-complaint/track/index',
    store: device,
    async reach(visit) {
      await visit.page.getByLabel(words(visit).trackCode, { exact: true }).fill('7kq2m 9xr4t pb3')
      await visit.page.getByRole('button', { name: words(visit).trackDo, exact: true }).click()
      await seen(visit, words(visit).trackBad)
    },
  },
  {
    name: 'performance',
    path: '/pkg-complaint/performance/index',
    store: device,
    before: page => page.route('**/api/v1/complaints/performance', (route: Route) => route.fulfill({ json: { units } })),
    reach: visit => seen(visit, units[0]?.name ?? ''),
    wide: true,
  },
  {
    name: 'review',
    path: '/pkg-facility/review/index?facility=f1&name=%E4%BA%91%E6%9C%B5%E6%89%98%E8%82%B2',
    store: signedIn,
    async before(page) {
      await asFamily(page)
      await page.route('**/api/v1/facilities/f1/reviews/mine', (route: Route) => route.fulfill({ json: mayReview }))
    },
    async reach(visit) {
      await visit.page
        .getByRole('radio', { name: new RegExp(`^4`) })
        .first()
        .click()
      await seen(visit, reviewWords(visit).how)
    },
  },
  {
    name: 'detail-reviews',
    path: async server => `/pkg-facility/detail/index?id=${(await nearest(server, 1))[0]?.id}`,
    store: device,
    async before(page) {
      await page.route('**/api/v1/facilities/*/reviews', (route: Route) => route.fulfill({ json: reviews }))
      await page.route('**/api/v1/facilities/*/findings', (route: Route) => route.fulfill({ json: findings }))
    },
    async reach(visit) {
      const title = visit.page.getByRole('heading', { name: reviewWords(visit).title })
      await expect(title).toBeVisible()
      await title.scrollIntoViewIfNeeded()
    },
    wide: true,
  },
]
