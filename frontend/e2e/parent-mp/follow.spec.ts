// Following complaints in the mini-program against the real service: by code, signed in, and what one can do with it.
import type { Complaint } from '@tuoyuquan/api'
import { followTexts } from '../../packages/core/src/follow'
import { reviewTexts } from '../../packages/core/src/review'
import { texts } from '../../packages/core/src/text'
import { ask, demoPerson } from '../people'
import { photo } from '../reporting'
import { expect, test, type Server } from './mini'

const f = followTexts.zh
const v = reviewTexts.zh
const t = texts.zh
const words = '楼道里堆了很多杂物，接孩子的时候安全门也打不开。'

let sent = 0
async function report(server: Server): Promise<{ id: string; tracking_code: string }> {
  const { items } = await server.api<{ items: { id: string }[] }>('/api/v1/facilities?near=120,31&minutes=15&limit=1')
  const body = {
    facility_id: items[0]?.id,
    category: 'FIRE_BUILDING',
    danger_now: false,
    text: words,
    anonymous: true,
    contact: 'app',
    keep_originals: false,
  }
  return ask(server, 'POST', '/api/v1/complaints', body, { 'idempotency-key': `follow-mp-${process.pid}-${Date.now()}-${++sent}` })
}

test('by code: seen, written to, a photo added, looked at; closed and opened again it asks for the code', async ({
  page,
  phone,
  start,
  view,
  mp,
  server,
}) => {
  test.setTimeout(120_000)
  const receipt = await report(server)
  await phone({ file: { name: 'IMG_1.png', base64: photo(1).buffer.toString('base64') } })
  await start('pages/mine/index')
  await view.getByText(t.mine.complaints, { exact: true }).tap()
  await view.getByRole('button', { name: f.byCode, exact: true }).tap()
  await view.getByLabel(f.trackCode, { exact: true }).fill(receipt.tracking_code.toLowerCase())
  await view.getByRole('button', { name: f.trackDo, exact: true }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-complaint/case/index')
  await expect(view.getByText(f.states.received.line)).toBeVisible()
  await expect(view.getByText(words)).toBeVisible()

  await view.locator('textarea').first().fill('什么时候能来看？')
  await view.getByRole('button', { name: f.send, exact: true }).tap()
  await expect(view.getByText('什么时候能来看？', { exact: true })).toBeVisible()
  await view.getByRole('button', { name: f.add, exact: true }).tap()
  await view.getByRole('button', { name: f.addPhoto, exact: true }).tap()
  await expect(view.getByText(f.addPhotoCount(1))).toBeVisible()
  await view.getByRole('button', { name: f.addDo, exact: true }).tap()
  await expect
    .poll(
      async () =>
        (await ask<Complaint>(server, 'GET', '/api/v1/complaints/by-code', undefined, { 'x-tracking-code': receipt.tracking_code }))
          .evidence.length,
      { timeout: 20_000 },
    )
    .toBe(1)
  const left = await page.evaluate(() => JSON.stringify(localStorage))
  expect(left).not.toContain(receipt.tracking_code)
  expect(left).not.toContain(words)

  await start(`pkg-complaint/case/index?id=${receipt.id}`)
  await expect(view.getByText(f.locked)).toBeVisible()
})

test('signed in: the list says what waits, and it is rated', async ({ start, view, store, server, mp }) => {
  const parent = await demoPerson(server, 'guardian')
  await store({ greeted: true, login: parent.session.token })
  await start('pkg-complaint/list/index')
  await view.getByText(f.asks.rate.line).waitFor()
  await view.getByText(f.categories.FALSE_INFO.name, { exact: true }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-complaint/case/index')
  await view.getByRole('button', { name: f.rate, exact: true }).tap()
  await view.getByRole('radio', { name: f.ratings[3], exact: true }).tap()
  await view.getByRole('button', { name: f.rateDo, exact: true }).tap()
  await expect(view.getByText(f.ratedTitle)).toBeVisible()
})

test('the offices’ list and a facility’s reviews come up', async ({ start, view, server }) => {
  const { units } = await server.api<{ units: { name: string }[] }>('/api/v1/complaints/performance')
  await start('pkg-complaint/performance/index')
  await expect(view.getByText(units[0]?.name ?? 'no unit')).toBeVisible()
  const { items } = await server.api<{ items: { id: string }[] }>('/api/v1/facilities?near=120,31&minutes=15&limit=1')
  await start(`pkg-facility/detail/index?id=${items[0]?.id}`)
  await expect(view.getByText(v.title)).toBeVisible()
  await expect(view.getByRole('button', { name: v.write, exact: true })).toBeVisible()
})
