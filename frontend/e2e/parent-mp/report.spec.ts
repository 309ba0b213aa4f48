// Reports in the mini-program against the real service: killed and opened again nothing is lost, and what is sent twice is one.
import { complaintTexts } from '../../packages/core/src/complaint'
import { texts } from '../../packages/core/src/text'
import { photo, story } from '../reporting'
import { expect, test, type Locator, type Server } from './mini'

const c = complaintTexts.zh
const t = texts.zh
const noNetwork = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|ERR_FAILED/

interface Complaint {
  text: string
  anonymous: boolean
  evidence: unknown[]
}

async function byCode(server: Server, code: string): Promise<Complaint> {
  const answer = await fetch(`${server.origin}/api/v1/complaints/by-code`, { headers: { 'x-tracking-code': code } })
  if (!answer.ok) throw new Error(`by-code answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Complaint
}

const next = (view: Locator) => view.getByRole('button', { name: c.next, exact: true }).tap()
const codeOn = async (view: Locator) => (await view.getByRole('img', { name: /^查询码/ }).innerText()).trim().replace(/\s+/g, '-')

async function nearest(server: Server): Promise<{ id: string; name: string }> {
  const { items } = await server.api<{ items: { id: string; name: string }[] }>('/api/v1/facilities?near=120,31&minutes=15&limit=1')
  const [one] = items
  if (!one) throw new Error('no facility')
  return one
}

/** From the beginning to the photos. */
async function write(view: Locator): Promise<void> {
  await view.getByRole('button', { name: c.begin, exact: true }).tap()
  await view.getByRole('radio', { name: c.dangerNo, exact: true }).tap()
  await view.getByRole('radio', { name: c.categories.FOOD.name }).tap()
  await next(view)
  await view.locator('textarea').first().fill(story)
  await next(view)
}

test('written with three photos, killed, opened again, sent twice: one report', async ({
  page,
  phone,
  start,
  view,
  mp,
  server,
  allow,
  asked,
}) => {
  test.setTimeout(120_000)
  allow(noNetwork)
  const at = await nearest(server)
  const base64 = photo(1).buffer.toString('base64')
  await phone({ file: { name: 'IMG_1.png', base64 } })
  await start(`pkg-complaint/report/index?facility=${at.id}&name=${encodeURIComponent(at.name)}`)
  for (const one of c.sees) await expect(view.getByText(one.what)).toBeVisible()
  await expect(view.getByRole('button', { name: c.policeLabel })).toBeVisible()
  await expect(view.getByText(c.introDraftLocked)).toHaveCount(0)
  await mp(m => m.set({ network: 'none' }))
  await write(view)
  for (let i = 1; i <= 3; i++) {
    await view.getByRole('button', { name: c.photoTake, exact: true }).tap()
    await expect(view.getByRole('button', { name: c.photoDrop(i) })).toBeVisible()
  }
  const lies = await page.evaluate(() => Object.entries(localStorage).map(String).join())
  expect(lies).not.toContain('酸味')

  // WeChat ends it; it begins at its first page again.
  await start('pages/mine/index')
  await view.getByText(t.mine.report, { exact: true }).tap()
  await view.getByRole('button', { name: new RegExp(`^${c.draftGoOn}：`) }).tap()
  await expect(view.getByRole('button', { name: c.photoDrop(3) })).toBeVisible()
  await view.getByRole('radio', { name: new RegExp(`^${c.whoNameless}`) }).tap()
  await next(view)
  await expect(view.getByText(story)).toBeVisible()
  expect(asked.filter(one => /uploads|complaints$/.test(one.path))).toEqual([])

  let answers = 0
  await page.route('**/api/v1/complaints', async route => {
    if (answers++) return route.continue()
    await route.fetch()
    await route.abort('connectionreset')
  })
  await view.getByRole('button', { name: c.send, exact: true }).tap()
  await view.getByRole('button', { name: c.again, exact: true }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1)), { timeout: 20_000 }).toBe('pkg-complaint/done/index')
  await expect(view.getByText(c.doneSent)).toBeVisible()
  expect(answers).toBe(2)
  const found = await byCode(server, await codeOn(view))
  expect(found).toMatchObject({ text: story, anonymous: true })
  expect(found.evidence).toHaveLength(3)

  await view.getByRole('button', { name: c.savePicture }).tap()
  await expect(view.getByText(c.pictureSaved).first()).toBeVisible()
  expect(await mp(m => m.calls.filter(call => call.name === 'saveImageToPhotosAlbum').length)).toBe(1)
  await view.getByRole('button', { name: c.noted }).tap()
  await view.getByRole('alertdialog').getByRole('button', { name: c.notedYes }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pages/mine/index')
  // Nothing of it stays on the phone.
  const left = await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('mp-file:')))
  expect(left).toEqual([])
})

test('a child in danger: the telephone comes first', async ({ start, view, mp }) => {
  await start('pkg-complaint/report/index')
  await view.getByRole('button', { name: c.policeLabel }).tap()
  await expect.poll(() => mp(m => m.calls.find(call => call.name === 'makePhoneCall')?.options.phoneNumber)).toBe('110')
  await view.getByRole('button', { name: c.begin, exact: true }).tap()
  await view.getByRole('radio', { name: c.dangerYes, exact: true }).tap()
  await expect(view.getByText(c.dangerNow)).toBeVisible()
  await view.getByRole('button', { name: c.doctorLabel }).tap()
  await expect.poll(() => mp(m => m.calls.filter(call => call.name === 'makePhoneCall').at(-1)?.options.phoneNumber)).toBe('120')
})

test('for a place in no list: where the phone is, and what stands at the door', async ({ phone, start, view, server }) => {
  test.setTimeout(90_000)
  await phone({ location: { longitude: 120.001, latitude: 31.001, accuracy: 20 } })
  await start('pkg-complaint/report/index')
  await view.getByRole('button', { name: c.begin, exact: true }).tap()
  await view.getByRole('radio', { name: c.dangerNo, exact: true }).tap()
  await view.getByRole('radio', { name: c.categories.UNFILED.name }).tap()
  await next(view)
  await view.getByRole('button', { name: c.whereMine, exact: true }).tap()
  await view.getByLabel(c.whereName).fill('解放路 8 号二楼，门口没有牌子')
  await view.locator('textarea').first().fill(story)
  await next(view)
  await view.getByRole('radio', { name: new RegExp(`^${c.whoNameless}`) }).tap()
  await next(view)
  await view.getByRole('button', { name: c.send, exact: true }).tap()
  await expect(view.getByText(c.doneSent)).toBeVisible({ timeout: 20_000 })
  expect(await byCode(server, await codeOn(view))).toMatchObject({ place_name: '解放路 8 号二楼，门口没有牌子' })
})
