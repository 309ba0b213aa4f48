// What a facility keeps of itself, in one morning: who is there, what that allows, a mark a child, a week of visits, a fee list with
// its history, a picture, and a roster that goes out and comes back.
import { readFile } from 'node:fs/promises'
import { own } from '../../apps/console/src/text/zh/own'
import { shell } from '../../apps/console/src/text/zh/shell'
import { expect, test } from '../fixtures'
import { Person } from '../sides'
import { drawn, openDesk, signIn } from './desk'

test.use({ ownServer: true })

const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')

test('who is on duty decides the places; attendance is one tap a child', async ({ page, server }) => {
  await signIn(page, server, 'facility')
  await openDesk(page, '/roster')
  const carer = page.getByRole('switch').nth(1)
  const before = await carer.getAttribute('aria-checked')
  const staffing = page.getByRole('region', { name: own.roster.staffing }).locator('tbody tr').first().locator('td').first()
  const carers = await staffing.innerText()
  await carer.focus()
  await page.keyboard.press('Space')
  await expect(carer).toHaveAttribute('aria-checked', before === 'true' ? 'false' : 'true')
  await expect(staffing).not.toHaveText(carers)

  // A name that is a formula is a name.
  await page.getByRole('button', { name: own.roster.addPerson }).click()
  const form = page.getByRole('dialog', { name: own.roster.addPerson })
  await form.getByLabel(own.roster.person.name).fill('=1+1 老师')
  await form.getByRole('button', { name: shell.save }).click()
  await expect(form).toBeHidden()
  await expect(page.getByRole('rowheader', { name: '=1+1 老师' })).toBeVisible()
  await expect(page.getByText(own.roster.flaws.exclusion_missing)).toBeVisible()

  await openDesk(page, '/exchange')
  const list = page.getByRole('region', { name: own.exchange.lists.roster })
  const downloading = page.waitForEvent('download')
  await list.getByRole('button', { name: own.exchange.download('CSV') }).click()
  const file = await readFile(await (await downloading).path())
  expect(file.toString()).toContain(`"'=1+1 老师"`)
  await list.getByLabel(own.exchange.upload).setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer: file })
  await expect(list.getByText(own.exchange.nothing)).toBeVisible()
  await expect(list.getByText('roster.csv')).toBeVisible() // in our words, whatever the browser's language
  await expect(list.getByText(shell.chooseOther)).toBeVisible()
  const changed = Buffer.from(file.toString().replace(`"'=1+1 老师","保育人员"`, `"'=1+1 老师","炊事人员"`))
  await list.getByLabel(own.exchange.upload).setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer: changed })
  await list.getByRole('button', { name: own.exchange.take }).click()
  await expect(list.getByRole('status').getByText(own.exchange.taken)).toBeVisible()

  await openDesk(page, '/attendance')
  const child = page.locator('.tap').first()
  await child.focus()
  await page.keyboard.press('Enter')
  await expect(child).toContainText(own.attendance.marks.present)
  await page.keyboard.press('Enter')
  await expect(child).toContainText(own.attendance.marks.picked_up)
  await page.keyboard.press('u')
  await expect(child).toContainText(own.attendance.marks.none)
})

test('charts wear the colours of the screen, and on paper those of paper', async ({ page, server }) => {
  await signIn(page, server, 'facility')
  await page.emulateMedia({ colorScheme: 'dark' })
  await openDesk(page, '/statistics')
  const legend = page.locator('figure svg text').filter({ hasText: own.figures.filed }).first()
  await expect(legend).toHaveAttribute('fill', '#e8eeea')
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(legend).toHaveAttribute('fill', '#000')
})

test('a week of visits is looked at before it is published; fees keep their history; a picture is added', async ({
  page,
  server,
  allow,
}) => {
  await signIn(page, server, 'facility')
  await openDesk(page, '/visits')
  await page.getByRole('button', { name: own.visits.publish }).click()
  const drawer = page.getByRole('dialog', { name: own.pattern.title.slot })
  await drawer.getByRole('button', { name: own.pattern.load }).first().click()
  await drawer.getByRole('button', { name: own.pattern.preview }).click()
  await expect(drawer.getByRole('region', { name: own.pattern.preview })).toBeVisible()
  await drawer.getByRole('button', { name: /^发布这/ }).click()
  await expect(drawer).toBeHidden()
  // The same again would overlap: nothing is left to publish.
  await page.getByRole('button', { name: own.visits.publish }).click()
  await drawer.getByRole('button', { name: own.pattern.load }).first().click()
  await drawer.getByRole('button', { name: own.pattern.preview }).click()
  await expect(drawer.getByText(own.pattern.nothing)).toBeVisible()
  await page.keyboard.press('Escape')

  await openDesk(page, '/profile')
  await page.getByRole('tab', { name: own.profile.tabs.profile }).focus()
  await page.keyboard.press('ArrowRight')
  const fees = page.getByRole('tabpanel', { name: own.profile.tabs.fees })
  const amount = fees.getByLabel(`${own.profile.fees.amount} 1`)
  const raised = String(Number(await amount.inputValue()) + 100)
  await amount.fill(raised)
  await fees.getByLabel(own.profile.words).fill('人工成本上涨')
  await fees.getByRole('button', { name: own.profile.save }).click()
  await expect(fees.getByText(own.profile.version(3))).toBeVisible()
  await expect(fees.getByText('人工成本上涨')).toBeVisible()
  await expect(amount).toHaveValue(raised)

  // A colleague saves first: what differs stands side by side, and mine is used because I say so.
  await page.getByRole('tab', { name: own.profile.tabs.profile }).click()
  const about = page.getByRole('tabpanel', { name: own.profile.tabs.profile })
  await about.getByLabel(own.profile.intro).fill('我写的介绍')
  const colleague = await Person.demo(server, 'facility')
  const there = await colleague.get<{ versions: { profile: number }; profile: object }>('/api/v1/facility/disclosure')
  await colleague.do('PUT', '/api/v1/facility/disclosure/profile', {
    version: there.versions.profile,
    profile: { ...there.profile, intro: '同事写的介绍' },
  })
  allow(/409/)
  await about.getByRole('button', { name: own.profile.save }).click()
  const conflict = page.getByRole('dialog', { name: shell.conflict })
  await expect(conflict.getByRole('row')).toHaveCount(2)
  await expect(conflict.getByRole('cell', { name: '同事写的介绍' })).toBeVisible()
  await conflict.getByRole('button', { name: shell.takeMine }).click()
  await expect(conflict).toBeHidden()
  await expect
    .poll(async () => (await colleague.get<{ profile: { intro: string } }>('/api/v1/facility/disclosure')).profile.intro)
    .toBe('我写的介绍')
  // Languages have names; the tags they are kept by are nobody's to know.
  await about.getByLabel(own.profile.languageAdd).selectOption({ label: '法语' })
  await about.getByRole('button', { name: own.profile.save }).click()
  await expect
    .poll(async () => (await colleague.get<{ profile: { languages?: string[] } }>('/api/v1/facility/disclosure')).profile.languages)
    .toContain('fr')

  await page.getByRole('tab', { name: own.profile.tabs.photos }).click()
  await drawn(page)
  await page.getByLabel(own.profile.photos.words).fill('一个白点')
  await page.getByLabel(own.profile.photos.choose).setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: dot })
  await expect(page.getByRole('img', { name: '一个白点' })).toBeVisible()
})

test('staff give their own mobile, by keyboard: a code proves it, and the page says which it is', async ({ page, server }) => {
  await signIn(page, server, 'facility')
  await openDesk(page, '/account')
  const card = page.getByRole('region', { name: shell.mobile.title })
  await card.getByRole('button').focus()
  await page.keyboard.press('Enter')
  await expect(card.getByLabel(shell.mobile.number)).toBeFocused()
  await page.keyboard.type('1360')
  await page.keyboard.press('Enter')
  await expect(card.getByText(shell.mobile.numberWrong)).toBeVisible()
  await page.keyboard.type('0136001')
  await page.keyboard.press('Enter')
  await expect(card.getByLabel(shell.mobile.code, { exact: true })).toBeFocused()
  const { messages } = await server.api<{ messages: { body: string; to?: string }[] }>('/api/v1/demo')
  const code = messages.map(one => /验证码是 (\d{6})/.exec(one.body)?.[1]).find(Boolean)
  await page.keyboard.type(String(code))
  await page.keyboard.press('Enter')
  await expect(card.getByText(shell.mobile.now('6001'))).toBeVisible()
  await page.reload()
  await expect(card.getByText(shell.mobile.now('6001'))).toBeVisible()
})
