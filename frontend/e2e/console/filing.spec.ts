// 网上提交及时办 from end to end: a body that is registered and not filed is invited, files with its papers, is told what does not
// conform, mends it, and stands in the public register, where parents find it.
import type { Page } from '@playwright/test'
import { filing as t } from '../../apps/console/src/text/zh/filing'
import { register } from '../../apps/console/src/text/zh/register'
import { shell } from '../../apps/console/src/text/zh/shell'
import { expect, test } from '../fixtures'
import { digits } from './authenticator'
import { openDesk, signIn } from './desk'

test.use({ ownServer: true })

/** What the applicant answers, by step; the rest is there already from the registrar's list. */
const answers: Record<string, Record<string, string | true>> = {
  identity: { legal_name: '示例法人', kind: 'independent', nature: 'private', inclusive: true },
  site: { area_code: '339902001', address: '示范路 47 号', site: 'own', floor_low: '1', floor_high: '2', usable_area: '260' },
  staff: {
    head_name: '示例园长',
    head_phone: '13900139008',
    head_years: '6',
    head_training: '80',
    head_degree: true,
    'staff.carers': '4',
    'staff.certified': '4',
    'staff.health': '1',
    'staff.security': '1',
    health_trained: true,
    exclusion_on: '2026-10-08',
    checkups_on: '2026-09-15',
  },
  safety: { hygiene_passed: true, cameras: true, video_days: '90', insured: true },
}

async function answer(page: Page, fields: Record<string, string | true>): Promise<void> {
  for (const [key, value] of Object.entries(fields)) {
    const field = page.locator(`[data-field="${key}"]`)
    if (value === true) await field.check()
    else if (await field.evaluate(element => element instanceof HTMLSelectElement)) await field.selectOption(value)
    else {
      await field.fill(value)
      await field.blur()
    }
  }
}

/** Two people at one browser: each comes back with what kept them signed in. */
async function handOver(page: Page, kept: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>, path: string): Promise<void> {
  await page.context().clearCookies()
  await page.context().addCookies(kept)
  await openDesk(page, path)
}

test('a body that was invited files, mends what does not conform, and parents find it', async ({ page, server }) => {
  test.setTimeout(90_000)
  await signIn(page, server, 'district')
  await openDesk(page, '/bureau/registrants')
  const first = page.locator('tbody tr').first()
  const name = (await first.getByRole('rowheader').innerText()).split('\n')[0]!.trim()
  await first.getByRole('button', { name: t.regInvite }).click()
  const invite = page.getByRole('dialog', { name: t.regInvite })
  await invite.getByLabel(register.userName).fill('first-owner')
  await invite.getByLabel(register.personName).fill('示例园长')
  await invite.getByRole('button', { name: t.regInvite }).click()
  const link = await page.locator('.link').innerText()
  const officer = await page.context().cookies()

  // The owner comes in for the first time, and finds the draft waiting.
  await page.context().clearCookies()
  await page.goto(new URL(link).pathname + new URL(link).hash)
  await page.getByLabel(shell.newPassword).fill('一句够长的话 and seven 7')
  await page.getByLabel(shell.passwordAgain).fill('一句够长的话 and seven 7')
  await page.keyboard.press('Enter')
  await page.getByLabel(shell.totp).fill(digits(await page.locator('code').innerText()))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: shell.pages.today })).toBeVisible()
  const owner = await page.context().cookies()
  await page.getByRole('main').getByRole('link', { name: t.goOn }).click()
  await expect(page.locator('[data-field="name"]')).toHaveValue(name)
  const own = page.url()
  const next = page.getByRole('button', { name: t.next })

  await answer(page, answers.identity!)
  await page.getByLabel(t.modes.full_day).check()
  await next.click()
  await answer(page, answers.site!)
  await next.click()
  // A class too large is explained where it is filled in, and put right.
  await page.getByRole('button', { name: t.addClass }).click()
  const row = page.locator('tbody tr').first()
  await answer(page, { 'classes.0': '托小一班', 'classes.0.band': 'toddler', 'classes.0.places': '22', 'classes.0.carers': '4' })
  await answer(page, { meals: 'none' })
  await expect(page.getByText(t.find.class_size({ field: t.classRow(1), have: '22', want: '15' }))).toBeVisible()
  await answer(page, { 'classes.0.places': '15' })
  await expect(page.locator('.said')).toHaveCount(0)
  await expect(row).toBeVisible()
  await next.click()
  await answer(page, answers.staff!)
  await next.click()
  await answer(page, answers.safety!)
  await next.click()

  const photo = { name: 'paper.jpg', mimeType: 'image/jpeg', buffer: await page.screenshot({ type: 'jpeg', quality: 40 }) }
  const scan = { name: 'scan.pdf', mimeType: 'application/pdf', buffer: await page.pdf({ pageRanges: '1' }) }
  const papers = page.locator('.kinds > li').filter({ hasText: t.needed })
  await expect(papers).toHaveCount(6)
  for (let i = 0; i < 6; i++) {
    await papers
      .nth(i)
      .locator('input[type=file]')
      .setInputFiles(i % 2 ? photo : scan)
    await expect(papers.nth(i).locator('.paper')).toHaveCount(1)
  }
  await next.click()
  await expect(page.getByText(t.severities.missing, { exact: true })).toHaveCount(0)
  await page.getByLabel(t.promised).check()
  await page.getByRole('button', { name: t.submit, exact: true }).click()
  await expect(page.getByText(t.states.submitted)).toBeVisible()

  // The office receives it, verifies item by item, and says what does not conform.
  const filed = `/bureau/filings/${own.split('/').pop()}`
  await handOver(page, officer, filed)
  await page.getByRole('button', { name: t.receive }).click()
  await page.getByRole('button', { name: t.verify }).click()
  const fire = page.getByRole('group', { name: t.materials.fire_safety })
  await fire.getByRole('button', { name: t.bad }).click()
  await fire.getByLabel(t.badReason).selectOption('filing_paper_unclear')
  await fire.getByRole('button', { name: t.confirm }).click()
  await expect(fire.getByText(t.because.filing_paper_unclear).first()).toBeVisible()
  await page.getByRole('button', { name: t.refuse }).click()
  const refusal = page.getByRole('dialog', { name: t.refuse })
  await refusal.getByLabel(t.refuseWords).fill('照片看不清印章和日期，请重新拍摄。')
  await refusal.getByRole('button', { name: t.refuse }).click()
  await expect(page.getByText(t.states.nonconforming, { exact: true }).first()).toBeVisible()

  // The owner reads why, brings a better paper, and submits again.
  await handOver(page, owner, `/filing/${own.split('/').pop()}`)
  await expect(page.getByText('照片看不清印章和日期，请重新拍摄。').first()).toBeVisible()
  await page.getByRole('navigation').getByRole('button', { name: t.steps.materials }).click()
  const again = page.locator('.kinds > li').filter({ hasText: t.materials.fire_safety })
  await again.getByRole('button', { name: t.removePaper }).click()
  await expect(again.locator('.paper')).toHaveCount(0)
  await again.locator('input[type=file]').setInputFiles(scan)
  await expect(again.locator('.paper')).toHaveCount(1)
  await next.click()
  await page.getByLabel(t.promised).check()
  await page.getByRole('button', { name: t.submit, exact: true }).click()
  await expect(page.getByText(t.states.submitted)).toBeVisible()

  await handOver(page, officer, filed)
  await page.getByRole('button', { name: t.receive }).click()
  await page.getByRole('button', { name: t.verify }).click()
  await page.getByRole('button', { name: t.allOk }).click()
  await page.getByRole('button', { name: t.grant, exact: true }).click()
  const grant = page.getByRole('dialog')
  await grant.getByLabel(t.titleNo).fill('示托备339902-2026-0999')
  await grant.getByRole('button', { name: t.grantKind.filing }).click()
  await expect(page.getByText(t.states.done, { exact: true })).toBeVisible()

  // It stands in the register and its log, and a parent who types its name is led to it.
  const standing = await (await page.request.get(`/register?lang=zh&q=${encodeURIComponent(name)}`)).text()
  expect(standing).toContain('示托备339902-2026-0999')
  const log = async () => (await page.request.get('/register/changes?lang=zh')).text()
  await expect.poll(log).toContain(name)
  expect(await log()).toContain('照片看不清印章和日期')
  const suggested = async () => {
    const answer = await page.request.get(`/api/v1/suggest?words=${encodeURIComponent(name.slice(0, 3))}`)
    const { items } = (await answer.json()) as { items: { name: string }[] }
    return items.map(one => one.name)
  }
  await expect.poll(suggested).toContain(name)
})
