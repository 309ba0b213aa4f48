// Reservations in the mini-program against the real service: from the search to the first day, with what changes meanwhile asked
// for by the page itself, and the last place wanted by two families at once.
import type { Locator } from '@playwright/test'
import { bookingTexts } from '../../packages/core/src/booking'
import { texts } from '../../packages/core/src/text'
import { birth, expect, home, test } from './mini'
import { Person } from '../sides'
import { codeFor } from '../people'
import { decide, elsewhere, enrol, facility, leave, newFamily, release, today } from '../reserving'

const b = bookingTexts.zh
const t = texts.zh

/** Gives every consent that is asked for, once its step is there: the step before has switches too. */
async function agree(view: Locator): Promise<void> {
  await expect(view.getByRole('heading', { name: b.consentsTitle })).toBeVisible()
  for (const one of await view.getByRole('switch').all()) await one.tap()
}

test('from the search to the first day', async ({ start, view, mp, server, store, family: tell }) => {
  test.setTimeout(150_000)
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 3)
  const family = await newFamily(server, '小满', 'mini')
  await family.papers()
  await tell({ birth, start: today })
  await store(family.storage)

  await start(`pages/find/index?q=${encodeURIComponent(at.name)}`)
  await view.getByText(at.name, { exact: true }).first().tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-facility/detail/index')
  await view.getByRole('button', { name: b.reserveClass(at.room.name) }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-booking/reserve/index')
  await view.getByRole('button', { name: b.holdIt }).tap()
  await expect(view.getByText('15:00')).toBeVisible()
  await agree(view)
  await view.getByRole('button', { name: b.nextStep, exact: true }).tap()
  await view.getByRole('button', { name: b.submit }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-booking/application/index')
  await expect(view.getByText(b.states.submitted.line)).toBeVisible()

  await decide(at.staff, '小满', 'offer')
  await expect(view.getByText(b.states.offered.line)).toBeVisible({ timeout: 20_000 })
  await view.getByRole('button', { name: b.actions.accept, exact: true }).tap()
  await view.getByRole('alertdialog').getByRole('button', { name: b.ask.accept?.yes, exact: true }).tap()
  await expect(view.getByText(b.states.confirmed.line)).toBeVisible()
  await decide(at.staff, '小满', 'enrol', { signed: true })
  await expect(view.getByText(b.states.enrolled.line)).toBeVisible({ timeout: 20_000 })
})

test('the last place is gone: the queue is another press, and its turn is seen without a touch', async ({
  start,
  view,
  server,
  store,
  family: tell,
  allow,
}) => {
  allow(/Failed to load resource.*409/)
  test.setTimeout(150_000)
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 1)
  const [ours, theirs] = [await newFamily(server, '乙乙', 'mini'), await newFamily(server, '甲甲', 'mini')]
  await tell({ home, birth, start: today })
  await store(ours.storage)
  await start(`pkg-booking/reserve/index?facility=${at.id}&class=${at.room.class_id}&start=${today}`)
  const button = view.getByRole('button', { name: b.holdIt })
  await expect(button).toBeVisible()

  // Both at once: one has it, the other is told.
  const { children } = await theirs.get<{ children: { id: string }[] }>('/api/v1/family')
  const wish = { child_id: children[0]?.id, class_id: at.room.class_id, start: today, as: 'hold' }
  const [other] = await Promise.all([theirs.try<{ id: string; version: number }>('POST', '/api/v1/applications', wish), button.tap()])
  const mine = view.getByText('15:00')
  await expect(mine.or(view.getByText(b.fullTitle)).first()).toBeVisible()
  expect((other.status === 201 ? 1 : 0) + (await mine.count()), 'the place went to one of the two').toBe(1)
  if (other.status !== 201) return release(ours)

  await view.getByRole('switch').first().tap()
  await view.getByRole('button', { name: /加入候补/ }).tap()
  await expect(view.getByText(b.states.waitlisted.line)).toBeVisible()
  await theirs.do('POST', `/api/v1/applications/${other.body.id}/actions`, { action: 'withdraw', version: other.body.version })
  await expect(view.getByText(b.states.offered.line)).toBeVisible({ timeout: 20_000 })
  await release(ours)
})

interface Told {
  id: string
  state: string
  start: string
  group?: string
  replaces?: string
}
const told = async (family: Person) => (await family.get<{ applications: Told[] }>('/api/v1/applications')).applications

test('siblings are asked for together, each in a class of its own', async ({ start, view, mp, server, store, family: tell }) => {
  test.setTimeout(120_000)
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  const family = await newFamily(server, '大宝', 'mini')
  await family.child('小宝')
  await tell({ home, birth, start: today })
  await store(family.storage)
  await start(`pkg-booking/reserve/index?facility=${at.id}&class=${at.room.class_id}&start=${today}`)
  await view.getByRole('radio', { name: /大宝/ }).tap()
  await view.getByRole('switch', { name: b.togetherWith('小宝') }).tap()
  await view
    .getByRole('radiogroup', { name: b.togetherClass('小宝') })
    .getByRole('radio', { name: at.room.name })
    .tap()
  await view.getByRole('button', { name: b.holdIt }).tap()
  await expect(view.getByText('15:00')).toBeVisible()
  await agree(view)
  await view.getByRole('button', { name: b.nextStep, exact: true }).tap()
  await expect(view.getByText(b.togetherCheck)).toBeVisible()
  await view.getByRole('button', { name: b.submit }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-booking/application/index')
  const apps = await told(family)
  expect(apps.map(one => one.state)).toEqual(['submitted', 'submitted'])
  expect(new Set(apps.map(one => one.group)).size).toBe(1)
  await release(family)
})

test('a place in exchange for the one a child has, which is kept meanwhile', async ({ start, view, mp, server, store, family: tell }) => {
  test.setTimeout(120_000)
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  const family = await newFamily(server, '小树', 'mini')
  const old = await enrol(at, family, '小树')
  await tell({ home, birth, start: today })
  await store(family.storage)
  const there = await elsewhere(server, at.id)
  await start(`pkg-booking/reserve/index?facility=${there.id}&class=${there.room.class_id}&start=${today}`)
  await expect(view.getByText(b.transferNow(at.name, at.room.name))).toBeVisible()
  await expect(view.getByRole('button', { name: b.answerTransfer })).toBeVisible()
  await view.getByRole('radio', { name: b.transferYes }).tap()
  await view.getByRole('button', { name: b.holdIt }).tap()
  await expect(view.getByText('15:00')).toBeVisible()
  await agree(view)
  await view.getByRole('button', { name: b.nextStep, exact: true }).tap()
  await view.getByRole('button', { name: b.submit }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-booking/application/index')
  const apps = await told(family)
  expect(apps.find(one => one.state === 'submitted')?.replaces).toBe(old)
  expect(apps.find(one => one.id === old)?.state).toBe('enrolled')
  await release(family)
})

test('another day is exchanged for the one that is held only when the family says so', async ({
  start,
  view,
  mp,
  server,
  store,
  family: tell,
}) => {
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  const family = await newFamily(server, '小换', 'mini')
  await tell({ home, birth, start: today })
  await store(family.storage)
  await start(`pkg-booking/reserve/index?facility=${at.id}&class=${at.room.class_id}&start=${today}`)
  await view.getByRole('button', { name: b.holdIt }).tap()
  await expect(view.getByText('15:00')).toBeVisible()
  await view.getByRole('button', { name: b.stepBack, exact: true }).tap()
  await expect(view.getByText(b.whichClass, { exact: true }).first()).toBeVisible()
  await mp(m => m.emit('picker[mode=date], picker', 'change', { value: '2026-12-01' }))
  await view.getByRole('button', { name: b.holdIt }).tap()
  await view.getByRole('alertdialog').getByRole('button', { name: b.exchangeNo, exact: true }).tap()
  expect((await told(family)).filter(one => one.state === 'held').map(one => one.start)).toEqual([today])
  await view.getByRole('button', { name: b.holdIt }).tap()
  await view.getByRole('alertdialog').getByRole('button', { name: b.exchangeYes, exact: true }).tap()
  await expect(view.getByText(b.consentsText)).toBeVisible()
  expect((await told(family)).filter(one => one.state === 'held').map(one => one.start)).toEqual(['2026-12-01'])
  await release(family)
})

test('signing in leads back to the reservation, also when WeChat began anew at the sign-in', async ({
  start,
  view,
  mp,
  server,
  store,
  family: tell,
}) => {
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  await tell({ home, birth, start: today })
  await store({ greeted: true })
  await start(`pkg-booking/reserve/index?facility=${at.id}&class=${at.room.class_id}&start=2026-12-01`)
  await view.getByRole('button', { name: b.signInFirst }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-account/sign-in/index')
  const to = encodeURIComponent(`/pkg-booking/reserve/index?facility=${at.id}`)
  for (const [phone, anew] of [
    ['13944440001', false],
    ['13944440002', true],
  ] as const) {
    if (anew) {
      await mp(m => m.relaunch('/pages/find/index'))
      await view.page().evaluate(() => localStorage.removeItem('tyq:v1:login'))
      await start(`pkg-account/sign-in/index?to=${to}`)
    }
    await view.getByRole('button', { name: t.account.bySms }).tap()
    await view.getByLabel(t.account.phone, { exact: true }).fill(phone)
    await view.getByRole('button', { name: t.account.getCode }).tap()
    await expect(view.getByLabel(t.account.code, { exact: true })).toBeVisible()
    await view.getByLabel(t.account.code, { exact: true }).fill(await codeFor(server, phone))
    await expect.poll(() => mp(m => m.routes())).toEqual(['pkg-booking/reserve/index'])
    await expect(view.getByText(b.noChild)).toBeVisible()
  }
})

test('a day at home is said and taken back', async ({ start, view, server, store, family: tell }) => {
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  const family = await newFamily(server, '小雪', 'mini')
  const id = await enrol(at, family, '小雪')
  await tell({ home, birth, start: today })
  await store(family.storage)
  await start(`pkg-booking/application/index?id=${id}`)
  await view.getByRole('button', { name: b.absenceTitle }).tap()
  await view.getByRole('button', { name: b.absenceSend }).tap()
  const back = view.getByRole('button', { name: /照常来$/ })
  await expect(back).toBeVisible()
  const days = async () => (await family.get<{ absences: unknown[] }>('/api/v1/absences')).absences.length
  expect(await days()).toBe(1)
  await back.tap()
  await expect(back).toHaveCount(0)
  expect(await days()).toBe(0)
})

test('a visit goes into the phone’s calendar', async ({ start, view, mp, server, store, family: tell }) => {
  const at = await facility(server)
  await tell({ home, birth })
  await store((await Person.family(server, '13900007777', 'mini')).storage)
  await start(`pkg-facility/detail/index?id=${at.id}`)
  await view
    .getByRole('button', { name: /^预约参观/ })
    .first()
    .tap()
  await view.getByRole('button', { name: b.visitBook, exact: true }).tap()
  await expect(view.getByText(b.visitBooked)).toBeVisible()
  await view.getByRole('button', { name: b.toCalendar }).tap()
  await expect.poll(() => mp(m => m.calls.find(call => call.name === 'addPhoneCalendar')?.options.title)).toContain(at.name)
})
