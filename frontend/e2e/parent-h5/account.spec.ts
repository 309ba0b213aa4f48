// Signing in by telephone, staying signed in, leaving; the demonstration's page; what a stranger sees of pages for families.
import { expect, test } from '../fixtures'
import { codeFor, newParentHere, signedInStorage, signInHere } from '../people'
import { texts } from '../../packages/core/src/text'

const t = texts.zh
const signIn = '/pkg-account/sign-in/index'
const mine = '/pages/mine/index'

test.use({ ownServer: true })

test('a parent nobody knew signs in with a code, is known on the next visit, and leaves', async ({ page, open, server }) => {
  await open(mine)
  await page.getByRole('button', { name: t.account.signIn, exact: true }).click()
  await page.getByLabel(t.account.phone).fill('+86 139-1111-0001')
  await page.getByRole('button', { name: t.account.getCode }).click()
  const code = page.getByLabel(t.account.code, { exact: false }).and(page.locator('#sign-code'))
  await expect(code).toBeFocused()
  await expect(page.getByRole('button', { name: new RegExp(t.account.codeIn(60).replace('60', '\\d+')) })).toBeDisabled()
  // The text is read in another app, and this one was closed meanwhile.
  await page.reload()
  await expect(page.getByLabel(t.account.phone)).toHaveValue('13911110001')
  await code.fill(await codeFor(server, '13911110001'))
  // Six digits are the whole code: nothing more to press, and it goes back by itself.
  await expect(page).toHaveURL(new RegExp(mine))
  const family = page.getByRole('link', { name: t.family.title })
  await expect(family).toBeVisible()

  await page.reload()
  await expect(family).toBeVisible()
  await page.getByRole('link', { name: t.account.title }).click()
  await page.getByLabel(t.account.name).fill('王女士')
  await page.getByRole('button', { name: t.account.save }).click()
  await expect(page.getByText(t.account.saved, { exact: true }).first()).toBeVisible()
  await expect(page.getByText(t.account.thisDevice)).toBeVisible()
  await page.getByRole('button', { name: t.account.signOut, exact: true }).click()
  await expect(page.getByRole('button', { name: t.account.signIn, exact: true })).toBeVisible()
  expect(await page.evaluate(() => Object.keys(localStorage).filter(key => localStorage.getItem(key)?.includes('王女士')))).toEqual([])
  expect((await page.request.get('/api/v1/session')).status()).toBe(401)
})

test('a wrong telephone and a wrong code are told where they are, and can be mended', async ({ page, open, allow, server }) => {
  allow(/Failed to load resource/)
  await open(signIn)
  await page.getByLabel(t.account.phone).fill('12345')
  await page.getByRole('button', { name: t.account.getCode }).click()
  await expect(page.getByText(t.account.phoneWrong)).toBeVisible()
  await page.getByLabel(t.account.phone).fill('13911110002')
  await page.getByLabel(t.account.phone).press('Enter')
  const right = page.locator('#sign-code')
  await expect(right).toBeFocused()
  const code = await codeFor(server, '13911110002')
  await right.fill(code === '000000' ? '111111' : '000000')
  await expect(page.getByText(t.problem.codes.wrong_code.title)).toBeVisible()
  await right.fill(code)
  await expect(page).not.toHaveURL(new RegExp(signIn))
})

test('signing out everywhere ends the other device at once', async ({ page, open, server, store, allow }) => {
  allow(/Failed to load resource/)
  await store(signedInStorage)
  const other = await newParentHere(page, server, '13911110003')
  await open('/pkg-account/account/index')
  await expect(page.getByText(t.account.mini)).toBeVisible()
  await page.getByRole('button', { name: t.account.signOutAll }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: t.account.signOutAll }).click()
  await expect(page.getByRole('button', { name: t.account.signIn, exact: true })).toBeVisible()
  expect((await fetch(`${server.origin}/api/v1/session`, { headers: other.headers })).status).toBe(401)
})

test('a login that ended elsewhere is told kindly, and nothing of the family stays in sight', async ({
  page,
  open,
  server,
  store,
  allow,
}) => {
  allow(/Failed to load resource/)
  await store(signedInStorage)
  await signInHere(page, server, 'guardian')
  await open('/pkg-family/family/index')
  const child = page.locator('.child-name').first()
  await expect(child).toBeVisible()
  const name = await child.innerText()
  await page.context().clearCookies()
  await page.getByRole('link', { name }).click()
  await expect(page.getByText(t.account.needed)).toBeVisible()
  await expect(page.getByText(name)).toHaveCount(0)
  expect(await page.evaluate(child => JSON.stringify(localStorage).includes(child), name)).toBe(false)
})

for (const path of [
  '/pkg-account/account/index',
  '/pkg-account/records/index',
  '/pkg-account/inbox/index',
  '/pkg-family/family/index',
  '/pkg-family/child/index',
]) {
  test(`a stranger is told why to sign in, and comes back after it: ${path}`, async ({ page, open, server }) => {
    await open(path)
    await expect(page.getByText(t.account.needed)).toBeVisible()
    await page.getByRole('button', { name: t.account.signIn, exact: true }).click()
    await expect(page).toHaveURL(new RegExp(signIn))
    const phone = '13911110009'
    await page.getByLabel(t.account.phone).fill(phone)
    await page.getByRole('button', { name: t.account.getCode }).click()
    await expect(page.locator('#sign-code')).toBeFocused()
    await page.locator('#sign-code').fill(await codeFor(server, phone))
    await expect(page).toHaveURL(new RegExp(path))
    await expect(page.getByText(t.account.needed)).toHaveCount(0)
  })
}

test('forgetting everything on the device also signs it out', async ({ page, open, server, store }) => {
  await store(signedInStorage)
  await signInHere(page, server, 'guardian')
  await open(mine)
  await expect(page.getByRole('link', { name: t.family.title })).toBeVisible()
  await page.getByRole('button', { name: t.mine.forget }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: t.mine.forgetYes }).click()
  await expect(page).not.toHaveURL(/mine/)
  await expect.poll(async () => (await page.request.get('/api/v1/session')).status()).toBe(401)
})

test('the demonstration is one press away, and shows the message that would have gone out @desktop', async ({ page, open, server }) => {
  await open(signIn)
  await page.getByLabel(t.account.phone).fill('13911110005')
  await page.getByRole('button', { name: t.account.getCode }).click()
  await expect(page.locator('#sign-code')).toBeFocused()
  const code = await codeFor(server, '13911110005')
  await open('/demo')
  await expect(page.getByText(code)).toBeVisible()
  for (const role of ['guardian', 'delegate', 'facility', 'district', 'city', 'inspector', 'admin']) {
    await expect(page.getByText(t.account.roles[role] ?? role, { exact: true }).first()).toBeVisible()
  }
  await page
    .getByRole('button', { name: /^用.+登录$/ })
    .first()
    .click()
  await expect(page).toHaveURL(new RegExp(mine))
  await expect(page.getByRole('link', { name: t.family.title })).toBeVisible()
})
