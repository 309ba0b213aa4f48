// Favourites: kept with a note, loaded at once, never lost; what is gone is said; a list can be handed on.
import { expect, test, birth, home } from '../fixtures'
import { texts } from '../../packages/core/src/text'
import { nearest } from '../screens'

const t = texts.zh
const saved = '/pages/saved/index'

const kept = (list: { id: string; name: string }[]) => list.map((f, i) => ({ ...f, note: '', at: `2026-11-0${i + 1}T02:00:00Z` }))

test('explains itself while empty', async ({ page, open }) => {
  await open(saved)
  await expect(page.getByText(t.saved.empty)).toBeVisible()
  await expect(page.getByRole('button', { name: t.saved.find })).toBeVisible()
})

test('loads all in one request, nearest first or newest first', async ({ page, open, family, store, server }) => {
  const list = await nearest(server, 4)
  await family({ home })
  await store({ favourites: kept(list) })
  const asked: string[] = []
  page.on('request', r => {
    if (r.url().includes('/api/v1/facilities')) asked.push(r.url())
  })
  await open(saved)
  const names = page.getByRole('list', { name: t.saved.title, exact: true }).getByRole('heading', { level: 3 })
  await expect(names).toHaveText(list.map(f => f.name))
  expect(asked).toHaveLength(1)
  expect(new URL(asked[0]!).searchParams.get('id')?.split(',')).toHaveLength(4)
  await page.getByText(t.saved.byAdded).click()
  await expect(names).toHaveText([...list].reverse().map(f => f.name))
})

test('saves a note as it is typed', async ({ page, open, family, store, server }) => {
  const [one] = await nearest(server, 1)
  await family({ home, birth })
  await store({ favourites: kept([one!]) })
  await open(saved)
  await page.getByRole('button', { name: t.saved.noteAddOf(one!.name) }).click()
  await page.getByLabel(t.saved.noteOf(one!.name)).fill('周三电话问过')
  await page.reload()
  await expect(page.getByText('周三电话问过')).toBeVisible()
})

test('lets go and takes back', async ({ page, open, family, store, server }) => {
  const list = await nearest(server, 2)
  await family({ home })
  await store({ favourites: kept(list).map(f => ({ ...f, note: '记着' })) })
  await open(saved)
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(2)
  await page.locator(`#card-${list[0]!.id}`).getByRole('button', { pressed: true }).first().click()
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(1)
  await page.getByRole('button', { name: t.ui.undo }).click()
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(2)
  await expect(page.getByText('记着')).toHaveCount(2)
})

test('says what is gone from the register and keeps its name and note', async ({ page, open, family, store, server }) => {
  const list = await nearest(server, 1)
  await family({ home })
  await store({
    favourites: [...kept(list), { id: 'no-longer-there', name: '早先的托育园', note: '交过定金', at: '2026-10-01T00:00:00Z' }],
  })
  await open(saved)
  await expect(page.getByText(t.saved.gone)).toBeVisible()
  await expect(page.getByText('交过定金')).toBeVisible()
  await page.getByRole('button', { name: t.saved.removeOf('早先的托育园') }).click()
  await expect(page.getByText(t.saved.gone)).toHaveCount(0)
})

test('tells one that takes no child of this age from one that is gone', async ({ page, open, family, store, server }) => {
  const list = await nearest(server, 3)
  await family({ home, birth: '2018-01-01' })
  await store({ favourites: kept(list) })
  await open(saved)
  await expect(page.getByText(t.saved.unfit)).toHaveCount(3)
  await expect(page.getByText(t.saved.gone)).toHaveCount(0)
})

test('shows what it saw last while there is no answer', async ({ page, open, family, store, server, allow }) => {
  const list = await nearest(server, 2)
  await family({ home })
  await store({ favourites: kept(list) })
  await open(saved)
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(2)
  allow(/Failed to load resource|ERR_/)
  await page.route(/\/api\/v1\/facilities/, route => route.abort('connectionrefused'))
  await page.reload()
  await expect(page.getByText(t.saved.failed)).toBeVisible()
  await expect(page.locator(`#card-${list[0]!.id}`)).toBeVisible()
  await page.unroute(/\/api\/v1\/facilities/)
  await page.getByRole('button', { name: t.problem.again }).click()
  await expect(page.getByText(t.saved.failed)).toHaveCount(0)
})

test('opens a list somebody shared without keeping anything until asked', async ({ page, open, server }) => {
  const list = await nearest(server, 3)
  await open(`${saved}?list=${list.map(f => f.id).join(',')},%3Cscript%3E`)
  await expect(page.getByRole('heading', { level: 1, name: t.saved.sharedTitle(3) })).toBeAttached()
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(3)
  await page.getByRole('button', { name: t.saved.keepAll }).click()
  await page.getByRole('button', { name: t.saved.toMine }).click()
  await expect(page.getByRole('heading', { level: 1, name: t.saved.title, exact: true })).toBeAttached()
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(3)
})

test('survives spoiled storage', async ({ page, open, context }) => {
  await context.addInitScript(() => localStorage.setItem('tyq:v1:favourites', '{"not":"a list"'))
  await open(saved)
  await expect(page.getByText(t.saved.empty)).toBeVisible()
})

test('leads to the comparison once two are chosen', async ({ page, open, family, store, server }) => {
  const list = await nearest(server, 2)
  await family({ home })
  await store({ favourites: kept(list) })
  await open(saved)
  await page.locator(`#card-${list[0]!.id}`).getByRole('button', { pressed: false, name: /^对比/ }).click()
  await expect(page.getByRole('button', { name: t.saved.needTwo })).toBeDisabled()
  await page.locator(`#card-${list[1]!.id}`).getByRole('button', { pressed: false, name: /^对比/ }).click()
  await page.getByRole('button', { name: t.saved.seeCompare(2) }).click()
  await expect(page.getByRole('table')).toBeVisible()
})
