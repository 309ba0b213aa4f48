// Reservations in the web app against the real service: from the search to the first day, the last place, the queue seen live,
// and what a killed app and a lost answer leave behind.
import type { BrowserContext, Page } from '@playwright/test'
import { bookingTexts, countdown } from '../../packages/core/src/booking'
import { claimTexts } from '../../packages/core/src/claim'
import { texts } from '../../packages/core/src/text'
import { birth, expect, familyStorage, home, settled, test, type Point } from '../fixtures'
import { codeFor } from '../people'
import { decide, elsewhere, enrol, facility, leave, newFamily, wait, today, type Opening } from '../reserving'
import { Person } from '../sides'

const t = texts.zh
const b = bookingTexts.zh
const c = claimTexts.zh

test.use({ ownServer: true })

/** A browser page of a family with one child. */
async function signedIn(context: BrowserContext, family: Person, from?: Point): Promise<void> {
  await family.enter(context)
  const values = { ...familyStorage({ home: from, birth }), ...family.storage, start: today }
  await context.addInitScript(stored => {
    if (location.origin === 'null' || localStorage.getItem('tyq:v1:greeted')) return
    for (const [key, value] of Object.entries(stored)) localStorage.setItem(`tyq:v1:${key}`, JSON.stringify(value))
  }, values)
}

const reservePath = (at: { id: string; room: Opening }) =>
  `/pkg-booking/reserve/index?facility=${at.id}&class=${at.room.class_id}&start=${today}`
const hold = (page: Page) => page.getByRole('button', { name: b.holdIt })
const kept = (page: Page) => page.getByRole('timer')

async function agree(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: b.consentsTitle })).toBeVisible()
  for (const one of await page.getByRole('switch').all()) await one.click()
  await page.getByRole('button', { name: b.nextStep, exact: true }).click()
  await expect(page.getByRole('heading', { name: b.checkTitle })).toBeVisible()
}

async function submit(page: Page): Promise<void> {
  await page.getByRole('button', { name: b.submit }).click()
  await expect(page).toHaveURL(/pkg-booking\/application/)
  await expect(page.getByText(b.states.submitted.line)).toBeVisible()
}

test('from the search to the first day @desktop', async ({ page, context, server, open }) => {
  test.setTimeout(120_000)
  const at = await facility(server)
  const family = await newFamily(server, '小满')
  await signedIn(context, family)

  await open(`/?q=${encodeURIComponent(at.name)}`)
  const show = page.getByRole('button', { name: t.find.toList, exact: true })
  if (await show.isVisible()) await show.click()
  await page.getByRole('link', { name: at.name }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: at.name })).toBeVisible()

  // What can be booked stands on the page; one press leads there.
  await page.getByRole('button', { name: b.reserveClass(at.room.name) }).click()
  await expect(page.getByRole('img', { name: b.stepOf(1, b.steps[0] ?? '') })).toBeVisible()
  await hold(page).click()
  await expect(kept(page)).toContainText(countdown('2026-11-16T09:45:00+08:00', server.now).text)
  await agree(page)
  await submit(page)

  // The papers the facility decides on are asked for here, and no longer once they are there.
  await expect(page.getByText(b.papersNeededText)).toBeVisible()
  await family.papers()
  await page.reload()
  await expect(page.getByText(b.states.submitted.line)).toBeVisible()
  await expect(page.getByText(b.papersNeededText)).toBeHidden()

  // The facility answers; the page says so without being touched.
  await decide(at.staff, '小满', 'offer')
  await expect(page.getByText(b.states.offered.line)).toBeVisible()
  await page.getByRole('button', { name: b.actions.accept }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: b.ask.accept?.yes, exact: true }).click()
  await expect(page.getByText(b.states.confirmed.line)).toBeVisible()
  await decide(at.staff, '小满', 'enrol', { signed: true })
  await expect(page.getByText(b.states.enrolled.line)).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: b.edges.T13 ?? '' })).toBeVisible()
})

test('the last place, wanted by two browsers at once, and the queue seen live', async ({
  page,
  context,
  browser,
  server,
  faults,
  allow,
}) => {
  test.setTimeout(120_000)
  allow(/Failed to load resource.*409/)
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 1)
  const families = [await newFamily(server, '甲甲'), await newFamily(server, '乙乙')] as const
  await signedIn(context, families[0])
  const other = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', serviceWorkers: 'block' })
  faults.allowed.push(/409/)
  await signedIn(other, families[1])
  const pages = [page, await other.newPage()]
  for (const one of pages) {
    await one.goto(reservePath(at))
    await settled(one)
    await expect(hold(one)).toBeEnabled()
  }
  await Promise.all(pages.map(one => hold(one).click()))
  const won = (one: Page) => kept(one).or(one.getByText(b.fullTitle)).first()
  await Promise.all(pages.map(one => expect(won(one)).toBeVisible()))
  const full = await Promise.all(pages.map(one => one.getByText(b.fullTitle).isVisible()))
  expect(full.filter(Boolean), 'one has the place, the other is told').toHaveLength(1)
  const loser = pages[full.indexOf(true)] as Page
  const winner = pages[full.indexOf(false)] as Page

  // Nobody is put into a queue unasked: it is another press, with the length of the queue on it.
  await loser.getByRole('switch').first().click()
  await loser.getByRole('button', { name: /加入候补/ }).click()
  await expect(loser.getByText(b.states.waitlisted.line)).toBeVisible()
  await expect(loser.getByText(b.position(1))).toBeVisible()

  // The place comes back and goes to the queue; the page of who waits says so by itself.
  await agree(winner)
  await winner.getByRole('button', { name: b.leaveHeld }).click()
  await winner.getByRole('alertdialog').getByRole('button', { name: b.leaveAsk.yes }).click()
  await expect(loser.getByText(b.states.offered.line)).toBeVisible({ timeout: 15_000 })
  await other.close()
})

test('a priority is claimed, checked by the district, and its place in the queue is explained', async ({ page, context, server, open }) => {
  test.setTimeout(120_000)
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 0)
  const before = await newFamily(server, '丙丙')
  await wait(before, at.room.class_id, today)
  const family = await newFamily(server, '丁丁')
  await signedIn(context, family)

  // Before joining, the way to say it stands beside the queue and knows the district.
  await open(reservePath(at))
  await page.getByRole('button', { name: c.beforeWait }).click()
  await page.getByLabel(c.kind).selectOption('hardship')
  await page.getByLabel(c.paper).fill('困难家庭认定书，丁丁')
  await page.getByRole('button', { name: c.send, exact: true }).click()
  await expect(page.getByText(c.byBureau)).toBeVisible()

  // The district sees the paper's words and nobody's name; the page hears of the answer without being touched.
  const district = await Person.demo(server, 'district')
  const asked = async () => {
    const { claims } = await district.get<{ claims: { id: string; paper?: string }[] }>('/api/v1/claims')
    return claims.find(one => one.paper === '困难家庭认定书，丁丁')?.id
  }
  await expect.poll(asked).toBeTruthy() // the page says who will look before it has sent anything
  await district.do('POST', `/api/v1/claims/${await asked()}/actions`, { action: 'grant', until: '2027-11-16' })
  await expect(page.getByText(c.countsLater)).toBeVisible()

  await open(reservePath(at))
  await page.getByRole('switch').first().click()
  await page.getByRole('button', { name: /加入候补/ }).click()
  await expect(page.getByText(b.position(1))).toBeVisible()
  await expect(page.getByText(b.ranks.priority?.(b.reasons.hardship ?? '', 0) ?? '')).toBeVisible()
  // Whoever stood there is told why it is the second now.
  const { applications } = await before.get<{ applications: { position?: { rank: number; history?: { why?: { code: string }[] }[] } }[] }>(
    '/api/v1/applications',
  )
  expect(applications[0]?.position?.rank).toBe(2)
})

test('what was filled in survives a killed app, the place too', async ({ page, context, server, open }) => {
  const at = await facility(server)
  await signedIn(context, await newFamily(server, '小禾'))
  await open(reservePath(at))
  await hold(page).click()
  await expect(kept(page)).toBeVisible()
  await page.getByRole('switch').first().click()
  await page.close({ runBeforeUnload: false })

  const again = await context.newPage()
  await again.goto('/pkg-booking/list/index')
  await expect(again.getByText(b.states.held.line)).toBeVisible()
  await again.goto(reservePath(at))
  await expect(kept(again)).toBeVisible()
  await expect(again.getByRole('switch').first()).toHaveAttribute('aria-checked', 'true')
})

for (const heard of [false, true]) {
  const how = heard ? 'the news of it brings the family on by itself' : 'asking again takes it up'
  test(`an answer lost on the way counts once: ${how}`, async ({ page, context, server, open, allow }) => {
    allow(/Failed to load resource|ERR_/)
    const at = await facility(server)
    const family = await newFamily(server, '小麦')
    await signedIn(context, family)
    if (!heard) await page.route(/\/api\/v1\/(stream|updates)/, route => route.abort())
    await open(reservePath(at))
    let lost = 0
    let told = (): void => {}
    const read = new Promise<void>(resolve => (told = resolve))
    await page.route('**/api/v1/applications', async route => {
      if (route.request().method() === 'GET' && lost) await read
      if (route.request().method() !== 'POST' || lost++ > 0) return route.continue()
      await route.fetch()
      await route.abort('connectionreset')
    })
    await hold(page).click()
    await expect(page.getByText(t.problem.offline.title).first()).toBeVisible()
    told()
    if (!heard) await hold(page).click()
    await expect(kept(page)).toBeVisible()
    await expect(page.getByText(t.problem.offline.title)).toHaveCount(0)
    const { applications } = await family.get<{ applications: { state: string }[] }>('/api/v1/applications')
    expect(applications.map(one => one.state)).toEqual(['held'])
  })
}

const dated = (path: string, start: string) => path.replace(today, start)
const next = '2026-12-01'

interface Mine {
  id: string
  state: string
  start: string
}
const mine = async (family: Person) => (await family.get<{ applications: Mine[] }>('/api/v1/applications')).applications
const heldNow = async (family: Person) => (await mine(family)).filter(one => one.state === 'held')

/** From the papers back to the first step, with another day chosen. */
async function chooseAnotherDay(page: Page): Promise<void> {
  await page.getByRole('button', { name: b.stepBack, exact: true }).click()
  await page.locator('#reserve-start').fill(next)
  await expect(page.getByText(b.exchangeHint)).toBeVisible()
}

test('a held place is given back only once the family agrees, and kept when it does not', async ({ page, context, server, open }) => {
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  const family = await newFamily(server, '小换')
  await signedIn(context, family)
  await open(reservePath(at))
  await hold(page).click()
  await expect(kept(page)).toBeVisible()
  const [first] = await heldNow(family)

  await chooseAnotherDay(page)
  await expect(kept(page), 'the place is still held').toBeVisible()
  await hold(page).click()
  await page.getByRole('alertdialog').getByRole('button', { name: b.exchangeNo, exact: true }).click()
  expect(await heldNow(family)).toEqual([first])
  // Loaded anew, the choice and the place are as they were.
  await page.reload()
  await expect(page.locator('#reserve-start')).toHaveValue(next)
  await expect(kept(page)).toBeVisible()

  await hold(page).click()
  await page.getByRole('alertdialog').getByRole('button', { name: b.exchangeYes, exact: true }).click()
  await expect(page.getByText(b.consentsText)).toBeVisible()
  expect((await heldNow(family)).map(one => one.start)).toEqual([next])
})

test('a place that is gone when it is exchanged leaves the family with the one it had', async ({ page, context, server, open, allow }) => {
  allow(/Failed to load resource.*409/)
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  const family = await newFamily(server, '小回')
  await signedIn(context, family)
  await open(reservePath(at))
  await hold(page).click()
  await expect(kept(page)).toBeVisible()
  await chooseAnotherDay(page)
  let refused = 0
  await page.route('**/api/v1/applications', route => {
    if (route.request().method() !== 'POST' || refused++ > 0) return route.continue()
    return route.fulfill({ status: 409, contentType: 'application/problem+json', body: '{"status":409,"code":"pool_full","title":"full"}' })
  })
  await hold(page).click()
  await page.getByRole('alertdialog').getByRole('button', { name: b.exchangeYes, exact: true }).click()
  await expect(page.getByText(b.exchangeBack)).toBeVisible()
  expect((await heldNow(family)).map(one => one.start)).toEqual([today])
  await expect(page.locator('#reserve-start')).toHaveValue(today)
  await page.getByRole('button', { name: b.nextStep, exact: true }).click()
  await expect(page.getByText(b.consentsText)).toBeVisible()
})

test('nothing is given back for a place that is plainly gone', async ({ page, context, server, open }) => {
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  const family = await newFamily(server, '小守')
  await signedIn(context, family)
  await open(reservePath(at))
  await hold(page).click()
  await expect(kept(page)).toBeVisible()
  const before = await heldNow(family)
  await chooseAnotherDay(page)
  await leave(at.staff, at.room.class_id, 0)
  const waiter = await newFamily(server, '等等')
  await wait(waiter, at.room.class_id, next)
  await hold(page).click()
  await page.getByRole('alertdialog').getByRole('button', { name: b.exchangeYes, exact: true }).click()
  await expect(page.getByText(b.exchangeFull)).toBeVisible()
  expect(await heldNow(family)).toEqual(before)
  await page.getByRole('button', { name: b.backToKept }).click()
  await expect(page.getByText(b.consentsText)).toBeVisible()
  expect(await heldNow(family)).toEqual(before)
})

test('two tabs: what was submitted in one is not held in the other any more', async ({ page, context, server, open }) => {
  const at = await facility(server)
  await signedIn(context, await newFamily(server, '小双'))
  await open(reservePath(at))
  await hold(page).click()
  await expect(kept(page)).toBeVisible()
  const other = await context.newPage()
  await other.goto(reservePath(at))
  await expect(kept(other)).toBeVisible()
  await agree(other)
  await submit(other)
  // The first tab says so by itself; begun again, the reservation says what is in the way before anything is filled in.
  await expect(page.getByText(b.states.submitted.line)).toBeVisible()
  await page.goto(reservePath(at))
  await expect(page.getByText(b.busyTitle)).toBeVisible()
  await expect(hold(page)).toBeHidden()
  await page.getByRole('button', { name: b.busySee }).click()
  await expect(page.getByText(b.states.submitted.line)).toBeVisible()
})

test('signing in leads back to the step, the visit and the session, also when the sign-in was loaded anew', async ({
  page,
  context,
  server,
  family,
  open,
}) => {
  test.setTimeout(120_000)
  const at = await facility(server)
  await family({ home, birth, start: today })
  const found = await server.api<{ visit_slots: { id: string }[]; sessions: { id: string }[] }>(`/api/v1/facilities/${at.id}/openings`)
  const pages: [string, string, string][] = [
    [dated(reservePath(at), next), b.signInFirst, b.who],
    [`/pkg-booking/visit/index?facility=${at.id}&slot=${found.visit_slots[0]?.id}`, t.account.signIn, b.visitWhere],
    [`/pkg-booking/session/index?facility=${at.id}&session=${found.sessions[0]?.id}`, t.account.signIn, b.visitWhere],
  ]
  for (const [i, [path, button, seen]] of pages.entries()) {
    await context.clearCookies()
    await page.evaluate(() => localStorage.removeItem('tyq:v1:login')).catch(() => {})
    await open(`/pkg-facility/detail/index?id=${at.id}`)
    await open(path)
    await page.getByRole('button', { name: button, exact: true }).click()
    await expect(page).toHaveURL(/sign-in/)
    await page.reload()
    const phone = `1371111${1000 + i}`
    await page.getByLabel(t.account.phone).fill(phone)
    await page.getByRole('button', { name: t.account.getCode }).click()
    await expect(page.locator('#sign-code')).toBeFocused()
    await page.locator('#sign-code').fill(await codeFor(server, phone))
    await expect(page).toHaveURL(new RegExp(path.split('?')[0] ?? ''))
    await expect(page.getByRole('heading', { name: seen })).toBeVisible()
    if (i === 0) await expect(page.locator('#reserve-start'), 'what was chosen is still chosen').toHaveValue(next)
    // Back is what was before the page, not the sign-in once more.
    await page.goBack()
    await expect(page).toHaveURL(/pkg-facility\/detail/)
  }
})

test('what can be booked is seen before any sign-in, and signing in leads back to it', async ({ page, server, family, open }) => {
  const at = await facility(server)
  await family({ home, birth, start: today })
  await open(`/pkg-facility/detail/index?id=${at.id}`)
  const section = page.getByRole('region', { name: b.openTitle })
  await expect(section).toContainText(at.room.name)
  await expect(section.getByRole('heading', { name: b.visitsTitle })).toBeVisible()
  await section.getByRole('button', { name: b.reserveClass(at.room.name) }).click()
  await expect(page.getByRole('heading', { name: b.prepare })).toBeVisible()
  await page.getByRole('button', { name: b.signInFirst }).click()
  await expect(page).toHaveURL(/sign-in/)
})

test('a visit in two presses, with its calendar file', async ({ page, context, server, open }) => {
  const at = await facility(server)
  await signedIn(context, await newFamily(server, '小雨'))
  await open(`/pkg-facility/detail/index?id=${at.id}`)
  await page
    .getByRole('region', { name: b.openTitle })
    .getByRole('button', { name: /^预约参观/ })
    .first()
    .click()
  await page.getByRole('button', { name: b.visitBook, exact: true }).click()
  await expect(page.getByText(b.visitBooked)).toBeVisible()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: b.toCalendar }).click()])
  expect(file.suggestedFilename()).toMatch(/\.ics$/)
  await page.getByRole('button', { name: b.cancelVisit }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: b.cancelAsk.yes, exact: true }).click()
  await expect(page.getByText(b.cancelled).first()).toBeVisible()
})

test('scarce sessions say that nobody has to be quick', async ({ page, context, server, open }) => {
  const at = await facility(server)
  await signedIn(context, await newFamily(server, '小河'))
  const { sessions } = await server.api<{ sessions: { id: string; status: string }[] }>(`/api/v1/facilities/${at.id}/openings`)
  const scarce = sessions.find(one => one.status === 'window')
  if (!scarce) throw new Error('the demonstration has no session in its opening window')
  await open(`/pkg-booking/session/index?facility=${at.id}&session=${scarce.id}`)
  await expect(page.getByRole('heading', { name: b.lotteryTitle })).toBeVisible()
  for (const one of await page.getByRole('switch').all()) await one.click()
  await page.getByRole('button', { name: b.sessionEnter, exact: true }).click()
  await expect(page.getByText(b.sessionEntered)).toBeVisible()
  await expect(page.getByText(b.entryNext.entered ?? '')).toBeVisible()
})

interface Told {
  id: string
  state: string
  group?: string
  replaces?: string
  child: { name: string }
}
const told = async (family: Person) => (await family.get<{ applications: Told[] }>('/api/v1/applications')).applications

test('siblings are asked for together: both have a place and both are shown @desktop', async ({ page, context, server, open }) => {
  test.setTimeout(120_000)
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  const family = await newFamily(server, '大宝')
  await family.child('小宝')
  await signedIn(context, family)
  await open(reservePath(at))
  await page.getByRole('radio', { name: /大宝/ }).check()
  await expect(page.getByText(b.togetherText)).toBeVisible()
  await page.getByRole('switch', { name: b.togetherWith('小宝') }).click()
  await page
    .getByRole('radiogroup', { name: b.togetherClass('小宝') })
    .getByRole('radio', { name: at.room.name })
    .check()
  await hold(page).click()
  await expect(kept(page)).toBeVisible()
  expect((await told(family)).map(one => one.state)).toEqual(['held', 'held'])

  // Back and on with nothing changed: the same places.
  const before = (await told(family)).map(one => one.id).sort()
  await page.getByRole('button', { name: b.stepBack }).click()
  await page.getByRole('button', { name: b.nextStep, exact: true }).click()
  await expect(page.getByText(b.consentsText)).toBeVisible()
  expect((await told(family)).map(one => one.id).sort()).toEqual(before)

  await agree(page)
  const facts = page.getByRole('definition')
  for (const name of ['大宝', '小宝']) await expect(facts.filter({ hasText: name })).toBeVisible()
  await expect(facts.filter({ hasText: b.togetherCheck })).toBeVisible()
  await submit(page)
  await expect(page.getByText(b.groupText)).toBeVisible()
  const apps = await told(family)
  expect(apps.map(one => one.state)).toEqual(['submitted', 'submitted'])
  expect(new Set(apps.map(one => one.group)).size).toBe(1)

  await open('/pkg-booking/list/index')
  await expect(page.getByText(b.togetherMates('大宝'))).toBeVisible()
  await expect(page.getByText(b.togetherMates('小宝'))).toBeVisible()
})

test('where there is a place for one alone, siblings wait together and neither is taken', async ({ page, context, server, open }) => {
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 1)
  const family = await newFamily(server, '大宝')
  await family.child('小宝')
  await signedIn(context, family)
  await open(reservePath(at))
  await page.getByRole('radio', { name: /大宝/ }).check()
  await page.getByRole('switch', { name: b.togetherWith('小宝') }).click()
  await page
    .getByRole('radiogroup', { name: b.togetherClass('小宝') })
    .getByRole('radio', { name: at.room.name })
    .check()
  await expect(page.getByText(b.togetherFull)).toBeVisible()
  await expect(page.getByText(b.togetherWait)).toBeVisible()
  await page.locator('#consent-booking').click()
  await page.getByRole('button', { name: /加入候补/ }).click()
  await expect(page.getByText(b.states.waitlisted.line)).toBeVisible()
  expect((await told(family)).map(one => one.state)).toEqual(['waitlisted', 'waitlisted'])
  await leave(at.staff, at.room.class_id, 2)
  await expect(page.getByText(b.states.offered.line)).toBeVisible({ timeout: 15_000 })
  await expect.poll(async () => (await told(family)).map(one => one.state)).toEqual(['offered', 'offered'])
})

test('a place in exchange for the one a child has, which is kept meanwhile @desktop', async ({ page, context, server, open }) => {
  test.setTimeout(120_000)
  const at = await facility(server)
  await leave(at.staff, at.room.class_id, 2)
  const family = await newFamily(server, '小树')
  const old = await enrol(at, family, '小树')
  await signedIn(context, family)
  const there = await elsewhere(server, at.id)
  await open(reservePath(there))
  const question = page.getByRole('radiogroup', { name: b.transferAsk('小树') })
  await expect(page.getByText(b.transferNow(at.name, at.room.name))).toBeVisible()
  // What is missing is named by the button, which leads there.
  await page.getByRole('button', { name: b.answerTransfer }).click()
  await expect(question.getByRole('radio').first()).toBeFocused()
  await question.getByRole('radio', { name: b.transferNo }).check()
  await expect(page.getByText(b.transferBarredText)).toBeVisible()
  await expect(hold(page)).toBeHidden()
  await question.getByRole('radio', { name: b.transferYes }).check()
  await expect(page.getByText(b.transferYesHint)).toBeVisible()
  await hold(page).click()
  await expect(kept(page)).toBeVisible()
  await agree(page)
  await expect(page.getByText(b.transferCheck(at.name))).toBeVisible()
  await submit(page)
  await expect(page.getByText(b.transferText)).toBeVisible()
  const apps = await told(family)
  expect(apps.find(one => one.state === 'submitted')?.replaces).toBe(old)
  expect(apps.find(one => one.id === old)?.state, 'the place that is given up is kept until then').toBe('enrolled')
})
