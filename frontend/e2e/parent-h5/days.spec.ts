// Days and hours of care: one at home said and taken back, a visit and a place by the hour given up and booked anew, two children of
// one family, and an answer that did not come.
import type { BrowserContext } from '@playwright/test'
import { bookingTexts } from '../../packages/core/src/booking'
import { texts } from '../../packages/core/src/text'
import { birth, expect, familyStorage, test, type Server } from '../fixtures'
import { codeFor } from '../people'
import { enrol, facility, newFamily, today } from '../reserving'
import type { Person } from '../sides'

const t = texts.zh
const b = bookingTexts.zh

test.use({ ownServer: true })

async function enter(context: BrowserContext, family: Person, store: (values: Record<string, unknown>) => Promise<void>): Promise<void> {
  await family.enter(context)
  await store({ ...familyStorage({ birth, start: today }), ...family.storage })
}

interface Openings {
  sessions: { id: string; status: string; left: number }[]
  visit_slots: { id: string; left: number }[]
}
const openings = (server: Server, id: string) => server.api<Openings>(`/api/v1/facilities/${id}/openings`)

test('a day at home is said, seen, and taken back', async ({ page, context, server, store, open, allow }) => {
  allow(/Failed to load resource/)
  const at = await facility(server)
  const family = await newFamily(server, '小雪')
  const id = await enrol(at, family, '小雪')
  await enter(context, family, store)
  await open(`/pkg-booking/application/index?id=${id}`)
  const panel = page.getByRole('region', { name: b.absence })
  await panel.getByRole('button', { name: b.absenceTitle }).click()
  const sheet = page.getByRole('dialog', { name: b.absenceTitle })

  // What is refused is told in the sheet, not under it.
  await page.route('**/api/v1/absences', route => (route.request().method() === 'POST' ? route.abort() : route.continue()), { times: 1 })
  await page.getByLabel(b.absenceDay).fill('2026-11-20')
  await sheet.getByRole('button', { name: b.absenceSend }).click()
  await expect(sheet.getByText(t.problem.offline.title)).toBeVisible()
  await sheet.getByRole('button', { name: b.absenceSend }).click()
  await expect(sheet).toBeHidden()
  const back = panel.getByRole('button', { name: /照常来$/ })
  await expect(back).toHaveCount(1)
  const days = async () => (await family.get<{ absences: { date: string }[] }>('/api/v1/absences')).absences.map(one => one.date)
  expect(await days()).toEqual(['2026-11-20'])

  await page.reload()
  await back.click()
  await expect(back).toHaveCount(0)
  expect(await days()).toEqual([])
})

test('a place given to another family meanwhile is not promised back', async ({ page, context, server, store, open, allow }) => {
  allow(/Failed to load resource/)
  const at = await facility(server)
  const family = await newFamily(server, '小霜')
  const id = await enrol(at, family, '小霜')
  const child = (await family.get<{ children: { id: string }[] }>('/api/v1/family')).children[0]?.id
  await family.do('POST', '/api/v1/absences', { child_id: child, application_id: id, date: '2026-11-20' })
  await enter(context, family, store)
  await page.route('**/api/v1/absences?*', route =>
    route.fulfill({ status: 409, contentType: 'application/problem+json', body: '{"status":409,"code":"state_conflict","title":"taken"}' }),
  )
  await open(`/pkg-booking/application/index?id=${id}`)
  await page.getByRole('button', { name: /照常来$/ }).click()
  await expect(page.getByText(b.absenceLent)).toBeVisible()
  await expect(page.getByRole('button', { name: /照常来$/ })).toHaveCount(1)
})

test('a visit called off on its page can be booked once more @desktop', async ({ page, context, server, store, open }) => {
  const at = await facility(server)
  const slot = (await openings(server, at.id)).visit_slots.find(one => one.left > 0)
  const family = await newFamily(server, '小露')
  await enter(context, family, store)
  await open(`/pkg-booking/visit/index?facility=${at.id}&slot=${slot?.id}`)
  for (let i = 0; i < 2; i++) {
    await page.getByRole('button', { name: b.visitBook, exact: true }).click()
    await expect(page.getByText(b.visitBooked)).toBeVisible()
    if (i) break
    await page.getByRole('button', { name: b.cancelVisit }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: b.cancelAsk.yes, exact: true }).click()
    await expect(page.getByText(b.visitBooked)).toHaveCount(0)
  }
  const { visits } = await family.get<{ visits: { state: string }[] }>('/api/v1/visits')
  expect(visits.map(one => one.state).sort()).toEqual(['booked', 'cancelled'])
})

test('two children of a family have their hours one after the other', async ({ page, context, server, store, open }) => {
  const at = await facility(server)
  const session = (await openings(server, at.id)).sessions.find(one => one.status === 'window')
  const family = await newFamily(server, '大米')
  await family.child('小米')
  await enter(context, family, store)
  await open(`/pkg-booking/session/index?facility=${at.id}&session=${session?.id}`)
  const agree = async () => {
    // Pressed too early it says what is missing, and leads there.
    const first = page.getByRole('switch').first()
    await expect(first).toBeVisible()
    await page.getByRole('button', { name: b.sessionEnter, exact: true }).click()
    await expect(page.getByText(b.consentsMissing).first()).toBeVisible()
    await expect(first).toBeFocused()
    const off = page.getByRole('switch', { checked: false })
    for (let left = await off.count(); left > 0; left--) await off.first().click()
    await page.getByRole('button', { name: b.sessionEnter, exact: true }).click()
    await expect(page.getByText(b.sessionEntered)).toBeVisible()
  }
  await expect(page.getByRole('radio', { name: /大米/ })).toBeChecked()
  await agree()
  await page.getByRole('button', { name: b.sessionAnother }).click()
  await expect(page.getByRole('radio', { name: /大米/ })).toHaveCount(0)
  await expect(page.getByRole('radio', { name: /小米/ })).toBeChecked()
  await agree()
  await expect(page.getByText(/小米/).first()).toBeVisible()
  await expect(page.getByRole('button', { name: b.sessionAnother })).toHaveCount(0)
  const { entries } = await family.get<{ entries: { child: { name: string } }[] }>('/api/v1/entries')
  expect(entries.map(one => one.child.name).sort()).toEqual(['大米', '小米'])
})

test('no answer at first: asking again brings the page', async ({ page, server, open, allow }) => {
  allow(/Failed to load resource|ERR_/)
  const at = await facility(server)
  const { sessions, visit_slots: slots } = await openings(server, at.id)
  let down = true
  await page.route(`**/api/v1/facilities/${at.id}*`, route => (down ? route.abort() : route.continue()))
  for (const path of [`session/index?facility=${at.id}&session=${sessions[0]?.id}`, `visit/index?facility=${at.id}&slot=${slots[0]?.id}`]) {
    down = true
    await open(`/pkg-booking/${path}`).catch(() => {})
    await expect(page.getByText(t.problem.offline.title)).toBeVisible()
    down = false
    await page.getByRole('button', { name: t.problem.again }).click()
    await expect(page.getByText(at.name).first()).toBeVisible()
    await expect(page.getByText(t.problem.offline.title)).toHaveCount(0)
  }
})

test('whoever looked at a child is shown to the family, with what for', async ({ page, context, server, store, open }) => {
  const at = await facility(server)
  const family = await newFamily(server, '小霞')
  await enrol(at, family, '小霞')
  const child = (await family.get<{ children: { id: string }[] }>('/api/v1/family')).children[0]?.id
  await at.staff.get(`/api/v1/facility/children/${child}?purpose=daily_care`)
  await enter(context, family, store)
  await open('/pkg-account/records/index')
  const row = page.getByRole('listitem').filter({ hasText: at.name })
  await expect(row).toContainText('小霞')
  await expect(row).toContainText(t.account.readingWhy(t.account.purposes.daily_care ?? ''))
})

test('a login that ended elsewhere asks to sign in, and leads back to the reservation', async ({
  page,
  context,
  server,
  store,
  open,
  allow,
}) => {
  allow(/Failed to load resource/)
  const at = await facility(server)
  const family = await newFamily(server, '小霁')
  const id = await enrol(at, family, '小霁')
  await enter(context, family, store)
  await open('/pkg-booking/list/index')
  const link = page.getByRole('link', { name: b.seeOne(at.name) })
  await expect(link).toBeVisible()
  await context.clearCookies()
  await link.click()
  await expect(page.getByText(t.account.needed)).toBeVisible()
  await expect(page.getByText('小霁')).toHaveCount(0)
  await page.getByRole('button', { name: t.account.signIn, exact: true }).click()
  await expect(page).toHaveURL(/sign-in/)
  const phone = '13944440001'
  await page.getByLabel(t.account.phone).fill(phone)
  await page.getByRole('button', { name: t.account.getCode }).click()
  await expect(page.locator('#sign-code')).toBeFocused()
  await page.locator('#sign-code').fill(await codeFor(server, phone))
  // Another person signed in: the way back is the same, the reservation is not theirs to see.
  await expect(page).toHaveURL(new RegExp(`application/index\\?id=${id}`))
  await expect(page.getByText(b.gone)).toBeVisible()
})

test('an old link to a child or a paper says so, and leads on', async ({ page, context, server, store, open }) => {
  const family = await newFamily(server, '小雾')
  await enter(context, family, store)
  const child = (await family.get<{ children: { id: string }[] }>('/api/v1/family')).children[0]?.id
  for (const [path, told] of [
    ['child/index?id=019b76da-a800-7000-8000-000000000000', t.family.goneChild],
    ['paper/index?child=019b76da-a800-7000-8000-000000000000', t.family.goneChild],
    [`paper/index?child=${child}&paper=019b76da-a800-7000-8000-000000000000`, t.family.gonePaper],
  ] as const) {
    await open(`/pkg-family/${path}`)
    await expect(page.getByText(told)).toBeVisible()
  }
  await page.getByRole('button', { name: t.family.title, exact: true }).click()
  await expect(page.getByRole('link', { name: '小雾' })).toBeVisible()
})
