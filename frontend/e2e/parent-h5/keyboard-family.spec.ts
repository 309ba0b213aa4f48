// A family's own pages by keyboard alone: signing in, children, papers, who picks up, consents, devices, data taken along, and the end.
import type { Locator, Page } from '@playwright/test'
import { texts } from '../../packages/core/src/text'
import { expect, test } from '../fixtures'
import { ask, codeFor, newParentHere, signedInStorage } from '../people'
import { tabTo } from '../tabbing'

const t = texts.zh
const family = '/pkg-family/family/index'

test.use({ ownServer: true })

/** Reaches a button or a link with Tab and presses it. */
async function press(page: Page, target: Locator, { key = 'Enter', back = false } = {}): Promise<void> {
  await tabTo(page, target, { most: 60, key: back ? 'Shift+Tab' : 'Tab' })
  await page.keyboard.press(key)
}

/** Reaches a field with Tab and types. */
async function type(page: Page, field: Locator, words: string): Promise<void> {
  await tabTo(page, field, { most: 60 })
  await page.keyboard.type(words)
}

const button = (at: Page | Locator, name: string | RegExp) => at.getByRole('button', { name, exact: true })

test('signing in, a child, its paper, and who may pick it up @desktop', async ({ page, server, open }) => {
  test.setTimeout(150_000)
  const phone = '13933330001'
  await open(family)
  await press(page, button(page, t.account.signIn))
  await expect(page.getByLabel(t.account.phone)).toBeVisible()
  await type(page, page.getByLabel(t.account.phone), phone)
  await page.keyboard.press('Enter')
  await expect(page.locator('#sign-code')).toBeFocused()
  await page.keyboard.type(await codeFor(server, phone))
  await expect(page).toHaveURL(new RegExp(family))

  await expect(page.getByText(t.family.noChildren)).toBeVisible()
  await press(page, button(page, t.family.addChild))
  await type(page, page.getByLabel(t.family.childName), '王小满')
  // Saved too early: told, and the name is still there.
  await press(page, button(page, t.family.save))
  await expect(page.getByText(t.family.birthEmpty)).toBeVisible()
  await tabTo(page, page.getByLabel(t.family.childName), { key: 'Shift+Tab', most: 60 })
  await type(page, page.getByLabel(t.family.birth), '03102025')
  await press(page, button(page, t.family.save))
  await expect(page).toHaveURL(new RegExp(family))

  await press(page, page.getByRole('link', { name: '王小满' }))
  await expect(page.getByRole('heading', { level: 1, name: '王小满' })).toBeAttached()
  await press(page, button(page, t.family.about(t.family.addPaper, t.family.kinds.health_check ?? '')))
  await expect(page.getByLabel(t.family.examDate)).toBeVisible()
  await type(page, page.getByLabel(t.family.examDate), '11022026')
  await type(page, page.getByLabel(t.family.issuedBy), '城东社区卫生服务中心')
  await press(page, button(page, t.family.save))
  await expect(page.getByText('城东社区卫生服务中心')).toBeVisible()
  await press(page, button(page, t.ui.back), { back: true })
  await expect(page).toHaveURL(new RegExp(family))

  const add = button(page, t.family.addPickup)
  await press(page, add)
  const sheet = page.getByRole('dialog', { name: t.family.addPickup })
  await expect(sheet).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(add).toBeFocused()
  await page.keyboard.press('Enter')
  await type(page, sheet.getByLabel(t.family.pickupName), '李外婆')
  await page.keyboard.press('Enter')
  await expect(sheet).toBeHidden()
  await expect(page.getByText('李外婆')).toBeVisible()
  const remove = button(page, t.family.removePickup('李外婆'))
  const dialog = page.getByRole('alertdialog')
  await press(page, remove, { back: true })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(remove).toBeFocused()
  await page.keyboard.press('Enter')
  await press(page, button(dialog, t.family.removePickupYes))
  await expect(page.getByText('李外婆')).toHaveCount(0)

  const invite = button(page, t.family.invite)
  await press(page, invite)
  await expect(page.locator('.invite-code')).toBeVisible()
  await tabTo(page, button(page, t.family.codeCopy))
  await page.keyboard.press('Escape')
  await expect(invite).toBeFocused()
})

test('each consent is read, given and taken back @desktop', async ({ page, server, store, open }) => {
  await store(signedInStorage)
  const parent = await newParentHere(page, server, '13933330002')
  await ask(server, 'POST', '/api/v1/family/children', { name: '王小满', birth: '2025-03-10' }, parent.headers)
  await open('/pkg-family/consents/index')
  const first = page.getByRole('listitem').filter({ hasText: t.family.necessary }).first()
  await expect(first.getByText(t.family.notAsked)).toBeVisible()
  const sheet = page.getByRole('dialog')
  await press(page, first.getByRole('button'))
  await press(page, button(sheet, t.family.agree))
  await expect(first.getByText(t.family.agreed('11 月 16 日'))).toBeVisible()
  await expect(first.getByRole('button')).toBeFocused()
  await page.keyboard.press('Enter')
  // What taking it back means stands beside the button that does.
  await expect(sheet.getByText(t.family.withdrawText)).toBeVisible()
  await press(page, button(sheet, t.family.withdraw))
  await expect(first.getByText(t.family.withdrawn('11 月 16 日'))).toBeVisible()
  await expect(first.getByRole('button')).toBeFocused()
})

test('the name, the devices, the data taken along, and deleting it all @desktop', async ({ page, server, store, open, allow }) => {
  allow(/Failed to load resource/)
  test.setTimeout(120_000)
  await store(signedInStorage)
  const parent = await newParentHere(page, server, '13933330003')
  await ask(server, 'POST', '/api/v1/family/children', { name: '王小满', birth: '2025-03-10' }, parent.headers)
  await open('/pages/mine/index')
  await press(page, page.getByRole('link', { name: t.account.title }))
  await expect(page.getByText(t.account.thisDevice)).toBeVisible()
  await type(page, page.getByLabel(t.account.name), '王女士')
  await page.keyboard.press('Enter')
  await expect(page.getByText(t.account.saved, { exact: true }).first()).toBeVisible()
  const all = button(page, t.account.signOutAll)
  await press(page, all)
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(all).toBeFocused()
  await press(page, button(page, t.ui.back), { back: true })

  await press(page, page.getByRole('link', { name: t.account.records }))
  await expect(page.getByText(t.account.noReadings)).toBeVisible()
  await press(page, button(page, t.account.takeGet))
  await expect(button(page, t.account.takeSave)).toBeVisible()
  const saving = page.waitForEvent('download')
  await press(page, button(page, t.account.takeSave))
  expect((await saving).suggestedFilename()).toMatch(/\.json$/)

  await press(page, button(page, t.account.eraseButton))
  const sheet = page.getByRole('dialog', { name: t.account.eraseTitle })
  await type(page, sheet.getByLabel(t.account.eraseType(t.account.eraseWord)), t.account.eraseWord)
  await press(page, button(sheet, t.account.eraseYes))
  await expect(page.getByRole('button', { name: t.account.signIn, exact: true })).toBeVisible()
  expect((await fetch(`${server.origin}/api/v1/family`, { headers: parent.headers })).status).toBe(401)
})
