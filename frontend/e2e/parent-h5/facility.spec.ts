// The page of one facility: the answer, what it costs, what can be trusted, the way there, and every state it can be in.
import type { Page, Route } from '@playwright/test'
import { freeFrom, monthlyFormula, texts, today, yuan } from '../../packages/core/src'
import type { components } from '../../packages/api/src/schema'
import { birth, expect, familyStorage, home, test, work, type Server } from '../fixtures'

type Detail = components['schemas']['FacilityDetail']
type Full = components['schemas']['FacilityFull']
interface List {
  items: { id: string; name: string }[]
  next?: string
}

const t = texts.zh
const f = t.facility
const path = (id: string, more = '') => `/pkg-facility/detail/index?id=${id}${more}`
const section = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true })

/** Everything the register shows of every facility, for a child of 20 months. */
async function everyDetail(server: Server): Promise<Detail[]> {
  const found: Detail[] = []
  let cursor = ''
  do {
    const list: List = await server.api(`/api/v1/facilities?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    found.push(...(await Promise.all(list.items.map(i => server.api<Detail>(`/api/v1/facilities/${i.id}?age_months=20&mode=full_day`)))))
    cursor = list.next ?? ''
  } while (cursor)
  return found
}

let known: Promise<Full[]> | undefined
/** The first facility that is so. */
async function facilityThat(server: Server, is: (one: Full) => boolean): Promise<Full> {
  known ??= everyDetail(server).then(all => all.map(d => d.facility))
  const found = (await known).find(is)
  if (!found) throw new Error('the demo city has no such facility')
  return found
}
const withRoom = (one: Full) => one.vacancy.state === 'free' && one.vacancy.freshness === 'fresh' && !!one.point && !!one.fee

/** Answers the facility as the server does, changed by hand. */
async function answerWith(page: Page, change: (detail: Detail) => void): Promise<void> {
  await page.route(/\/api\/v1\/facilities\/[^/?]+\?/, async (route: Route) => {
    const reply = await route.fetch()
    const detail = (await reply.json()) as Detail
    change(detail)
    await route.fulfill({ response: reply, json: detail })
  })
}

test.describe('the rules of the page are the rules of the server', () => {
  test('the reckoning of every class of every facility comes to the server’s monthly sum', async ({ server }) => {
    const day = today(server.now)
    let sums = 0
    for (const { facility } of await everyDetail(server)) {
      for (const one of facility.classes ?? []) {
        const formula = monthlyFormula(facility.fees ?? [], { mode: one.mode, band: one.band }, day, facility.fee_terms)
        expect(formula?.total, `${facility.name} ${one.name}`).toBe(one.fee?.monthly)
        if (formula) sums++
      }
    }
    expect(sums).toBeGreaterThan(500)
  })

  test('the places of every class that suits come to the server’s count', async ({ server }) => {
    let counted = 0
    for (const { facility, start, age_months: ageMonths } of await everyDetail(server)) {
      for (const one of facility.classes ?? []) {
        if (!one.suits || !one.months?.length) continue
        expect(freeFrom(one, { start, ageMonths }, start.slice(0, 7))?.free, `${facility.name} ${one.name}`).toBe(one.vacancy.free)
        counted++
      }
    }
    expect(counted).toBeGreaterThan(100)
  })
})

test.describe('what a family reads', () => {
  test.beforeEach(async ({ store }) => store({ ...familyStorage({ home, work, birth }), 'anchors-active': ['home', 'work'] }))

  test('room for this child, with age and source, and the cost with its reckoning @desktop', async ({ page, open, server }) => {
    const one = await facilityThat(server, withRoom)
    await open(path(one.id))
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.name)
    await expect(page).toHaveTitle(new RegExp(one.name))
    const answer = section(page, f.answerTitle)
    await expect(answer).toContainText(t.vacancy.free(one.vacancy.free ?? 0))
    await expect(answer).toContainText('由机构确认')
    await expect(answer).toContainText('1 岁 8 个月')
    await answer.getByRole('button', { name: f.whatTheseMean }).click()
    await expect(answer).toContainText(f.staffedMeans)

    const cost = section(page, f.costTitle)
    const suits = one.classes?.find(c => c.suits && c.fee?.monthly === one.fee?.monthly)
    const formula = monthlyFormula(one.fees ?? [], { mode: suits?.mode ?? '', band: suits?.band ?? '' }, today(server.now), one.fee_terms)
    await expect(cost).toContainText(f.costSum(yuan(one.fee?.monthly ?? 0, t)))
    await expect(cost).toContainText(`= ${yuan(formula?.total ?? 0, t)}`)
    await expect(cost.getByRole('table', { name: f.feeTable }).getByRole('row')).toHaveCount((one.fees?.length ?? 0) + 1)
    await expect(cost.getByRole('rowheader').first()).toBeVisible()
  })

  test('classes by month: a sentence, bars for the eye and a table for whoever wants numbers', async ({ page, open, server }) => {
    const one = await facilityThat(server, c => withRoom(c) && (c.classes ?? []).some(k => k.suits && k.months?.length === 18))
    await open(path(one.id))
    const classes = section(page, f.classesTitle)
    const first = classes.getByRole('listitem').first()
    await expect(first).toContainText(f.suitsChild)
    await first.getByRole('button', { name: f.monthsTable }).click()
    const table = first.getByRole('table')
    await expect(table.getByRole('columnheader')).toHaveText([f.monthHead, f.capacityHead, f.freeHead])
    await expect(table.getByRole('rowheader')).toHaveCount(18)
  })

  test('what can be checked can be copied, and nothing on the page is asked of anybody else', async ({ page, open, server, faults }) => {
    const one = await facilityThat(server, c => withRoom(c) && !!c.credit_code)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await open(path(one.id))
    const trust = section(page, f.trustTitle)
    await expect(trust).toContainText(one.filing_record.no ?? '')
    await trust.getByRole('button', { name: f.copy(f.creditCode) }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(one.credit_code)
    await expect(trust).toContainText('全国托育机构信息公示平台')
    expect(await trust.getByRole('link').count()).toBe(0)
    expect(faults.foreign).toEqual([])
  })

  test('the walk from each place, walking or with a stroller, along a line on a map', async ({ page, open, server }) => {
    const one = await facilityThat(
      server,
      c => withRoom(c) && Math.abs((c.point?.[0] ?? 0) - 120) < 0.012 && Math.abs((c.point?.[1] ?? 0) - 31) < 0.012,
    )
    const route = (point: readonly number[], profile: string) =>
      server.api<{ properties: { minutes: number } }>(`/api/v1/route?near=${point.join(',')}&facility=${one.id}&profile=${profile}`)
    await open(path(one.id))
    const way = section(page, f.wayTitle)
    await expect(way).toContainText(f.wayWalk((await route(home, 'walk')).properties.minutes))
    const minutes = (await route(work, 'walk')).properties.minutes
    await way.getByRole('button', { name: `单位 ${t.common.minutes(minutes)}` }).click()
    await expect(way).toContainText(f.wayWalk(minutes))
    await way.getByText(f.stroller, { exact: true }).click()
    await expect(way).toContainText(f.wayStroller((await route(work, 'stroller')).properties.minutes))
    await expect(way.getByLabel(f.mapLabel(one.name))).toBeVisible()
    await way.getByRole('button', { name: f.navigate }).click()
    const apps = page.getByRole('dialog', { name: f.navigateSheet }).getByRole('link')
    await expect(apps).toHaveCount(5)
    expect(await apps.last().getAttribute('href')).toMatch(/^geo:/)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  test('whether drop-off and pick-up fit', async ({ page, open, server }) => {
    const one = await facilityThat(server, c => withRoom(c) && (c.hours ?? []).length > 4)
    await open(path(one.id))
    const hours = section(page, f.hoursTitle)
    await hours.getByLabel(f.dropOff).fill('10:00')
    await hours.getByLabel(f.pickUp).fill('15:00')
    await hours.getByLabel(f.pickUp).blur()
    await expect(hours).toContainText(f.makesIt)
    await hours.getByLabel(f.pickUp).fill('23:00')
    await hours.getByLabel(f.pickUp).blur()
    await expect(hours).toContainText(f.makesItNot)
    await expect(section(page, f.answerTitle)).toContainText(f.hoursMiss('10:00–23:00'))
  })

  test('a child too young is told from when', async ({ page, open, server, store }) => {
    await store({ birth: '2026-08-15' })
    const one = await facilityThat(server, c => (c.takes_from_months ?? 0) >= 12 && (c.classes ?? []).length > 0 && c.open_to_public)
    await open(path(one.id))
    await expect(section(page, f.answerTitle)).toContainText(t.vacancy.noClass)
    await expect(section(page, f.answerTitle)).toContainText('起就能收')
  })

  test('keeps, compares and shares without the place the family lives', async ({ page, open, server }) => {
    const one = await facilityThat(server, withRoom)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await open(path(one.id))
    await page.getByRole('button', { name: f.favourite, exact: true }).click()
    await expect(page.getByRole('button', { name: f.favourited })).toHaveAttribute('aria-pressed', 'true')
    await page.getByRole('button', { name: f.compare, exact: true }).first().click()
    await expect(page.getByRole('button', { name: f.comparing }).first()).toHaveAttribute('aria-pressed', 'true')
    const share = async (places: boolean) => {
      await page.getByRole('button', { name: f.share, exact: true }).click()
      if (places) await page.getByRole('switch', { name: f.sharePlaces }).click()
      await page.getByRole('button', { name: f.shareGo }).click()
      await expect(page.getByRole('dialog')).toHaveCount(0)
      return page.evaluate(() => navigator.clipboard.readText())
    }
    await page.evaluate(() => Object.defineProperty(navigator, 'share', { value: undefined }))
    expect(await share(false)).toBe(`${server.origin}${path(one.id)}`)
    await expect.poll(() => share(true)).toContain('&at=120,31')
  })
})

test.describe('opened by a link alone', () => {
  test('works without anything stored, asks for the birthday where it is missed, and keeps it on the device', async ({
    page,
    open,
    server,
  }) => {
    const asked: string[] = []
    page.on('request', r => asked.push(r.url()))
    const one = await facilityThat(server, withRoom)
    await open(path(one.id))
    const answer = section(page, f.answerTitle)
    await expect(answer).toContainText('还没填宝宝生日')
    await expect(section(page, f.wayTitle)).toContainText(f.wayAddText)
    await answer.getByRole('button', { name: f.addChild }).click()
    await page.getByLabel(f.birth).fill(birth)
    await page.getByLabel(f.birth).blur()
    await page.getByRole('button', { name: f.childDone }).click()
    await expect(answer).toContainText('1 岁 8 个月')
    expect(asked.some(u => u.includes('age_months=20'))).toBe(true)
    expect(asked.filter(u => u.includes(birth))).toEqual([])
  })

  test('brings the place of whoever shared it, and forgets it again', async ({ page, open, server }) => {
    const one = await facilityThat(server, withRoom)
    await open(path(one.id, '&at=120,31'))
    await expect(section(page, f.wayTitle)).toContainText('步行')
    expect(await page.evaluate(() => localStorage.getItem('tyq:v1:anchors') ?? '[]')).not.toContain('120')
  })
})

test.describe('honest about what is not known', () => {
  test.beforeEach(async ({ family }) => family({ home, birth }))

  test('a number over 48 hours is marked, over 7 days hidden, and asking is offered', async ({ page, open, server }) => {
    const ageing = await facilityThat(server, c => c.vacancy.state === 'free' && c.vacancy.freshness === 'ageing')
    await open(path(ageing.id))
    await expect(section(page, f.answerTitle)).toContainText(f.overTwoDays)
    const stale = await facilityThat(server, c => c.vacancy.freshness === 'stale' && c.open_to_public)
    await open(path(stale.id))
    const answer = section(page, f.answerTitle)
    await expect(answer).toContainText(t.vacancy.stale)
    await expect(answer.getByRole('button', { name: f.askPhone(stale.phone ?? '') })).toBeVisible()
    await expect(answer).not.toContainText(/余 \d/)
  })

  test('doubted, never published, for own staff, not on the map', async ({ page, open, server }) => {
    const answer = section(page, f.answerTitle)
    await open(path((await facilityThat(server, c => c.vacancy.doubtful === true)).id))
    await expect(answer).toContainText(t.vacancy.doubtful)
    await open(path((await facilityThat(server, c => c.vacancy.state === 'unknown' && !c.vacancy.freshness)).id))
    await expect(answer).toContainText(f.neverWhy)
    await open(path((await facilityThat(server, c => c.vacancy.state === 'members_only')).id))
    await expect(answer).toContainText(f.onlyMembers)
    await expect(answer.getByRole('button', { name: f.toldFull })).toHaveCount(0)
    await open(path((await facilityThat(server, c => c.needs_location === true)).id))
    await expect(section(page, f.wayTitle)).toContainText(f.noLocation)
    await expect(page.getByRole('button', { name: f.navigate })).toHaveCount(0)
  })

  test('no classes, no fees, no hours, no phone: it says what to ask, and nothing breaks', async ({ page, open, server }) => {
    const one = await facilityThat(server, withRoom)
    await answerWith(page, ({ facility }) => {
      facility.classes = null
      facility.fees = null
      facility.fee = undefined
      facility.hours = null
      facility.phone = undefined
      facility.staff = undefined
      facility.intro = undefined
      facility.vacancy = { state: 'unknown' }
    })
    await open(path(one.id))
    for (const words of [f.costUnknown, f.classesNone, f.hoursNone, f.staffNone]) await expect(page.getByText(words)).toBeVisible()
    await expect(page.getByRole('button', { name: f.noPhone })).toBeDisabled()
  })

  test('pictures come from our own server only; others are a link nobody follows by himself', async ({ page, open, server, faults }) => {
    const one = await facilityThat(server, withRoom)
    await page.route('**/media/room.svg', route =>
      route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>' }),
    )
    await answerWith(page, ({ facility }) => {
      facility.photos = [
        { url: '/media/room.svg', text: '活动室' },
        { url: 'https://photos.example/a.jpg', text: '院子' },
        { url: 'javascript:alert(1)' },
      ]
      facility.vr_url = 'https://vr.example/tour'
      facility.website = 'javascript:alert(1)'
    })
    await open(path(one.id))
    await expect(page.getByRole('img', { name: '活动室' })).toBeVisible()
    const link = page.getByRole('link', { name: new RegExp(f.photoElsewhere('院子')) })
    await expect(link).toHaveAttribute('href', 'https://photos.example/a.jpg')
    await expect(link).toHaveAttribute('rel', /noreferrer/)
    await expect(page.getByRole('link', { name: new RegExp(f.vr) })).toBeVisible()
    await expect(page.locator('a[href^="javascript"]')).toHaveCount(0)
    expect(faults.foreign).toEqual([])
  })

  test('gone: says so and leads back', async ({ page, open, allow }) => {
    allow(/Failed to load resource.*404/)
    await open(path('019b76da-a800-7000-8000-000000000000'))
    await expect(page.getByText(f.goneTitle)).toBeVisible()
    await page.getByRole('button', { name: f.backToList }).click()
    await expect(page).toHaveURL(/\/($|\?|pages\/find)/)
  })

  test('no network: the last answer with its time; nothing kept: what to do next', async ({ page, open, server, allow }) => {
    allow(/Failed to load resource|ERR_INTERNET|ERR_FAILED/)
    const one = await facilityThat(server, withRoom)
    await open(path(one.id))
    await expect(section(page, f.answerTitle)).toBeVisible()
    await page.route('**/api/v1/**', route => route.abort('internetdisconnected'))
    await open(path(one.id))
    await expect(page.getByText('没有网络，这是')).toBeVisible()
    await expect(section(page, f.costTitle)).toBeVisible()
    const other = await facilityThat(server, c => withRoom(c) && c.id !== one.id)
    await page.goto(path(other.id))
    await expect(page.getByRole('button', { name: f.tryAgain })).toBeVisible()
    await page.unroute('**/api/v1/**')
    await page.getByRole('button', { name: f.tryAgain }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(other.name)
  })
})

test.describe('they told me it is full', () => {
  test.use({ ownServer: true })
  test.beforeEach(async ({ family }) => family({ home, birth }))

  test('goes to the server once, is shown at once and stays; a second time is answered kindly', async ({ page, open, server, allow }) => {
    const one = await facilityThat(server, withRoom)
    await open(path(one.id))
    const answer = section(page, f.answerTitle)
    await answer.getByRole('button', { name: f.toldFull }).click()
    const sent = page.waitForRequest(/vacancy-reports$/)
    await page.getByRole('alertdialog').getByRole('button', { name: f.toldConfirm }).click()
    expect((await sent).postDataJSON()).toMatchObject({ told: 'full' })
    await expect(page.getByText(f.toldThanks).first()).toBeVisible()
    await expect(answer).toContainText('你反馈：被告知已满')
    await expect(answer.getByRole('button', { name: f.toldFull })).toHaveCount(0)

    allow(/Failed to load resource.*409/)
    await page.evaluate(() => localStorage.removeItem('tyq:v1:told-full'))
    await open(path(one.id))
    await answer.getByRole('button', { name: f.toldFull }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: f.toldConfirm }).click()
    await expect(page.getByText(f.toldAlready).first()).toBeVisible()
  })

  test('that does not get through is taken back', async ({ page, open, server, allow }) => {
    allow(/Failed to load resource/)
    const one = await facilityThat(server, withRoom)
    await page.route('**/vacancy-reports', route =>
      route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        json: { code: 'too_many_requests', status: 429, title: '', type: '' },
      }),
    )
    await open(path(one.id))
    const answer = section(page, f.answerTitle)
    await answer.getByRole('button', { name: f.toldFull }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: f.toldConfirm }).click()
    await expect(page.getByText(f.toldTooMany).first()).toBeVisible()
    await expect(answer.getByRole('button', { name: f.toldFull })).toBeVisible()
  })
})

test('headings go down one step at a time', async ({ page, open, server, family }) => {
  await family({ home, birth })
  await open(path((await facilityThat(server, withRoom)).id))
  await expect(section(page, f.trustTitle)).toBeVisible()
  const levels = await page.getByRole('heading').evaluateAll(all => all.map(h => Number(h.tagName.slice(1))))
  expect(levels[0]).toBe(1)
  const steps = levels.slice(1).map((level, i) => level - (levels[i] ?? 0))
  expect(Math.max(...steps)).toBeLessThanOrEqual(1)
})
