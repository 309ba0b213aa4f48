// Where a bureau has the last word, with the keyboard: places that facilities have not decided on or want back, and a policy document
// that is brought in here and found by families.
import { policyTexts } from '../../packages/core/src/policy'
import { cases } from '../../apps/console/src/text/zh/cases'
import { policyDesk } from '../../apps/console/src/text/zh/policy'
import { expect, settled, test } from '../fixtures'
import { Person } from '../sides'
import { openDesk, signIn } from './desk'

test.use({ ownServer: true })

test('what a facility left undecided reaches the bureau and leaves it when the facility answers; what it wants back is decided', async ({
  page,
  server,
}) => {
  await signIn(page, server, 'district')
  await openDesk(page, '/bureau/escalations')
  const undecided = page.getByRole('row').filter({ hasText: cases.escalationKinds.undecided })
  const revoke = page.getByRole('row').filter({ hasText: cases.escalationKinds.revoke })
  await expect(undecided).toContainText(cases.urge)
  await expect(revoke).toHaveCount(1)

  // The facility answers what was too long with it: r asks again, and the row is gone.
  const facility = await Person.demo(server, 'facility')
  const { applications } = await facility.get<{ applications: { id: string; version: number; escalated?: boolean }[] }>(
    '/api/v1/facility/applications?state=submitted',
  )
  const late = applications.find(one => one.escalated) ?? applications[0]
  await facility.do('POST', `/api/v1/facility/applications/${late?.id}/actions`, { action: 'offer', version: late?.version })
  await page.keyboard.press('r')
  await expect(undecided).toHaveCount(0)

  // The other is opened, its story read, and decided without a mouse.
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: cases.escalationKinds.revoke })
  await expect(drawer.locator('ol li').first()).toBeVisible()
  await drawer.getByRole('button', { name: cases.escalationActions.refuse_revoke }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: cases.decideTitle(cases.escalationActions.refuse_revoke ?? '') })
  await dialog.locator('button[type=submit]').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(cases.escalationsNone)).toBeVisible()
  // The child keeps the place.
  const { applications: there } = await facility.get<{ applications: { state: string }[] }>('/api/v1/facility/applications?state=enrolled')
  expect(there).toHaveLength(3)
})

test('a document is read, looked at, kept, and found by a family in its own words', async ({ page, server }) => {
  await signIn(page, server, 'city')
  await openDesk(page, '/policies/new')
  const text = [
    '示范市延时托管补助办法',
    '示范市卫生健康委员会',
    '示市托〔2026〕9号',
    '2026年11月1日',
    '第一条 傍晚六点以后的萤火虫延时托管，每小时补助八元。',
    '第二条 本办法自 2026年12月1日起施行。',
  ].join('\n')
  await page.getByLabel(policyDesk.file).setInputFiles({ name: 'policy.txt', mimeType: 'text/plain', buffer: Buffer.from(text) })
  await page.getByRole('button', { name: policyDesk.read, exact: true }).click()
  await expect(page.getByRole('region', { name: policyDesk.preview })).toContainText('萤火虫延时托管')
  await page.getByLabel(policyDesk.title, { exact: true }).fill('示范市延时托管补助办法')
  await page.getByLabel(policyDesk.number, { exact: true }).fill('示市托〔2026〕9号')
  await page.getByRole('button', { name: policyDesk.save, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('示范市延时托管补助办法')

  await page.context().clearCookies()
  await page.goto(`/pkg-policy/search/index?words=${encodeURIComponent('萤火虫延时托管')}`)
  await settled(page)
  const found = page.locator('.pc').first()
  await expect(found).toContainText('示范市延时托管补助办法')
  await found
    .getByRole('link', { name: new RegExp(`^${policyTexts.zh.readPassage}`) })
    .first()
    .click()
  await expect(page.locator('.pt-part').filter({ hasText: '每小时补助八元' }).locator('mark').first()).toBeVisible()
})
