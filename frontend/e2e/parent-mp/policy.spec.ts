// 托育政策查询 in the mini-program against the real service: a question, its passage, the document, and what applies to us.
import { policyTexts } from '../../packages/core/src/policy'
import { texts } from '../../packages/core/src/text'
import { birth, expect, test } from './mini'

const p = policyTexts.zh
const t = texts.zh

test('a question finds its passage; what applies to us is told with its source', async ({ start, view, mp, family, asked }) => {
  test.setTimeout(120_000)
  await family({ birth })
  await start('pages/mine/index')
  await view.getByText(t.mine.policies, { exact: true }).tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-policy/search/index')
  await view.getByLabel(p.searchLabel, { exact: true }).fill('没去的日子退费吗')
  await view.getByRole('button', { name: p.searchDo, exact: true }).tap()
  await expect(view.locator('.pc .piece-hit').first()).toBeVisible()
  await view.getByText(p.readPassage, { exact: true }).first().tap()
  await expect.poll(() => mp(m => m.routes().at(-1))).toBe('pkg-policy/document/index')
  await expect(view.locator('.pt-part.here .piece-hit').first()).toBeVisible()
  await expect(view.getByText(p.disclaimer)).toBeVisible()

  await start('pkg-policy/support/index?area=339900&inclusive=yes&filed=yes&nature=private')
  await expect(view.getByText('每名孩子每年 800 元')).toBeVisible()
  await expect(view.getByText(p.supports.refund_cooling?.title ?? '', { exact: true })).toBeVisible()
  await view.getByLabel(p.monthly, { exact: true }).fill('3000')
  await view.getByLabel(p.monthsAhead, { exact: true }).fill('6')
  await expect(view.getByText(p.prepayOver(3), { exact: false })).toBeVisible()
  expect(asked.map(one => one.query.toString()).join('\n')).not.toContain('difficult')
})
