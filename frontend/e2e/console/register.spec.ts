// A facility is suspended from its file with the keyboard at hand: previewed, stopped, seen by the public, opened again. And an account is made.
import { filing } from '../../apps/console/src/text/zh/filing'
import { register } from '../../apps/console/src/text/zh/register'
import { expect, test } from '../fixtures'
import { drawn, signIn } from './desk'

test.use({ ownServer: true })

test('a facility is suspended as one act and opened again', async ({ page, server }) => {
  await signIn(page, server, 'district')
  const { rows } = (await (await page.request.get('/api/v1/register?status=standing&limit=1&area=' + (await area(page)))).json()) as {
    rows: { id: string; name: string }[]
  }
  const facility = rows[0]
  await page.goto(`/console/bureau/facilities/${facility?.id}`)
  await drawn(page)
  await page.locator(`a[href$="closure?facility=${facility?.id}"]`).click()
  await page.locator('.figures').waitFor()
  await page.locator('.page-actions .el-button--danger').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio').nth(1).check()
  await dialog.locator('textarea').fill('消防整改')
  await dialog.locator('button[type=submit]').click()
  await expect(page.locator('.page-actions .el-button--primary')).toBeVisible()
  const told = async () => (await page.request.get('/register/changes?lang=zh')).text()
  await expect.poll(told).toContain('消防整改')
  await page.locator('.page-actions .el-button--primary').click()
  await dialog.getByRole('radio').first().check()
  await dialog.locator('button[type=submit]').click()
  await expect(page.locator('.page-actions .el-button--danger').first()).toBeVisible()
})

test('a colleague is invited, and the account is closed', async ({ page, server }) => {
  await signIn(page, server, 'district')
  await page.goto('/console/bureau/staff')
  await drawn(page)
  await page.locator('.page-actions .el-button--primary').click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input').nth(0).fill('new-inspector')
  await dialog.locator('input').nth(1).fill('小吴')
  await dialog.getByLabel(register.personPhone).fill('13900139006')
  await dialog.locator('select').first().selectOption('inspector')
  await dialog.locator('button[type=submit]').click()
  await expect(page.locator('.link')).toContainText('/console/invitation#')
  await page.keyboard.press('Escape')
  const row = page.getByRole('row').filter({ hasText: 'new-inspector' })
  await row.getByRole('button').last().click()
  await page.getByRole('dialog').locator('.el-button--danger').click()
  await expect(row.getByRole('button')).toHaveCount(1)
})

test('who is registered and not filed is invited with an account, or tied to the facility it is', async ({ page, server }) => {
  await signIn(page, server, 'district')
  await page.goto('/console/bureau/registrants')
  await drawn(page)
  const rows = page.locator('tbody tr')
  const unfiled = await rows.count()
  await rows.first().getByRole('button', { name: filing.regInvite }).click()
  const invite = page.getByRole('dialog', { name: filing.regInvite })
  await invite.getByLabel(register.userName).fill('new-director')
  await invite.getByLabel(register.personName).fill('新园长')
  await invite.getByLabel(register.personPhone).fill('13900139007')
  await invite.getByRole('button', { name: filing.regInvite }).click()
  await expect(page.locator('.link')).toContainText('/console/invitation#')
  await page.keyboard.press('Escape')
  await expect(rows).toHaveCount(unfiled - 1)
  await rows.first().getByRole('button', { name: filing.regLink }).click()
  const link = page.getByRole('dialog', { name: filing.regLink })
  await link.getByLabel(filing.regLinkFind).fill('托')
  await link.getByRole('radio').first().check()
  await link.getByRole('button', { name: filing.regLink }).click()
  await expect(rows).toHaveCount(unfiled - 2)
})

async function area(page: import('@playwright/test').Page): Promise<string> {
  const session = (await (await page.request.get('/api/v1/session')).json()) as { account: { area_code: string } }
  return session.account.area_code
}
