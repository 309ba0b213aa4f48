// Coming in: an invitation is taken up with a password and an authenticator, and from then on both are asked for.
import { shell } from '../../apps/console/src/text/zh/shell'
import { expect, test } from '../fixtures'
import { Person } from '../sides'
import { digits } from './authenticator'
import { openDesk } from './desk'

test.use({ ownServer: true })

test('an invitation is taken up, and the sign-in asks for the password and the digits', async ({ page, server, allow }) => {
  allow(/401|403|409|422/)
  const admin = await Person.demo(server, 'admin')
  const made = await admin.do<{ invitation?: { token?: string }; token?: string }>('POST', '/api/v1/bureau/staff', {
    username: 'xu.lin',
    name: '徐琳',
    role: 'facility',
    facility_id: (await Person.demo(server, 'facility')).session.account.facility_id,
  })
  const token = made.invitation?.token ?? made.token ?? ''
  const password = '一句够长的话 and seven 7'

  await page.goto(`/console/invitation#${token}`)
  await page.getByLabel(shell.newPassword).fill(password)
  await page.getByLabel(shell.passwordAgain).fill(`${password}!`)
  await page.getByRole('button', { name: shell.next }).click()
  await expect(page.getByText(shell.passwordDiffers)).toBeVisible()
  await page.getByLabel(shell.passwordAgain).fill(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('img', { name: shell.qrAlt })).toBeVisible()
  const secret = await page.locator('code').innerText()
  await page.getByLabel(shell.totp).fill(digits(secret))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: shell.pages.today })).toBeVisible()
  await expect(page.getByRole('link', { name: '徐琳' })).toBeVisible()

  await page.getByRole('button', { name: shell.signOut }).click()
  await expect(page.getByRole('heading', { name: shell.signIn })).toBeVisible()
  await page.getByLabel(shell.userName).fill('xu.lin')
  await page.getByLabel(shell.password).fill(password)
  await page.getByLabel(shell.totp).fill('000000')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByLabel(shell.totp)).toHaveValue('')
  // Digits count once: those of the next half minute.
  await page.getByLabel(shell.totp).fill(digits(secret, 1))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: shell.pages.today })).toBeVisible()
  await openDesk(page, '/account')
  await expect(page.getByRole('rowheader', { name: shell.thisDevice })).toBeVisible()
})
