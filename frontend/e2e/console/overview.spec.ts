// What a bureau sees of its city: a figure, its history and areas, down to the rows it is made of, as a file; and the map of need,
// asked what one more facility would change, by a suggested site, by a place in words and by the keyboard on the map.
import { readFile } from 'node:fs/promises'
import { overview } from '../../apps/console/src/text/zh/overview'
import { shell } from '../../apps/console/src/text/zh/shell'
import { expect, test } from '../fixtures'
import { drawn, openDesk, signIn } from './desk'

test('a figure is opened down to its rows, and its area and day stand in the address', async ({ page, server }) => {
  await signIn(page, server, 'city')
  await openDesk(page, '/overview')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(shell.pages.indicators)
  // Every figure has a value or says why not, and a year to be held against.
  const tile = page.locator('button.tile').filter({ hasText: overview.indicators.place_use })
  await expect(tile).toContainText('%')
  await tile.click()
  await expect(tile).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText(overview.definitions.place_use ?? '')).toBeVisible()
  // The history as a table: two years of months.
  const history = page.getByRole('figure').filter({ hasText: overview.overTime(overview.indicators.place_use ?? '') })
  await expect(history.locator('svg')).toBeVisible()
  await history.getByRole('button', { name: shell.asTable }).click()
  await expect(history.locator('tbody tr')).toHaveCount(24)

  // The rows behind it come to the figure.
  const made = page.getByRole('button', { name: new RegExp(overview.openOf(overview.indicators.place_use ?? '')) })
  const [part = '', whole = ''] = (await made.innerText()).split('÷').map(one => one.trim())
  await made.click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByRole('status')).toContainText(part)
  await expect(drawer.getByRole('status')).toContainText(whole)
  await expect(drawer.locator('tbody tr')).toHaveCount(200)
  const [file] = await Promise.all([page.waitForEvent('download'), drawer.getByRole('button', { name: overview.exportRows }).click()])
  expect(file.suggestedFilename()).toMatch(/^statistics-place_use-.*\.xlsx$/)
  expect((await readFile(await file.path())).subarray(0, 2).toString()).toBe('PK')
  await page.keyboard.press('Escape')

  // Into a district, by street, a year ago.
  await page.locator('tbody th a').first().click()
  await expect(page).toHaveURL(/area=\d+/)
  await expect(page.locator('section[aria-label] > .table-wrap tbody tr').first()).toBeVisible()
  const day = page.getByLabel(overview.day, { exact: true })
  const past = new Date(Date.parse(await day.inputValue()) - 365 * 86_400_000).toISOString().slice(0, 10)
  await day.fill(past)
  await expect(page.getByText(new RegExp(`${past} 没有单独统计`))).toBeVisible()
  await page.reload()
  await drawn(page)
  await expect(page.getByText(new RegExp(`${past} 没有单独统计`))).toBeVisible()
})

test('the map is asked what one more facility would change, with and without a mouse', async ({ page, server }) => {
  await signIn(page, server, 'city')
  await openDesk(page, '/overview/map?minutes=5')
  const canvas = page.getByRole('application', { name: overview.mapLabel })
  await expect(canvas.locator('canvas').first()).toBeVisible()
  const answer = page.getByRole('region', { name: overview.whatIf })
  // A suggested site gains what the list says.
  const site = page.getByRole('region', { name: overview.sites }).getByRole('listitem').first()
  const gain = (await site.locator('b').innerText()).match(/\d+/)?.[0] ?? ''
  await site.getByRole('button').click()
  await expect(answer.locator('tbody tr').first()).toContainText(gain)
  await answer.getByRole('button', { name: overview.clear }).click()
  await expect(answer.locator('table')).toHaveCount(0)
  // A place in words.
  await answer.getByRole('searchbox').fill('人民公园')
  await answer.getByRole('searchbox').press('Enter')
  await expect(answer.locator('tbody tr')).toHaveCount(3)
  await answer.getByRole('button', { name: overview.clear }).click()
  // The middle of the map, by the keyboard.
  await canvas.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(answer.getByText(overview.whatIfAt(overview.picked))).toBeVisible()
  // By cell, for infants, at inclusive facilities only: other facilities count.
  const counting = page.getByRole('status').filter({ hasText: '计入' })
  const all = await counting.innerText()
  await page.getByLabel(overview.showAs).selectOption({ label: overview.asCells })
  await page.getByLabel(overview.onlyInclusive).check()
  await expect(counting).not.toHaveText(all)
  await expect(page.getByRole('group', { name: overview.legend })).toContainText(overview.legendCells.beyond)
})

test('a facility finds neither', async ({ page, server }) => {
  await signIn(page, server, 'facility')
  await openDesk(page, '/overview')
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText(shell.pages.indicators)
  expect((await page.request.get('/api/v1/bureau/statistics')).status()).toBe(403)
})
