// Signing in with WeChat, a child and a photo of a paper, a helper's code and the data taken along, as the mini-program does it.
import { expect, test, type Server } from './mini'
import { ask, codeFor, demoPerson, newParent, type Person } from '../people'
import { texts } from '../../packages/core/src/text'

const t = texts.zh

/** Puts a person's login where the mini-program keeps it. */
const loginOf = (person: Person) => ({ greeted: true, login: person.session.token })

let running = 0
/** A parent with a family of their own, whom no other test touches. */
const parent = (server: Server) => newParent(server, `1373333${String(1000 + ++running + (process.pid % 800) * 10).slice(-4)}`)

test('a parent signs in by text message, adds a child, and is still there after WeChat was closed', async ({
  start,
  view,
  store,
  server,
  mp,
  page,
}) => {
  await store({ greeted: true })
  await start('pages/mine/index')
  await view.getByRole('button', { name: t.account.signIn, exact: true }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-account/sign-in/index')
  await view.getByRole('button', { name: t.account.bySms }).tap()
  const phone = `1374444${String(1000 + (process.pid % 9000)).slice(-4)}`
  await view.getByLabel(t.account.phone, { exact: true }).fill(phone)
  await view.getByRole('button', { name: t.account.getCode }).tap()
  await expect(view.getByLabel(t.account.code, { exact: true })).toBeVisible()
  await view.getByLabel(t.account.code, { exact: true }).fill(await codeFor(server, phone))
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pages/mine/index')
  await view.getByText(t.family.title, { exact: true }).tap()
  await expect(view.getByText(t.family.noChildren)).toBeVisible()
  await view.getByRole('button', { name: t.family.addChild }).tap()
  await view.getByLabel(t.family.childName).fill('王小满')
  await mp(m => m.emit('picker[mode=date], picker', 'change', { value: '2025-03-10' }))
  await view.getByRole('button', { name: t.family.save }).tap()
  await expect(view.getByText('王小满')).toBeVisible()

  await page.reload()
  await page.waitForFunction(() => window.mp?.ready)
  await mp(m => m.relaunch('/pkg-family/family/index'))
  await expect(view.getByText('王小满')).toBeVisible()
  // The family itself is nowhere on the phone.
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('王小满')
})

test('somebody WeChat alone does not know is asked for the number once, and may refuse', async ({
  start,
  view,
  store,
  page,
  mp,
  allow,
}) => {
  allow(/Failed to load resource.*40[13]/)
  await store({ greeted: true })
  const sent: { code?: string; phone_code?: string }[] = []
  const bearers: (string | undefined)[] = []
  page.on('request', request => bearers.push(request.headers().authorization))
  await page.route('**/api/v1/auth/wechat', route => {
    const body = route.request().postDataJSON() as { code: string; phone_code?: string }
    sent.push(body)
    const code = 'phone_needed'
    if (!body.phone_code)
      return route.fulfill({ status: 403, contentType: 'application/problem+json', json: { code, status: 403, title: '' } })
    return route.fulfill({
      json: {
        account: { id: 'a', role: 'guardian', name: '', phone_tail: '0001' },
        family: { id: 'f', role: 'guardian' },
        csrf: '',
        token: 'T',
        demo: true,
      },
    })
  })
  await start('pkg-account/sign-in/index')
  await view.getByRole('button', { name: t.account.byWeChat }).tap()
  await expect(view.getByText(t.account.needPhoneText)).toBeVisible()
  await view.getByRole('button', { name: t.account.allowPhone }).tap()
  await expect(view.getByLabel(t.account.phone, { exact: true })).toBeVisible()

  await start('pkg-account/sign-in/index')
  await view.getByRole('button', { name: t.account.byWeChat }).tap()
  await mp(m => m.set({ phoneCode: 'phone-1' }))
  await view.getByRole('button', { name: t.account.allowPhone }).tap()
  await expect.poll(() => sent.at(-1)).toMatchObject({ phone_code: 'phone-1' })
  // Each of WeChat's codes counts once: the second request has one of its own.
  expect(sent.at(-1)?.code).not.toBe(sent.at(-2)?.code)
  // Kept, or already tried: the real service knows nobody by this token and ends it again.
  const kept = () => mp(() => localStorage.getItem('tyq:v1:login'))
  await expect.poll(async () => bearers.includes('Bearer T') || (await kept()) === '"T"').toBe(true)
})

test('a paper with its photo is sent as it is, looked at, and leaves nothing on the phone', async ({
  start,
  view,
  store,
  server,
  mp,
  phone,
}) => {
  const person = await parent(server)
  const child = await ask<{ id: string }>(
    server,
    'POST',
    '/api/v1/family/children',
    { name: '王小寒', birth: '2025-06-01' },
    person.headers,
  )
  await store(loginOf(person))
  // The smallest JPEG there is.
  const base64 =
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA='
  await phone({ file: { name: '检查表.jpg', base64 } })
  await start(`pkg-family/paper/index?child=${child.id}&kind=health_check`)
  await expect(view.getByRole('button', { name: t.family.scanFile })).toBeVisible()
  await mp(m => m.emit('picker', 'change', { value: '2026-11-02' }))
  await view.getByRole('button', { name: t.family.scanPhoto }).tap()
  await expect(view.getByText(t.family.scanLook)).toBeVisible()
  await view.getByRole('button', { name: t.family.save }).tap()
  const papers = () =>
    ask<{ children: { papers: { id?: string; scan: boolean; scan_bytes?: number }[] }[] }>(
      server,
      'GET',
      '/api/v1/family',
      undefined,
      person.headers,
    )
  await expect
    .poll(async () => (await papers()).children[0]?.papers.find(one => one.scan)?.scan_bytes)
    .toBe(Buffer.from(base64, 'base64').length)

  await start(`pkg-family/child/index?id=${child.id}`)
  await view.getByRole('button', { name: t.family.about(t.family.scanOpen, t.family.kinds.health_check ?? '') }).tap()
  await expect.poll(() => mp(m => m.calls.filter(call => call.name === 'previewImage').length)).toBe(1)
  const shown = await mp(m => m.calls.find(call => call.name === 'previewImage')?.options.urls)
  expect(shown).toEqual(['wxfile://usr/scan.jpg'])
})

test('the data are taken along into a chat, right after a tap, and no copy stays', async ({ start, view, store, server, mp }) => {
  const person = await parent(server)
  await store(loginOf(person))
  await start('pkg-account/records/index')
  await view.getByRole('button', { name: t.account.takeGet }).tap()
  await view.getByRole('button', { name: t.account.takeSend }).tap()
  await expect.poll(() => mp(m => m.calls.filter(call => call.name === 'shareFileMessage').length)).toBe(1)
  await expect.poll(() => mp(m => m.files())).toEqual([])
})

test('consents stand one by one; refusing sends nothing', async ({ start, view, store, server }) => {
  const person = await parent(server)
  await ask(server, 'POST', '/api/v1/family/children', { name: '王小满', birth: '2025-03-10' }, person.headers)
  await store(loginOf(person))
  await start('pkg-family/consents/index')
  const decide = view.getByRole('button', { name: new RegExp(`^${t.family.decide}`) }).first()
  await decide.tap()
  await view.getByRole('button', { name: t.family.refuse, exact: true }).tap()
  await expect(view.getByText(t.family.refused)).toBeVisible()
  await view
    .getByRole('button', { name: new RegExp(`^${t.family.decide}`) })
    .first()
    .tap()
  await view.getByRole('button', { name: t.family.agree, exact: true }).tap()
  await expect(view.getByText(t.family.agreed('11 月 16 日'))).toBeVisible()
  const { consents } = await ask<{ consents: unknown[] }>(server, 'GET', '/api/v1/family/consents', undefined, person.headers)
  expect(consents).toHaveLength(1)
})

test('a helper sees the family and no button that is not theirs', async ({ start, view, store, server }) => {
  const helper = await demoPerson(server, 'delegate')
  await store(loginOf(helper))
  await start('pkg-family/family/index')
  await expect(view.locator('.child-name').first()).toBeVisible()
  await expect(view.getByText(t.account.onlyGuardian)).toBeVisible()
  for (const name of [t.family.addChild, t.family.addPickup, t.family.invite])
    await expect(view.getByRole('button', { name })).toHaveCount(0)
})

test('messages are counted on the tab, and WeChat is asked only where there is something to ask', async ({
  start,
  view,
  store,
  server,
}) => {
  const person = await demoPerson(server, 'guardian')
  await expect(async () => {
    const { unread } = await ask<{ unread: number }>(server, 'GET', '/api/v1/inbox', undefined, person.headers)
    expect(unread).toBeGreaterThan(0)
  }).toPass({ timeout: 15_000 })
  await store(loginOf(person))
  await start('pkg-account/inbox/index')
  await expect(view.locator('.inbox-one').first()).toBeVisible()
  await expect(view.getByRole('button', { name: t.inbox.remindYes })).toHaveCount(0)
})

test('a login that is over elsewhere is over here', async ({ start, view, store, server, allow, mp }) => {
  allow(/Failed to load resource/)
  const person = await parent(server)
  await store(loginOf(person))
  await start('pkg-family/family/index')
  await expect(view.getByText(t.family.noChildren)).toBeVisible()
  await ask(server, 'DELETE', '/api/v1/session/all', undefined, person.headers)
  await mp(m => m.visible(false))
  await mp(m => m.visible(true))
  await expect(view.getByText(t.account.needed)).toBeVisible()
  await expect.poll(() => mp(() => localStorage.getItem('tyq:v1:login'))).toBe('""')
})
