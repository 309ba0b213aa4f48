// Side by side: a table that can be read with eyes, ears and on paper.
import { expect, test, birth, home, work } from '../fixtures'
import { texts } from '../../packages/core/src/text'
import { nearest } from '../screens'

const t = texts.zh
const compare = '/pkg-facility/compare/index'

test('shows what differs first and folds what is alike @desktop', async ({ page, open, family, store, server }) => {
  const list = await nearest(server, 3)
  await family({ home, work, birth })
  await store({ compare: list })
  await open(compare)
  const table = page.getByRole('table', { name: t.compare.table(3) })
  await expect(table.getByRole('columnheader')).toHaveCount(4)
  for (const f of list) await expect(table.getByRole('columnheader', { name: new RegExp(f.name) })).toBeVisible()
  await expect(table.getByRole('rowheader', { name: t.rows.walk, exact: true })).toBeVisible()

  const before = await table.getByRole('row').count()
  const unfold = page.getByRole('button', { name: /看相同的 \d+ 项/ })
  await expect(unfold).toHaveAttribute('aria-expanded', 'false')
  await unfold.click()
  expect(await table.getByRole('row').count()).toBeGreaterThan(before)
})

test('takes one out and undoes it; the address follows', async ({ page, open, family, store, server }) => {
  const list = await nearest(server, 3)
  await family({ home })
  await store({ compare: list })
  await open(compare)
  await page.getByRole('button', { name: t.compare.removeOf(list[1]!.name) }).click()
  await expect(page.getByRole('columnheader')).toHaveCount(3)
  await expect(page).toHaveURL(new RegExp(`ids=${list[0]!.id},${list[2]!.id}$`))
  await page.getByRole('button', { name: t.ui.undo }).click()
  await expect(page.getByRole('columnheader')).toHaveCount(4)
})

test('opens a link without touching the tray of this device', async ({ page, open, store, server }) => {
  const list = await nearest(server, 4)
  await store({ compare: list.slice(0, 1) })
  await open(
    `${compare}?ids=${list
      .slice(1)
      .map(f => f.id)
      .join(',')}`,
  )
  await expect(page.getByRole('columnheader')).toHaveCount(4)
  const tray = await page.evaluate(() => localStorage.getItem('tyq:v1:compare') ?? '')
  expect(tray).toContain(list[0]!.id)
  expect(tray).not.toContain(list[1]!.id)
})

test('says what is gone and shows the rest', async ({ page, open, store, server, allow }) => {
  const list = await nearest(server, 2)
  allow(/404/)
  await store({ compare: [...list, { id: 'no-longer-there', name: '早先的托育园' }] })
  await open(compare)
  await expect(page.getByText(t.compare.gone('早先的托育园'))).toBeVisible()
  await expect(page.getByRole('columnheader')).toHaveCount(3)
})

test('explains itself while empty, and survives a hostile address', async ({ page, open }) => {
  await open(`${compare}?ids=%3Cscript%3E,../../etc`)
  await expect(page.getByText(t.compare.empty)).toBeVisible()
})

test('shows what it saw last while there is no answer', async ({ page, open, store, server, allow }) => {
  const list = await nearest(server, 2)
  await store({ compare: list })
  await open(compare)
  await expect(page.getByRole('columnheader')).toHaveCount(3)
  allow(/Failed to load resource|ERR_/)
  await page.route(/\/api\/v1\/facilities/, route => route.abort('connectionrefused'))
  await page.reload()
  await expect(page.getByRole('columnheader')).toHaveCount(3)
  await expect(page.getByText(/网络不通，这是/)).toBeVisible()
})

test('fits one sheet of paper, black on white even in the dark @desktop', async ({ page, open, family, settings, store, server }) => {
  const list = await nearest(server, 4)
  await family({ home, work, birth })
  await settings({ theme: 'dark' })
  await store({ compare: list })
  await open(compare)
  await expect(page.getByRole('columnheader')).toHaveCount(5)
  const pdf = await page.pdf({ preferCSSPageSize: true })
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('button', { name: t.compare.print })).toBeHidden()
  await expect(page.getByRole('cell').first()).toHaveCSS('color', 'rgb(0, 0, 0)')
})
