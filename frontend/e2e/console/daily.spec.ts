// A facility's morning with the keyboard alone: the inbox, an undone slip, a refusal with a public reason, the sheet of places,
// and the one tap that says that all of it still holds.
import { shell } from '../../apps/console/src/text/zh/shell'
import { today } from '../../apps/console/src/text/zh/today'
import { places } from '../../apps/console/src/text/zh/places'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../fixtures'
import { Person } from '../sides'
import { tabTo } from '../tabbing'
import { drawn, openDesk, signIn } from './desk'
import { asked, confirmation } from './pages'

test.use({ ownServer: true })

/** Reaches a link or a button with Tab and presses it. */
async function press(page: Page, target: Locator, key?: 'Shift+Tab'): Promise<void> {
  await tabTo(page, target, { most: 90, ...(key && { key }) })
  await page.keyboard.press('Enter')
}

/** Into the sheet with Tab, and to a cell of its column with the arrows. */
async function reach(page: Page, cell: Locator): Promise<void> {
  const sheet = page.getByRole('grid').first()
  if (!(await sheet.evaluate(one => one.contains(document.activeElement)))) await tabTo(page, sheet, { most: 90 })
  const there = () => cell.evaluate(one => one === document.activeElement)
  for (const arrow of ['ArrowUp', 'ArrowDown']) {
    for (let i = 0; i < 8 && !(await there()); i++) await page.keyboard.press(arrow)
  }
  await expect(cell).toBeFocused()
}

test('the inbox is worked with the keyboard; a slip is undone; what somebody else changed is shown', async ({ page, server, allow }) => {
  await signIn(page, server, 'facility')
  await openDesk(page, '/')
  await expect(page).toHaveURL(/\/console\/today$/)
  await press(page, page.getByRole('link', { name: today.counts.submitted }))
  await drawn(page)
  const rows = page.locator('tbody tr')
  await expect(rows).toHaveCount(3)
  const lit = page.locator('tbody tr[aria-current]')
  const first = await lit.getByRole('link').innerText()
  await page.keyboard.press('j')
  await expect(lit.getByRole('link')).not.toHaveText(first)
  await page.keyboard.press('k')
  await expect(lit.getByRole('link')).toHaveText(first)

  // e and u: offered, and taken back before anybody was told.
  await page.keyboard.press('e')
  await expect(rows).toHaveCount(2)
  await expect(page.getByText(today.offering(first))).toBeVisible()
  await page.keyboard.press('u')
  await expect(rows).toHaveCount(3)

  // x twice and e: two at once, and the window is left before the time to undo is over: both were decided, and both arrive.
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.getByText(shell.selected(2))).toBeVisible()
  await page.keyboard.press('e')
  await expect(rows).toHaveCount(1)
  await page.goto('about:blank')
  const clerk = await Person.demo(server, 'facility')
  const waiting = () => clerk.get<{ applications: unknown[] }>('/api/v1/facility/applications?state=submitted')
  await expect.poll(async () => (await waiting()).applications.length, { timeout: 15_000 }).toBe(1)
  await openDesk(page, '/applications')
  await expect(rows).toHaveCount(1)

  // The keys are listed, and Esc leads back.
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: shell.keys })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: shell.keys })).toBeHidden()

  // A colleague is faster: what was seen and what is now stand side by side.
  const colleague = await Person.demo(server, 'facility')
  const { applications } = await colleague.get<{ applications: { id: string; version: number }[] }>(
    '/api/v1/facility/applications?state=submitted',
  )
  await colleague.do('POST', `/api/v1/facility/applications/${applications[0]?.id}/actions`, {
    action: 'offer',
    version: applications[0]?.version,
  })
  allow(/409/)
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog', { name: today.rejectTitle(1) })
  await expect(dialog).toBeVisible()
  await tabTo(page, dialog.getByRole('radio').first())
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  const conflict = page.getByRole('dialog', { name: shell.conflict })
  await expect(conflict).toBeVisible({ timeout: 15_000 })
  await expect(conflict.getByRole('cell', { name: today.states.offered })).toBeVisible()
})

test('places are set as in a spreadsheet, checked before they are sent, confirmed with one tap', async ({ page, server, allow }) => {
  await signIn(page, server, 'facility')
  await openDesk(page, '/vacancies')
  const cell = (row: keyof typeof places.rows, month: number) => page.locator(`.row-${row}`).first().getByRole('gridcell').nth(month)
  await reach(page, cell('staffed', 0))

  // Typed at once; Enter goes down; too many are told before anything is sent.
  await page.keyboard.type('99')
  await page.keyboard.press('Enter')
  await expect(cell('outside', 0)).toBeFocused()
  await expect(cell('staffed', 0)).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByRole('button', { name: places.save })).toBeDisabled()
  await page.keyboard.press('Control+z')
  await expect(cell('staffed', 0)).not.toHaveAttribute('aria-invalid')

  // Pasted from a sheet: two months of both rows.
  await page.keyboard.press('ArrowUp')
  const before = Number(await cell('free', 1).innerText())
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/plain', '11\t10\n3\t4')
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await expect(cell('staffed', 1)).toHaveText('10')
  await expect(cell('outside', 1)).toHaveText('4')
  await expect(cell('free', 1)).not.toHaveText(String(before))
  await page.keyboard.press('Control+s')
  await expect(page.getByText(places.saved(1))).toBeVisible()

  // Somebody else saves in between: both figures are shown, and mine is used because I say so.
  const colleague = await Person.demo(server, 'facility')
  const { classes } = await colleague.get<{ classes: { id: string; version: number; months: { month: string }[] }[] }>(
    '/api/v1/facility/classes',
  )
  const of = classes[0]
  await colleague.do('PUT', `/api/v1/facility/classes/${of?.id}/places`, {
    version: of?.version,
    months: [{ month: of?.months[0]?.month, staffed: 9, outside: 3 }],
  })
  allow(/409/)
  await reach(page, cell('staffed', 0))
  await page.keyboard.type('10')
  await page.keyboard.press('Enter')
  await press(page, page.getByRole('button', { name: places.save }), 'Shift+Tab')
  const conflict = page.getByRole('dialog', { name: shell.conflict })
  await expect(conflict.getByRole('cell', { name: '9', exact: true })).toBeVisible()
  await press(page, conflict.getByRole('button', { name: shell.takeMine }))
  await expect(page.getByText(places.saved(1))).toBeVisible()
  await expect(cell('staffed', 0)).toHaveText('10')

  await press(page, page.getByRole('button', { name: places.confirmAll }), 'Shift+Tab')
  await expect(page.getByText(/已确认 \d+ 个班/)).toBeVisible()
  await page.reload()
  await drawn(page)
  await expect(cell('staffed', 0)).toHaveText('10')
})

test('a login that is over leads to the sign-in and back; what is not mine is told kindly', async ({ page, allow }) => {
  allow(/401/)
  await openDesk(page, '/waitlist')
  await expect(page).toHaveURL(/sign-in\?to=/)
  await page.getByRole('button', { name: new RegExp(shell.roles.facility) }).click()
  await expect(page).toHaveURL(/\/console\/waitlist$/)
  await expect(page.getByRole('heading', { name: shell.pages.waitlist })).toBeVisible()
  await openDesk(page, '/bureau/cases')
  await expect(page.getByRole('heading', { name: shell.notYours, level: 1 })).toBeVisible()
  await page.context().clearCookies()
  await page.getByRole('link', { name: shell.pages.vacancies }).click()
  await expect(page.getByText(shell.signInEnded)).toBeVisible()
})

test('a record is read for a stated purpose, and the family is told', async ({ page, server }) => {
  await signIn(page, server, 'facility')
  await openDesk(page, '/applications?shelf=enrolled')
  await page.keyboard.press('Enter')
  await drawn(page)
  await page.getByLabel(today.purpose).selectOption('daily_care')
  await page.getByRole('button', { name: today.readRecord }).click()
  await expect(page.getByText(today.recordRead)).toBeVisible()
  await expect(page.getByRole('link', { name: /^1\d{10}$/ }).first()).toBeVisible()
})

test('the link of a message asks with one tap, changes nothing when it is opened, and leads on when the figures are wrong', async ({
  page,
  server,
}) => {
  const link = await confirmation(page, server)
  await page.goto(link)
  await expect(page.getByRole('heading', { name: today.confirm.title })).toBeVisible()
  const { classes } = await (await Person.demoNamed(server, asked)).get<{ classes: { confirmed_at: string }[] }>('/api/v1/facility/classes')
  await page.getByRole('button', { name: today.confirm.yes }).click()
  await expect(page.getByRole('heading', { name: today.confirm.doneYes })).toBeVisible()
  const { classes: after } = await (
    await Person.demoNamed(server, asked)
  ).get<{ classes: { confirmed_at: string }[] }>('/api/v1/facility/classes')
  expect(Date.parse(after[0]!.confirmed_at)).toBeGreaterThan(Date.parse(classes[0]!.confirmed_at))
  // Signed in, the message leads to the same page, and what was answered stands there.
  await signIn(page, server, 'facility', asked)
  await openDesk(page, '/messages')
  await page.getByRole('link', { name: '请确认空余托位' }).click()
  await expect(page.getByRole('heading', { name: today.confirm.doneYes })).toBeVisible()
})
