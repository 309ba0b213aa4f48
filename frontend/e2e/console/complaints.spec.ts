// The complaint desk, worked with the keyboard alone: from the list to a closed case, between two officers and the facility; and two
// officers on one case.
import type { BrowserContext, Page } from '@playwright/test'
import type { CaseList, Demonstration, HandlerCase } from '@tuoyuquan/api'
import { expect, test, type Server } from '../fixtures'
import { drawn, openDesk } from './desk'

test.use({ ownServer: true })

/** Somebody of the demonstration by name, at a desk of their own. */
async function deskOf(context: BrowserContext, server: Server, name: string): Promise<Page> {
  const { accounts } = await server.api<Demonstration>('/api/v1/demo')
  const page = await context.newPage()
  await page.clock.setFixedTime(server.now)
  const answer = await page.request.post(`${server.origin}/api/v1/demo/sign-in`, {
    data: { account: accounts.find(one => one.name === name)?.sign_in, device: 'web' },
  })
  expect(answer.ok()).toBe(true)
  return page
}

async function caseOf(page: Page, server: Server, category: string): Promise<HandlerCase> {
  const list = (await (await page.request.get(`${server.origin}/api/v1/bureau/cases`)).json()) as CaseList
  const id = list.cases.find(one => one.category === category)?.id
  return (await (await page.request.get(`${server.origin}/api/v1/bureau/cases/${id}`)).json()) as HandlerCase
}

/** Moves along the list until a row is lit. */
async function reach(page: Page, number: string) {
  const lit = page.locator('tr[aria-current]')
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('j')
    if ((await lit.textContent())?.includes(number)) return
  }
  throw new Error(`${number} is not in the list`)
}

/** Opens a form by its key, does what it asks, and waits until it is gone. Enter ends a form; in a field of many lines with Ctrl. */
async function does(page: Page, key: string, title: string, fill = () => page.keyboard.press('Enter')) {
  await page.keyboard.press(key)
  const dialog = page.getByRole('dialog', { name: title })
  await expect(dialog).toBeVisible()
  await expect(dialog.locator('form :focus')).toHaveCount(1)
  await fill()
  await expect(dialog).toBeHidden()
}

/** The key beside an action. */
async function keyOf(page: Page, action: string): Promise<string> {
  const button = page.getByRole('button', { name: action, exact: false }).first()
  return (await button.locator('kbd').textContent()) ?? ''
}

async function tabTo(page: Page, role: 'textbox' | 'button', name: string | RegExp) {
  const target = page.getByRole('dialog').getByRole(role, { name })
  for (let i = 0; i < 30; i++) {
    if (await target.evaluate(one => one === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${String(name)}`)
}

test('from the list to a closed case, by keyboard, with four eyes', async ({ page, server, browser }) => {
  test.setTimeout(120_000)
  const context = page.context()
  const officer = await deskOf(context, server, '周科长')
  const lunch = await caseOf(officer, server, 'FOOD')
  await openDesk(officer, '/bureau/cases')

  // In the list: how urgent, accepted (and assigned by the table of routes), signed for.
  await reach(officer, lunch.receipt_no)
  await does(officer, 'e', '定级')
  await does(officer, 'e', '受理', () => officer.keyboard.press('Control+Enter'))
  await expect(officer.locator('tr[aria-current]')).toContainText('已派单')
  await does(officer, 'e', '签收', async () => {
    await officer.keyboard.press('Space')
    await officer.keyboard.press('Enter')
  })
  await officer.keyboard.press('Enter')
  await expect(officer.getByRole('heading', { level: 1 })).toContainText('食品安全')
  await drawn(officer)

  // On the case: the complainant first, then the facility, which sees what was previewed and nothing else.
  await does(officer, 'e', '登记首次联系', async () => {
    await tabTo(officer, 'textbox', /写给投诉人的话/)
    await officer.keyboard.type('您好，您的投诉由我办理，今天会到园核查留样。')
    await tabTo(officer, 'button', '登记首次联系')
    await officer.keyboard.press('Enter')
  })
  await does(officer, await keyOf(officer, '出示给机构'), '出示给机构', async () => {
    await tabTo(officer, 'textbox', /给机构看的话/)
    await officer.keyboard.type('请说明 13900001111 反映的午餐留样和加工情况。')
    await tabTo(officer, 'button', '预览机构看到的')
    await officer.keyboard.press('Enter')
    await expect(officer.getByRole('dialog')).toContainText('出现了电话号码')
    await tabTo(officer, 'textbox', /给机构看的话/)
    await officer.keyboard.press('Control+A')
    await officer.keyboard.type('请说明近期午餐的留样和加工情况。')
    await expect(officer.getByRole('dialog')).toContainText('改动以后请再预览一次')
    await tabTo(officer, 'button', '预览机构看到的')
    await officer.keyboard.press('Enter')
    await tabTo(officer, 'button', '就这样出示给机构')
    await officer.keyboard.press('Enter')
  })
  await expect(officer.getByRole('region', { name: '已出示给机构' })).toBeVisible()

  const facility = await deskOf(
    await browser.newContext({ baseURL: server.origin, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }),
    server,
    '李园长',
  )
  await openDesk(facility, '/complaints')
  const shown = facility.getByRole('article', { name: '食品安全' })
  await expect(shown).toContainText('请说明近期午餐的留样和加工情况。')
  expect(await facility.locator('main').textContent()).not.toContain(lunch.receipt_no)
  await shown.getByRole('textbox').fill('当日留样完好，加工温度记录达标，已加强中心温度检测。')
  await shown.getByRole('button', { name: '提交说明' }).click()
  await facility.getByRole('dialog').getByRole('button', { name: '提交说明' }).click()
  await expect(shown).toContainText('我们的说明')
  await facility.context().close()

  await officer.keyboard.press('r')
  await expect(officer.locator('main')).toContainText('当日留样完好')
  await does(officer, 'e', '提交答复', async () => {
    await officer.keyboard.press('Space') // 属实
    await officer.keyboard.press('ArrowRight') // 部分属实
    await officer.keyboard.press('Tab')
    const measure = officer.getByRole('dialog').getByRole('combobox', { name: '处理' })
    await expect(measure).toBeFocused()
    await officer.keyboard.press('ArrowDown')
    await expect(measure).toHaveValue('rectify')
    await tabTo(officer, 'textbox', /答复全文/)
    await officer.keyboard.type('经核查，加工记录不全，已责令改正。')
    await officer.keyboard.press('Control+Enter')
  })
  await expect(officer.locator('main')).toContainText('答复待审')
  await expect(officer.getByRole('button', { name: /审核通过/ })).toHaveCount(0)
  await officer.close()

  // The second pair of eyes approves, and calls back.
  const other = await deskOf(
    await browser.newContext({ baseURL: server.origin, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }),
    server,
    '何副科长',
  )
  await openDesk(other, '/bureau/cases')
  await reach(other, lunch.receipt_no)
  await does(other, 'e', '审核通过')
  await expect(async () => {
    await other.keyboard.press('r')
    await expect(other.locator('tr', { hasText: lunch.receipt_no })).toContainText('待回访', { timeout: 1000 })
  }).toPass({ timeout: 30_000 })
  await does(other, 'e', '回访并办结', async () => {
    for (let i = 0; i < 3; i++) {
      await other.keyboard.press('ArrowRight')
      await other.keyboard.press('Tab')
    }
    await tabTo(other, 'button', '回访并办结')
    await other.keyboard.press('Enter')
  })
  await expect(other.locator('tr', { hasText: lunch.receipt_no })).toHaveCount(0)
  const over = (await (await other.request.get(`${server.origin}/api/v1/bureau/cases/${lunch.id}`)).json()) as HandlerCase
  expect(over.state).toBe('closed')
  expect(over.reviewer?.name).toBe('何副科长')
  expect(over.handler?.name).toBe('周科长')
  await other.context().close()
})

test('two officers on one case: what differs is shown, and nothing is lost', async ({ page, server, allow, browser }) => {
  allow(/409/)
  const officer = await deskOf(page.context(), server, '周科长')
  const air = await caseOf(officer, server, 'HYGIENE_DISEASE')
  await openDesk(officer, `/bureau/cases/${air.id}`)
  await officer.keyboard.press(await keyOf(officer, '写批注'))
  const form = officer.getByRole('dialog', { name: '写批注' })
  await form.getByRole('textbox').fill('已约定明天到园查看。')

  // Meanwhile a colleague has told the police.
  const colleague = await deskOf(await browser.newContext({ baseURL: server.origin }), server, '何副科长')
  const { csrf } = (await (await colleague.request.get(`${server.origin}/api/v1/session`)).json()) as { csrf: string }
  const told = await colleague.request.post(`${server.origin}/api/v1/bureau/cases/${air.id}/actions`, {
    headers: { 'x-csrf-token': csrf, 'idempotency-key': 'a-colleague-was-faster', origin: server.origin },
    data: {
      action: 'report_police',
      version: air.version,
      when: new Date(server.now.getTime() - 60_000).toISOString(),
      reference: '110-7',
    },
  })
  expect(told.ok()).toBe(true)
  await colleague.context().close()

  await form.getByRole('button', { name: '写批注' }).click()
  const conflict = officer.getByRole('dialog', { name: '有人先改过了' })
  await expect(conflict.getByRole('row', { name: /报警/ })).toContainText('何副科长')
  await conflict.getByRole('button', { name: '仍用我填的' }).click()
  await expect(conflict).toBeHidden()
  await expect(form).toBeHidden()
  await expect(officer.locator('main')).toContainText('已约定明天到园查看。')
  await expect(officer.locator('main')).toContainText('110-7')
})
