// Reservations in the mini-program against the real service: from the search to the first day, with what changes meanwhile asked
// for by the page itself, and the last place wanted by two families at once.
import { bookingTexts } from '../../packages/core/src/booking'
import { birth, expect, home, test } from './mini'
import { Person } from '../sides'
import { decide, facility, leave, newFamily, today } from '../reserving'

const b = bookingTexts.zh

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
  for (const one of await view.getByRole('switch').all()) await one.tap()
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
  if (other.status !== 201) return

  await view.getByRole('switch').first().tap()
  await view.getByRole('button', { name: /加入候补/ }).tap()
  await expect(view.getByText(b.states.waitlisted.line)).toBeVisible()
  await theirs.do('POST', `/api/v1/applications/${other.body.id}/actions`, { action: 'withdraw', version: other.body.version })
  await expect(view.getByText(b.states.offered.line)).toBeVisible({ timeout: 20_000 })
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
