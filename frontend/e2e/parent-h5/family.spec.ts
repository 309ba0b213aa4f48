// What a family keeps: children with their papers, who may pick them up, who helps, what it agreed to, who looked, and its end.
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'
import { ask, newParent, newParentHere, signedInStorage, signInHere } from '../people'
import { texts } from '../../packages/core/src/text'

const t = texts.zh
const family = '/pkg-family/family/index'

test.use({ ownServer: true })

/** The browser of a parent with a family of their own, nothing in it yet. */
async function asNewParent(page: Page, server: Parameters<typeof newParent>[0], store: (values: Record<string, unknown>) => Promise<void>) {
  await store(signedInStorage)
  return newParentHere(page, server, '13922220001')
}

test('a child is two fields; papers with a photo follow; all of it can be taken away again', async ({ page, open, server, store }) => {
  const parent = await asNewParent(page, server, store)
  await open(family)
  await expect(page.getByText(t.family.noChildren)).toBeVisible()
  await page.getByRole('button', { name: t.family.addChild }).click()
  await page.getByRole('button', { name: t.family.save }).click()
  await expect(page.getByText(t.family.nameEmpty)).toBeVisible()
  await expect(page.getByText(t.family.birthEmpty)).toBeVisible()
  await page.getByLabel(t.family.childName).fill('王小满')
  await page.getByLabel(t.family.birth).fill('2025-03-10')

  // A call comes in between: what was typed is still there.
  await page.reload()
  await expect(page.getByLabel(t.family.childName)).toHaveValue('王小满')
  await expect(page.getByLabel(t.family.birth)).toHaveValue('2025-03-10')
  await page.getByRole('button', { name: t.family.more }).click()
  await page.getByLabel(t.family.notes).fill('鸡蛋过敏')
  await page.getByLabel(t.family.idNumber).fill('110105194912310021')
  await page.getByRole('button', { name: t.family.save }).click()
  await expect(page.getByText(t.family.idNumberForm)).toBeVisible()
  await page.getByLabel(t.family.idNumber).fill('')
  await page.getByRole('button', { name: t.family.save }).click()

  const card = page.getByRole('link', { name: '王小满' })
  await expect(card).toBeVisible()
  await expect(page.getByText('鸡蛋过敏')).toBeVisible()
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('王小满')

  await card.click()
  await page.getByRole('button', { name: t.family.about(t.family.addPaper, t.family.kinds.health_check ?? '') }).click()
  await page.getByLabel(t.family.examDate).fill('2026-11-02')
  await page.getByLabel(t.family.issuedBy).fill('城东社区卫生服务中心')
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: t.family.scanTake }).click()
  await (await choosing).setFiles({ name: '健康检查表.png', mimeType: 'image/png', buffer: await page.screenshot() })
  await expect(page.getByText(t.family.scanLook)).toBeVisible()
  await page.getByRole('button', { name: t.family.save }).click()
  await expect(page.getByText(t.family.scanKept)).toBeVisible()
  await expect(page.getByText('城东社区卫生服务中心')).toBeVisible()

  const { children } = await ask<{ children: { id: string; papers: { id?: string; scan: boolean; scan_type?: string }[] }[] }>(
    server,
    'GET',
    '/api/v1/family',
    undefined,
    parent.headers,
  )
  const [child] = children
  const paper = child?.papers.find(one => one.scan)
  expect(paper?.scan_type).toBe('image/jpeg')
  const scan = await page.request.get(`/api/v1/family/children/${child?.id}/papers/${paper?.id}/scan`)
  expect(scan.status()).toBe(200)
  expect((await scan.body()).subarray(0, 3).toString('hex')).toBe('ffd8ff')

  await page.getByRole('button', { name: t.family.removeChild }).press('Enter')
  await page.getByRole('alertdialog').getByRole('button', { name: t.family.remove }).click()
  await expect(page.getByText(t.family.noChildren)).toBeVisible()
})

test('a file that is none is refused before it is sent', async ({ page, open, server, store }) => {
  await asNewParent(page, server, store)
  await open('/pkg-family/child/index')
  await page.getByLabel(t.family.childName).fill('王小寒')
  await page.getByLabel(t.family.birth).fill('2026-01-10')
  await page.getByRole('button', { name: t.family.save }).click()
  await expect(page).toHaveURL(new RegExp(family))
  await page.getByRole('link', { name: '王小寒' }).click()
  await page.getByRole('button', { name: t.family.about(t.family.addPaper, t.family.kinds.vaccination ?? '') }).click()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: t.family.scanTake }).click()
  await (await choosing).setFiles({ name: '表.docx', mimeType: 'application/msword', buffer: Buffer.from('no picture') })
  await expect(page.getByText(t.family.scanType)).toBeVisible()
})

test('who may pick up is added and taken away, each asked for by name', async ({ page, open, server, store }) => {
  await asNewParent(page, server, store)
  await open(family)
  await page.getByRole('button', { name: t.family.addPickup }).click()
  const sheet = page.getByRole('dialog', { name: t.family.addPickup })
  await sheet.getByLabel(t.family.pickupName).fill('李外婆')
  await sheet.getByLabel(t.family.pickupPhone).fill('123')
  await sheet.getByRole('button', { name: t.family.save }).click()
  await expect(sheet.getByText(t.account.phoneWrong)).toBeVisible()
  await sheet.getByLabel(t.family.pickupPhone).fill('13922220002')
  await sheet.getByRole('button', { name: t.family.save }).click()
  await expect(page.getByText('李外婆')).toBeVisible()
  await page.getByRole('button', { name: t.family.removePickup('李外婆') }).click()
  await expect(page.getByRole('alertdialog', { name: t.family.removePickupTitle('李外婆') })).toBeVisible()
  await page.getByRole('alertdialog').getByRole('button', { name: t.family.removePickupYes }).click()
  await expect(page.getByText('李外婆')).toHaveCount(0)
})

test('a grandmother joins with the code, sees the children, and both are told', async ({ page, open, server, store }) => {
  const parent = await newParent(server, '13922220001')
  await ask(server, 'POST', '/api/v1/family/children', { name: '王小满', birth: '2025-03-10' }, parent.headers)
  const { code } = await ask<{ code: string }>(server, 'POST', '/api/v1/family/delegates', undefined, parent.headers)
  await store(signedInStorage)
  await newParentHere(page, server, '13922220003')
  await open(family)
  await page.getByRole('button', { name: t.family.join }).click()
  const sheet = page.getByRole('dialog', { name: t.family.join })
  await sheet.getByLabel(t.family.joinCode).fill(` ${code} `)
  await sheet.getByRole('button', { name: t.family.joinYes }).click()
  await expect(page.getByRole('link', { name: '王小满' })).toBeVisible()
  await expect(page.getByText(t.account.delegateBadge, { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: t.family.invite })).toHaveCount(0)
  await expect(page.getByRole('button', { name: t.family.addPickup })).toHaveCount(0)
  await open('/pkg-account/records/index')
  await expect(page.getByText(t.account.onlyGuardian)).toBeVisible()
  await expect(page.getByRole('button', { name: t.account.eraseButton })).toHaveCount(0)

  // The guardian is told, and can end it.
  await expect(async () => {
    const { messages } = await ask<{ messages: { event: string }[] }>(server, 'GET', '/api/v1/inbox', undefined, parent.headers)
    expect(messages.map(one => one.event)).toContain('delegate_joined')
  }).toPass({ timeout: 15_000 })
  await newParentHere(page, server, '13922220001')
  await open(family)
  await page.getByRole('button', { name: t.family.removeMember(t.family.unnamed) }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: t.family.removeMemberYes }).click()
  await expect(page.getByText(t.account.delegateBadge, { exact: true })).toHaveCount(0)
})

test('the code is large, read letter by letter, and copied', async ({ page, open, server, store }) => {
  await asNewParent(page, server, store)
  await open(family)
  await page.getByRole('button', { name: t.family.invite }).click()
  const sheet = page.getByRole('dialog', { name: t.family.invite })
  await expect(sheet.getByText(t.family.code, { exact: true })).toBeVisible()
  await expect(sheet.getByRole('button', { name: t.family.codeCopy })).toBeVisible()
})

test('each consent stands alone: none is chosen, refusing is as easy as agreeing, and so is taking it back', async ({
  page,
  open,
  server,
  store,
}) => {
  const parent = await asNewParent(page, server, store)
  await ask(server, 'POST', '/api/v1/family/children', { name: '王小满', birth: '2025-03-10' }, parent.headers)
  await open('/pkg-family/consents/index')
  const given = () =>
    ask<{ consents: { purpose: string; withdrawn_at?: string }[] }>(server, 'GET', '/api/v1/family/consents', undefined, parent.headers)
  const first = page.getByRole('listitem').filter({ hasText: t.family.necessary }).first()
  await expect(first.getByText(t.family.notAsked)).toBeVisible()
  expect((await given()).consents).toEqual([])

  await first.getByRole('button').click()
  const sheet = page.getByRole('dialog')
  for (const part of ['做什么', '用到什么', '谁能看到', '保存多久', '不同意会怎样', '保存在哪里', '你的权利', '意见和投诉']) {
    await expect(sheet.getByText(new RegExp(`^${part.replace('你', '[你您]')}`)).first()).toBeVisible()
  }
  const yes = await sheet.getByRole('button', { name: t.family.agree, exact: true }).boundingBox()
  const no = await sheet.getByRole('button', { name: t.family.refuse, exact: true }).boundingBox()
  expect([no?.height, Math.round(no?.width ?? 0)]).toEqual([yes?.height, Math.round(yes?.width ?? 1)])
  await sheet.getByRole('button', { name: t.family.refuse, exact: true }).click()
  await expect(first.getByText(t.family.refused)).toBeVisible()
  expect((await given()).consents).toEqual([])

  await first.getByRole('button').click()
  await sheet.getByRole('button', { name: t.family.agree, exact: true }).click()
  await expect(first.getByText(t.family.agreed('11 月 16 日'))).toBeVisible()
  expect((await given()).consents.map(one => one.purpose)).toEqual(['booking'])

  await first.getByRole('button').click()
  await sheet.getByRole('button', { name: t.family.withdraw, exact: true }).click()
  await expect(first.getByText(t.family.withdrawn('11 月 16 日'))).toBeVisible()
  expect((await given()).consents[0]?.withdrawn_at).toBeTruthy()
})

test('the consents can be read without signing in', async ({ page, open }) => {
  await open('/pkg-family/consents/index')
  await page
    .getByRole('button', { name: new RegExp(t.family.read) })
    .first()
    .click()
  await expect(page.getByRole('dialog').getByText(t.family.signInToDecide)).toBeVisible()
})

test('the family takes its data along, and deletes it for good', async ({ page, open, server, store, allow }) => {
  allow(/Failed to load resource/)
  const parent = await asNewParent(page, server, store)
  await ask(server, 'POST', '/api/v1/family/children', { name: '王小满', birth: '2025-03-10' }, parent.headers)
  await open('/pkg-account/records/index')
  await expect(page.getByText(t.account.noReadings)).toBeVisible()
  await page.getByRole('button', { name: t.account.takeGet }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: t.account.takeSave }).click()
  const file = await (await saving).createReadStream()
  const chunks: Buffer[] = []
  for await (const chunk of file) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).toString()).toContain('王小满')

  await page.getByRole('button', { name: t.account.eraseButton }).click()
  const sheet = page.getByRole('dialog', { name: t.account.eraseTitle })
  const yes = sheet.getByRole('button', { name: t.account.eraseYes })
  await expect(yes).toBeDisabled()
  await sheet.getByLabel(t.account.eraseType(t.account.eraseWord)).fill(t.account.eraseWord)
  await yes.click()
  await expect(page.getByRole('button', { name: t.account.signIn, exact: true })).toBeVisible()
  const after = await fetch(`${server.origin}/api/v1/family`, { headers: parent.headers })
  expect(after.status).toBe(401)
})

test('messages: unread ones are counted on the tab, and one leads to what it is about', async ({ page, open, server, store }) => {
  await store(signedInStorage)
  await signInHere(page, server, 'guardian')
  // Messages are written by a worker of their own: one may come while the page opens, and is counted there too.
  let unread = 0
  await open('/pages/mine/index')
  await expect(async () => {
    unread = ((await (await page.request.get('/api/v1/inbox')).json()) as { unread: number }).unread
    expect(unread).toBeGreaterThan(0)
    const counted = new RegExp(`^${t.ui.tabs.mine}.*${t.inbox.unreadCount(unread)}$`)
    await expect(page.getByRole('link', { name: counted })).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 15_000 })
  await page.getByRole('link', { name: t.inbox.title, exact: true }).click()
  await expect(page.locator('.inbox-head').getByText(t.inbox.unreadCount(unread))).toBeVisible()
  await page.locator('.inbox-one.fresh').first().getByRole('button').first().click()
  await expect(async () => {
    const now = (await (await page.request.get('/api/v1/inbox')).json()) as { unread: number }
    expect(now.unread).toBe(unread - 1)
  }).toPass()
})
