// 托育政策查询 in the browser against the real service: a question answered with its passage, the document, and what applies to us.
import { policyTexts } from '../../packages/core/src/policy'
import { texts } from '../../packages/core/src/text'
import { birth, expect, test } from '../fixtures'
import { demoPerson } from '../people'
import { nearest } from '../screens'

const p = policyTexts.zh
const t = texts.zh

test('a question finds its passage, the passage its place in the document @desktop', async ({ page, open }) => {
  await open('/pages/mine/index')
  await page.getByRole('link', { name: t.mine.policies, exact: true }).click()
  const words = page.getByLabel(p.searchLabel)
  await expect(words).toBeVisible()
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
  await words.fill('没去的日子退费吗')
  await words.press('Enter')
  const first = page.locator('.pc').first()
  await expect(first.locator('mark').first()).toBeVisible()
  await expect(first).toContainText('退费')
  await expect(page).toHaveURL(/words=/)
  await first
    .getByRole('link', { name: new RegExp(`^${p.readPassage}`) })
    .first()
    .click()
  await expect(page.locator('.pt-part.here mark').first()).toBeVisible()
  await expect(page.getByText(p.disclaimer)).toBeVisible()
  await page.getByLabel(p.inDocument).fill('河南')
  await page.getByLabel(p.inDocument).press('Enter')
  await expect(page.getByText(/\d+ 段里有这些字/)).toBeVisible()
  await page.reload()
  await expect(page.locator('mark').first()).toHaveText('河南')
})

test('what applies to us is told with its source, and difficulty never leaves the device', async ({ page, open, family, server }) => {
  await family({ birth })
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  const [near] = await nearest(server, 1)
  await open(`/pkg-facility/detail/index?id=${near?.id}`)
  await page.getByRole('link', { name: t.facility.support, exact: true }).click()
  await expect(page.getByText(p.ofFacility(near?.name ?? ''))).toBeVisible()
  await expect(page.getByRole('heading', { name: p.supports.refund_cooling?.title ?? '' })).toBeVisible()
  await expect(page.locator('.sc').filter({ hasText: '每名孩子每年 800 元' }).first()).toContainText('示范数据（虚构）')
  const child = page.locator('.sc').filter({ hasText: p.supports.difficulty?.title ?? '' })
  const before = asked.length
  await page.getByRole('switch', { name: p.difficulty }).click()
  await expect(child).toHaveCount(1)
  expect(asked.slice(before).filter(url => url.includes('/api/'))).toEqual([])
  expect(asked.join('\n')).not.toContain('difficult')
  await page.getByLabel(p.monthly).fill('3000')
  await page.getByLabel(p.monthsAhead).fill('6')
  await expect(page.getByText(p.prepayOver(3), { exact: false })).toBeVisible()
  await page.getByRole('combobox', { name: p.place }).selectOption({ label: `${p.otherPlaces}：重庆市开州区` })
  await expect(page.locator('.sc').filter({ hasText: p.draftMark }).first()).toBeVisible()
})

test.describe('a document with what runs elsewhere', () => {
  test.use({ ownServer: true })
  test('is letters here, in the list and in its text (S11)', async ({ page, open, server }) => {
    const desk = await demoPerson(server, 'city')
    const payload = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>'
    const answer = await page.request.post(`${server.origin}/api/v1/bureau/policies`, {
      headers: desk.headers,
      data: {
        title: `退费办法${payload}`,
        region: '3399',
        status: 'in_force',
        blocks: [
          { kind: 'heading', level: 2, text: `一、退费${payload}` },
          { kind: 'text', text: `特别退费条款${payload}` },
          { kind: 'row', cells: [payload, '退费'] },
        ],
      },
    })
    expect(answer.status(), await answer.text()).toBe(201)
    await open(`/pkg-policy/search/index?words=${encodeURIComponent('特别退费条款')}`)
    await expect(page.locator('.pc').first()).toContainText('<script>window.ran=1</script>')
    await page
      .getByRole('link', { name: new RegExp(`^${p.readPassage}`) })
      .first()
      .click()
    await expect(page.locator('.pt')).toContainText(payload)
    expect(await page.evaluate(() => (window as unknown as { ran?: number }).ran)).toBeUndefined()
  })
})
