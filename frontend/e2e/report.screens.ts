// The pages of a report in the states a person meets. What would change the demonstration is answered here.
import { expect, type Page, type Route } from '@playwright/test'
import { complaintTexts, type ComplaintText } from '../packages/core/src/complaint'
import { texts } from '../packages/core/src/text'
import { familyStorage, home } from './fixtures'
import { choosePhotos, fillWhat, photo, story } from './reporting'
import { nearest, type Screen, type Visit } from './screens'

const device = familyStorage({ home })
const words = ({ t }: Visit): ComplaintText => (t === texts.en ? complaintTexts.en : complaintTexts.zh)

const path: Screen['path'] = async server => {
  const [one] = await nearest(server, 1)
  return `/pkg-complaint/report/index?facility=${one?.id}&name=${encodeURIComponent(one?.name ?? '')}`
}

/** The desk of the screens: two open cases to join, photos taken in, and the same receipt for everybody. */
async function desk(page: Page): Promise<void> {
  const uploads = new Map<string, { size: number; offset: number }>()
  await page.route('**/api/v1/complaints/similar?**', (route: Route) =>
    route.fulfill({
      json: { similar: [{ ref: 'r1', category: 'FOOD', facility: '云朵托育', since_week: '2026-11-09', step: 'in_progress' }] },
    }),
  )
  const upload = (id: string) => {
    const { size, offset } = uploads.get(id) ?? { size: 0, offset: 0 }
    return { id, size, offset, chunk: 262144, state: offset === size ? 'ready' : 'receiving' }
  }
  await page.route('**/api/v1/uploads**', async (route: Route) => {
    const request = route.request()
    const url = new URL(request.url())
    if (request.method() === 'POST') {
      const id = `u${uploads.size}`
      uploads.set(id, { size: (request.postDataJSON() as { size: number }).size, offset: 0 })
      return route.fulfill({ status: 201, json: { ...upload(id), token: 'token' } })
    }
    const id = url.pathname.split('/').pop() ?? ''
    const one = uploads.get(id)
    if (one) one.offset += request.postDataBuffer()?.length ?? 0
    return route.fulfill({ json: upload(id) })
  })
  await page.route('**/api/v1/complaints', (route: Route) =>
    route.fulfill({
      status: 201,
      json: {
        id: 'c1',
        receipt_no: '示范 20261116-0042',
        tracking_code: '7KQ2M-9XR4T-PB3VD-H6WNZ',
        office: { name: '示范市北区卫生健康局', phone: '12345' },
        clock: { kind: 'accept', start: '2026-11-16T09:30:00+08:00', due: '2026-11-25T23:59:59+08:00', length: 7, unit: 'working_day' },
      },
    }),
  )
}

async function begin(visit: Visit): Promise<void> {
  await visit.page.getByRole('button', { name: words(visit).begin, exact: true }).click()
  await expect(visit.page.getByRole('radiogroup', { name: words(visit).dangerAsk })).toBeVisible()
}
const next = (visit: Visit) => visit.page.getByRole('button', { name: words(visit).next, exact: true }).click()

async function toStory(visit: Visit): Promise<void> {
  await begin(visit)
  await fillWhat(visit.page, words(visit).categories.FOOD.name, words(visit))
  await next(visit)
  await visit.page.getByRole('textbox', { name: words(visit).tellTitle }).fill(story)
  await expect(visit.page.getByText(words(visit).similarTitle)).toBeVisible()
}

async function toWho(visit: Visit): Promise<void> {
  await toStory(visit)
  await next(visit)
  await choosePhotos(visit.page, [photo(0), photo(1), photo(2)], words(visit))
  await visit.page
    .getByRole('radio', { name: new RegExp(`^${words(visit).whoNamed}`) })
    .first()
    .click()
}

async function toCheck(visit: Visit): Promise<void> {
  await toWho(visit)
  await visit.page.getByRole('radio', { name: new RegExp(`^${words(visit).whoNameless}`) }).click()
  await next(visit)
  await expect(visit.page.getByRole('heading', { name: words(visit).checkTitle })).toBeVisible()
}

const send = (visit: Visit) => visit.page.getByRole('button', { name: words(visit).send, exact: true }).click()

export const reportScreens: Screen[] = [
  { name: 'report', path, store: device, wide: true },
  {
    name: 'report-danger',
    path,
    store: device,
    async reach(visit) {
      await begin(visit)
      await visit.page.getByRole('radio', { name: words(visit).dangerYes, exact: true }).click()
      await expect(visit.page.getByText(words(visit).dangerNow)).toBeVisible()
    },
  },
  {
    name: 'report-lacks',
    path: '/pkg-complaint/report/index',
    store: device,
    async reach(visit) {
      await begin(visit)
      await fillWhat(visit.page, words(visit).categories.UNFILED.name, words(visit))
      await next(visit)
      await next(visit)
      await expect(visit.page.getByText(words(visit).lacking)).toBeVisible()
    },
  },
  { name: 'report-story', path, store: device, before: desk, reach: toStory, wide: true },
  { name: 'report-who', path, store: device, before: desk, reach: toWho },
  { name: 'report-check', path, store: device, before: desk, reach: toCheck },
  {
    name: 'report-waiting',
    path,
    store: device,
    before: desk,
    expected: /Failed to load resource.*ERR_INTERNET_DISCONNECTED/,
    async reach(visit) {
      await toCheck(visit)
      await visit.page.context().setOffline(true)
      await send(visit)
      await expect(visit.page.getByText(words(visit).waitingTitle)).toBeVisible()
    },
  },
  {
    name: 'report-drafts',
    path,
    store: device,
    before: desk,
    async reach(visit) {
      await toStory(visit)
      await visit.page.goto('/pkg-complaint/report/index')
      await expect(visit.page.getByRole('heading', { name: words(visit).draftsTitle })).toBeVisible()
    },
  },
  {
    name: 'report-done',
    path,
    store: device,
    before: desk,
    async reach(visit) {
      await toCheck(visit)
      await send(visit)
      await expect(visit.page.getByText('7KQ2M')).toBeVisible()
    },
    wide: true,
  },
]
