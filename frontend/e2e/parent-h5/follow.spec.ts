// Following a complaint in the browser against the real service: by code without a login, signed in, and what one can do with it.
import type { Complaint } from '@tuoyuquan/api'
import { followTexts } from '../../packages/core/src/follow'
import { reviewTexts } from '../../packages/core/src/review'
import { texts } from '../../packages/core/src/text'
import { expect, familyStorage, home, test, type Server } from '../fixtures'
import { ask, demoPerson, signedInStorage, signInHere, type Person } from '../people'
import { photo } from '../reporting'
import { nearest } from '../screens'
import { Person as Side } from '../sides'

const t = texts.zh
const f = followTexts.zh
const v = reviewTexts.zh
const device = familyStorage({ home })
const words = '楼道里堆了很多杂物，接孩子的时候安全门也打不开。'

let sent = 0
/** A report of somebody nobody knows, sent from some other device. */
async function report(server: Server, category = 'FIRE_BUILDING'): Promise<{ id: string; tracking_code: string; receipt_no: string }> {
  const [at] = await nearest(server, 1)
  const body = {
    facility_id: at?.id,
    category,
    danger_now: false,
    text: words,
    anonymous: true,
    contact: 'app',
    keep_originals: false,
  }
  return ask(server, 'POST', '/api/v1/complaints', body, { 'idempotency-key': `follow-${process.pid}-${Date.now()}-${++sent}` })
}

const byCode = (server: Server, code: string): Promise<Complaint> =>
  ask(server, 'GET', '/api/v1/complaints/by-code', undefined, { 'x-tracking-code': code })

/** The demonstration's parent, and what is under way with their complaints. */
async function mine(server: Server, state: string): Promise<{ parent: Person; one: Complaint }> {
  const parent = await demoPerson(server, 'guardian')
  const { complaints } = await ask<{ complaints: Complaint[] }>(server, 'GET', '/api/v1/complaints', undefined, parent.headers)
  const one = complaints.find(other => other.state === state)
  if (!one) throw new Error(`the demonstration's parent has no complaint that is ${state}`)
  return { parent, one }
}

test.describe('without a login', () => {
  test.use({ ownServer: true })

  test('the code opens it, never stands in an address, and is gone after a reload @desktop', async ({
    page,
    server,
    store,
    open,
    allow,
  }) => {
    allow(/Failed to load resource.*404/)
    const receipt = await report(server)
    const addresses: string[] = []
    page.on('request', request => addresses.push(request.url()))
    await store(device)
    await open('/pages/mine/index')
    await page.getByRole('link', { name: t.mine.complaints }).click()
    await page.getByRole('button', { name: f.byCode }).click()

    const field = page.getByLabel(f.trackCode, { exact: true })
    await field.fill('12345')
    await page.getByRole('button', { name: f.trackDo, exact: true }).click()
    await expect(page.getByText(f.trackBad)).toBeVisible()
    await field.fill('00000-00000-00000-00000')
    await page.getByRole('button', { name: f.trackDo, exact: true }).click()
    await expect(page.getByText(f.trackNone)).toBeVisible()

    // Typed as people type: small letters, no dashes.
    await field.fill(receipt.tracking_code.replaceAll('-', ' ').toLowerCase())
    await field.press('Enter')
    await expect(page.getByText(f.states.received.line)).toBeVisible()
    await expect(page.getByText(words)).toBeVisible()
    await expect(page.getByText(receipt.receipt_no)).toBeVisible()
    await expect(page.getByText(f.office)).toBeVisible()
    await expect(page.getByText(/^还剩/)).toBeVisible()
    await expect(page.getByRole('img', { name: f.stopOf(1, 5, f.stops[0] ?? '') })).toBeVisible()
    const code = receipt.tracking_code.replaceAll('-', '')
    for (const address of [...addresses, page.url()]) expect(address.replaceAll(/[-_%20+]/g, '')).not.toContain(code)
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(receipt.tracking_code)

    // Left, it is locked again, also without a reload.
    await page.getByRole('button', { name: t.ui.back }).click()
    await expect(field).toHaveValue('')
    await page.goForward()
    await expect(page.getByText(f.locked)).toBeVisible()
    await page.reload()
    await expect(page.getByText(f.locked)).toBeVisible()
    await expect(page.getByText(words)).toHaveCount(0)
  })

  test('a message, a photo added, and withdrawn after a question', async ({ page, server, store, open }) => {
    test.setTimeout(120_000)
    const receipt = await report(server)
    await store(device)
    await open('/pkg-complaint/track/index')
    await page.getByLabel(f.trackCode, { exact: true }).fill(receipt.tracking_code)
    await page.getByRole('button', { name: f.trackDo, exact: true }).click()

    await page.getByLabel(f.write, { exact: true }).fill('什么时候能来看？')
    await page.getByRole('button', { name: f.send, exact: true }).click()
    await expect(page.getByText('什么时候能来看？', { exact: true })).toBeVisible()
    await expect(page.getByLabel(f.write, { exact: true })).toHaveValue('')

    await page.getByRole('button', { name: f.add, exact: true }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: f.addDo }).click()
    await expect(sheet.getByText(f.addEmpty)).toBeVisible()
    await sheet.getByLabel(f.addText, { exact: true }).fill('补一张照片')
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), sheet.getByRole('button', { name: f.addPhoto }).click()])
    await chooser.setFiles([photo(0)])
    await expect(sheet.getByText(f.addPhotoCount(1))).toBeVisible()
    await sheet.getByRole('button', { name: f.addDo }).click()
    await expect(sheet).toHaveCount(0, { timeout: 20_000 })
    const seen = await byCode(server, receipt.tracking_code)
    expect(seen.evidence).toHaveLength(1)
    expect(seen.messages.map(one => one.text)).toEqual(['什么时候能来看？', '补一张照片'])
    await page.getByRole('button', { name: f.evidenceSeeLabel(f.evidenceNumber(f.evidenceKinds.photo ?? '', 1)) }).click()
    await expect(page.getByRole('img', { name: f.evidenceNumber(f.evidenceKinds.photo ?? '', 1) })).toBeVisible()

    await page.getByRole('button', { name: f.withdraw, exact: true }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: f.withdrawYes, exact: true }).click()
    await expect(page.getByRole('status').getByText(f.states.withdrawn.line)).toBeVisible()
    expect((await byCode(server, receipt.tracking_code)).state).toBe('withdrawn')
  })
})

test.describe('signed in', () => {
  test.use({ ownServer: true })

  test('the list says what waits; rated once, then opened again @desktop', async ({ page, server, store, open }) => {
    const { one } = await mine(server, 'closed')
    await store({ ...device, ...signedInStorage })
    await signInHere(page, server, 'guardian')
    await open('/pkg-complaint/list/index')
    await expect(page.getByRole('heading', { name: f.needYou })).toBeVisible()
    await expect(page.getByText(f.asks.rate.line)).toBeVisible()
    await page.getByRole('link', { name: f.seeOne(f.categories.FALSE_INFO.name) }).click()
    await expect(page.getByText(one.reply?.text ?? 'no reply')).toBeVisible()
    await expect(page.getByText(f.finding(f.findings.substantiated ?? ''))).toBeVisible()

    await page.getByRole('button', { name: f.rate, exact: true }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: f.rateDo }).click()
    await expect(sheet.getByText(f.rateEmpty)).toBeVisible()
    await sheet.getByRole('radiogroup', { name: f.askSolved }).getByRole('radio', { name: f.no, exact: true }).click()
    await sheet.getByRole('radiogroup', { name: f.rating }).getByRole('radio', { name: f.ratings[1], exact: true }).click()
    await sheet.getByRole('button', { name: f.rateDo }).click()
    await expect(page.getByText(`${f.ratedSolved(false)} · ${f.ratings[1]}`)).toBeVisible()
    await expect(page.getByRole('button', { name: f.rate, exact: true })).toHaveCount(0)

    await page.getByRole('button', { name: f.reopen, exact: true }).click()
    await sheet.getByLabel(f.reopenWhy, { exact: true }).fill('退的钱还没到。')
    await sheet.getByRole('button', { name: f.reopenDo, exact: true }).click()
    await expect(page.getByText(f.states.reopened.line)).toBeVisible()
    expect((await mine(server, 'reopened')).one.id).toBe(one.id)
  })

  test('a message about a complaint leads to it', async ({ page, server, store, open }) => {
    await mine(server, 'in_progress')
    await store({ ...device, ...signedInStorage })
    await signInHere(page, server, 'guardian')
    await open('/pkg-account/inbox/index')
    await page
      .getByRole('button', { name: /投诉举报/ })
      .first()
      .click()
    await expect(page.getByRole('heading', { name: f.listTitle })).toBeVisible()
    await expect(page.getByText(f.states.in_progress.line)).toBeVisible()
  })

  test('what happened meanwhile is shown before anything is done about it', async ({ page, server, store, open, allow }) => {
    allow(/Failed to load resource.*409/)
    const { one, parent } = await mine(server, 'closed')
    await store({ ...device, ...signedInStorage })
    await signInHere(page, server, 'guardian')
    await open(`/pkg-complaint/case/index?id=${one.id}`)
    await page.getByRole('button', { name: f.reopen, exact: true }).click()
    const headers = { ...parent.headers, 'idempotency-key': `elsewhere-${process.pid}-${Date.now()}` }
    await ask(server, 'POST', `/api/v1/complaints/${one.id}/actions`, { action: 'rate', version: one.version, solved: true }, headers)
    await page.getByRole('dialog').getByRole('button', { name: f.reopenDo, exact: true }).click()
    await expect(page.getByText(f.stale).first()).toBeVisible()
    await expect(page.getByText(f.ratedSolved(true))).toBeVisible()
    expect((await mine(server, 'closed')).one.id).toBe(one.id)
  })
})

test('a stranger signed in sees nothing of somebody else’s', async ({ page, server, store, open, allow }) => {
  allow(/Failed to load resource.*404/)
  const { one } = await mine(server, 'in_progress')
  const stranger = await Side.family(server, `1372222${String(1000 + (process.pid % 9000)).slice(-4)}`)
  await stranger.enter(page.context())
  await store({ ...device, ...stranger.storage })
  await open(`/pkg-complaint/case/index?id=${one.id}`)
  await expect(page.getByText(f.gone)).toBeVisible()
})

test('how the offices do is public @desktop', async ({ page, server, store, open }) => {
  const { units } = await server.api<{ units: { name: string }[] }>('/api/v1/complaints/performance')
  await store(device)
  await open('/pkg-complaint/performance/index')
  for (const { name } of units) await expect(page.getByText(name, { exact: true })).toBeVisible()
})

test.describe('reviews', () => {
  test.use({ ownServer: true })

  test('who was enrolled says it, changes it and takes it back; shown once somebody has read it @desktop', async ({
    page,
    server,
    store,
    open,
  }) => {
    // The second made-up parent has a child there.
    const { accounts } = await server.api<{ accounts: { role: string; sign_in: string }[] }>('/api/v1/demo')
    const guardian = accounts.filter(one => one.role === 'guardian')[1]?.sign_in
    const token = await ask<{ token: string }>(server, 'POST', '/api/v1/demo/sign-in', { account: guardian, device: 'mini' })
    const headers = { authorization: `Bearer ${token.token}` }
    const { applications } = await ask<{ applications: { state: string; facility: { id: string; name: string } }[] }>(
      server,
      'GET',
      '/api/v1/applications',
      undefined,
      headers,
    )
    const at = applications.find(one => one.state === 'enrolled')?.facility
    await page.request.post(`${server.origin}/api/v1/demo/sign-in`, { data: { account: guardian, device: 'web' } })
    await store({ ...device, ...signedInStorage })
    await open(`/pkg-facility/detail/index?id=${at?.id}`)
    await expect(page.getByRole('heading', { name: v.title })).toBeVisible()
    await page.getByRole('button', { name: v.write, exact: true }).click()
    await expect(page.getByText(v.may.enrolment ?? '')).toBeVisible()
    await page.getByRole('radiogroup', { name: v.items.safety }).getByRole('radio', { name: /^5/ }).click()
    await page.getByRole('button', { name: v.send, exact: true }).click()
    await expect(page.getByText(v.lacking)).toBeVisible()
    for (const item of [v.items.care, v.items.food, v.items.communication, v.items.value])
      await page.getByRole('radiogroup', { name: item }).getByRole('radio', { name: /^4/ }).click()
    await page.getByLabel(v.text, { exact: true }).fill('老师很有耐心。')
    await page.getByRole('button', { name: v.send, exact: true }).click()
    await expect(page.getByText(v.states.pending ?? '')).toBeVisible()

    const reviews = () => server.api<{ reviews: { text?: string }[] }>(`/api/v1/facilities/${at?.id}/reviews`)
    expect((await reviews()).reviews.map(one => one.text)).not.toContain('老师很有耐心。')
    const desk = await demoPerson(server, 'district')
    const waiting = await ask<{ reviews: { id: string; text?: string }[] }>(
      server,
      'GET',
      '/api/v1/bureau/reviews',
      undefined,
      desk.headers,
    )
    const id = waiting.reviews.find(one => one.text === '老师很有耐心。')?.id
    await ask(server, 'POST', `/api/v1/bureau/reviews/${id}/actions`, { action: 'publish' }, desk.headers)
    await page.reload()
    await expect(page.getByText(v.states.published ?? '')).toBeVisible()
    await open(`/pkg-facility/detail/index?id=${at?.id}`)
    await expect(page.getByText('老师很有耐心。')).toBeVisible()

    await page.getByRole('button', { name: v.write, exact: true }).click()
    await page.getByRole('button', { name: v.remove, exact: true }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: v.removeYes, exact: true }).click()
    await expect(page.getByText(v.removed).first()).toBeVisible()
    expect((await reviews()).reviews.map(one => one.text)).not.toContain('老师很有耐心。')
  })

  test('who never came cannot; what was found is shown with the facility’s words', async ({ page, server, store, open }) => {
    const stranger = await Side.family(server, `1371111${String(1000 + (process.pid % 9000)).slice(-4)}`)
    const { one } = await mine(server, 'closed')
    await stranger.enter(page.context())
    await store({ ...device, ...stranger.storage })
    await open(`/pkg-facility/review/index?facility=${one.facility?.id}`)
    await expect(page.getByText(v.mayNot)).toBeVisible()
    await page.getByRole('button', { name: v.toFacility }).click()
    await expect(page.getByRole('heading', { name: v.findingsTitle })).toBeVisible()
    await expect(page.getByText(v.finding(v.categories.OVER_CAPACITY.name, v.results.substantiated ?? ''))).toBeVisible()
  })
})
