// Reports in the browser against the real service: nothing is lost, nothing goes before the tap, and what is sent twice is one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page, type Request, type Route } from '@playwright/test'
import { texts } from '../../packages/core/src/text'
import { expect, familyStorage, home, settled, test, type Server } from '../fixtures'
import { c, canary, choosePhotos, fillWhat, photo, story } from '../reporting'
import { nearest } from '../screens'
import { Person } from '../sides'

const t = texts.zh
const noNetwork = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|ERR_FAILED|Failed to fetch/

interface Complaint {
  id: string
  receipt_no: string
  text: string
  anonymous: boolean
  category: string
  facility?: { id: string }
  evidence: { id: string; state: string }[]
}

/** The complaint of a tracking code, as anybody who has it sees it. */
async function byCode(server: Server, code: string): Promise<Complaint> {
  const answer = await fetch(`${server.origin}/api/v1/complaints/by-code`, { headers: { 'x-tracking-code': code } })
  if (!answer.ok) throw new Error(`by-code answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Complaint
}

const codeOn = async (page: Page): Promise<string> => (await page.getByRole('img', { name: /^查询码/ }).innerText()).replace(/\s+/g, '-')
const next = (page: Page) => page.getByRole('button', { name: c.next, exact: true }).click()
const send = (page: Page) => page.getByRole('button', { name: c.send, exact: true }).click()

async function place(server: Server): Promise<{ id: string; name: string; path: string }> {
  const [one] = await nearest(server, 1)
  if (!one) throw new Error('no facility near home')
  return { ...one, path: `/pkg-complaint/report/index?facility=${one.id}&name=${encodeURIComponent(one.name)}` }
}

async function begin(page: Page): Promise<void> {
  await page.getByRole('button', { name: c.begin, exact: true }).click()
  await expect(page.getByRole('radiogroup', { name: c.dangerAsk })).toBeVisible()
}

/** From the beginning to the last look, without a name. */
async function write(page: Page, photos: number, category = c.categories.FOOD.name): Promise<void> {
  await begin(page)
  await fillWhat(page, category)
  await next(page)
  await page.getByRole('textbox', { name: c.tellTitle }).fill(story)
  await next(page)
  if (photos)
    await choosePhotos(
      page,
      Array.from({ length: photos }, (_, i) => photo(i)),
    )
  await page.getByRole('radio', { name: new RegExp(`^${c.whoNameless}`) }).click()
  await next(page)
  await expect(page.getByRole('heading', { name: c.checkTitle })).toBeVisible()
}

test.describe('from a facility’s page to the receipt', () => {
  test.use({ ownServer: true })

  test('who sees what comes before the first field, and the code is shown once @desktop', async ({ page, server, open, family }) => {
    const at = await place(server)
    await family({ home })
    await open(`/pkg-facility/detail/index?id=${at.id}`)
    await page.getByRole('button', { name: t.facility.reportDo }).click()
    for (const one of [...c.introSteps, ...c.sees.map(row => row.what), c.introAnonymous]) await expect(page.getByText(one)).toBeVisible()
    await expect(page.getByRole('button', { name: c.policeLabel })).toBeVisible()
    await expect(page.getByRole('textbox').or(page.getByRole('radio'))).toHaveCount(0)

    await write(page, 0)
    await expect(page.getByText(at.name).first()).toBeVisible()
    await send(page)
    await expect(page.getByText(c.doneSent)).toBeVisible()
    const code = await codeOn(page)
    const found = await byCode(server, code)
    expect(found).toMatchObject({ text: story, anonymous: true, category: 'FOOD', facility: { id: at.id } })
    await expect(page.getByText(found.receipt_no)).toBeVisible()

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: c.savePicture }).click()])
    expect(download.suggestedFilename()).toMatch(/\.png$/)

    // Until it is noted it stays; afterwards it is nowhere on the device.
    await page.reload()
    await expect(page.getByText(c.doneSent)).toBeVisible()
    await page.getByRole('button', { name: c.noted }).click()
    await page.getByRole('button', { name: c.notedYes }).click()
    await expect(page).toHaveURL(/mine/)
    await page.goto('/pkg-complaint/report/index')
    await settled(page)
    await expect(page.getByRole('heading', { name: c.draftsTitle })).toHaveCount(0)
  })

  test('without a name nothing that was sent carries the login, and a report with a name is found by it', async ({
    page,
    context,
    server,
    store,
    open,
  }) => {
    test.setTimeout(120_000)
    const at = await place(server)
    const parent = await Person.family(server, '13900008101')
    await parent.enter(context)
    await store({ ...familyStorage({ home }), ...parent.storage })
    const cookies: [string, string | undefined][] = []
    page.on('request', request => {
      if (/complaints|uploads/.test(request.url()) && request.method() !== 'GET')
        void request.allHeaders().then(headers => cookies.push([request.url(), headers.cookie ?? headers['x-csrf-token']]))
    })
    await open(at.path)
    await write(page, 1)
    await send(page)
    await expect(page.getByText(c.doneSent)).toBeVisible()
    expect(cookies.length).toBeGreaterThan(2)
    expect(cookies.filter(([, cookie]) => cookie)).toEqual([])
    expect((await parent.get<{ complaints: Complaint[] }>('/api/v1/complaints')).complaints).toEqual([])

    await page.getByRole('button', { name: c.noted }).click()
    await page.getByRole('button', { name: c.notedYes }).click()
    await open(at.path)
    await begin(page)
    await fillWhat(page, c.categories.FEE_REFUND.name)
    await next(page)
    await page.getByRole('textbox', { name: c.tellTitle }).fill('合同写着可以退，拖了两个月还没有退给我们')
    await next(page)
    await expect(page.getByRole('radio', { name: new RegExp(`^${c.whoNameless}`) })).toHaveCount(0)
    await page.getByRole('textbox', { name: c.name }).fill('王女士')
    await next(page)
    await send(page)
    await expect(page.getByText(c.doneSent)).toBeVisible()
    const { complaints } = await parent.get<{ complaints: Complaint[] }>('/api/v1/complaints')
    expect(complaints.map(one => [one.category, one.anonymous])).toEqual([['FEE_REFUND', false]])
  })

  test('another who sees the same joins what is being handled', async ({ page, server, family, open }) => {
    test.setTimeout(120_000)
    const at = await place(server)
    await family({ home })
    await open(at.path)
    await write(page, 0)
    await send(page)
    await expect(page.getByText(c.doneSent)).toBeVisible()
    await page.getByRole('button', { name: c.noted }).click()
    await page.getByRole('button', { name: c.notedYes }).click()
    await accept(server, at.id)

    await open(at.path)
    await begin(page)
    await fillWhat(page)
    await next(page)
    await expect(page.getByText(c.similarTitle)).toBeVisible()
    await page.getByRole('radio', { name: new RegExp(`^${c.similarJoin}`) }).click()
    await page.getByRole('textbox', { name: c.tellTitle }).fill('我们家孩子昨天吃完午饭也吐了，去了医院')
    await next(page)
    await page.getByRole('radio', { name: new RegExp(`^${c.whoNameless}`) }).click()
    await next(page)
    await expect(page.getByText(c.checkJoin)).toBeVisible()
    await send(page)
    await expect(page.getByText(c.doneSent)).toBeVisible()
    expect((await byCode(server, await codeOn(page))).text).toContain('去了医院')
  })
})

test.describe('when it goes wrong', () => {
  test.use({ ownServer: true })

  test('a photo that breaks off goes on from where it ended, without what the camera wrote into it', async ({
    page,
    server,
    family,
    open,
    allow,
  }) => {
    test.setTimeout(120_000)
    allow(noNetwork)
    const at = await place(server)
    await family({ home })
    const parts: { offset: number; bytes: number; lost: boolean }[] = []
    let seen = ''
    await page.route('**/api/v1/uploads/*', (route: Route) => {
      const request = route.request()
      if (request.method() !== 'PUT') return route.continue()
      const bytes = request.postDataBuffer() ?? Buffer.alloc(0)
      seen += bytes.toString('latin1')
      const lost = parts.length === 1
      parts.push({ offset: Number(new URL(request.url()).searchParams.get('offset')), bytes: bytes.length, lost })
      return lost ? route.abort('connectionreset') : route.continue()
    })
    await open(at.path)
    await begin(page)
    await fillWhat(page)
    await next(page)
    await page.getByRole('textbox', { name: c.tellTitle }).fill(story)
    await next(page)
    await choosePhotos(page, [photo(0, { width: 1000, height: 1000, rough: true })])
    await page.getByRole('radio', { name: new RegExp(`^${c.whoNameless}`) }).click()
    await next(page)
    await send(page)
    await page.getByRole('button', { name: c.again, exact: true }).click()
    await expect(page.getByText(c.doneSent)).toBeVisible()
    expect(parts.filter(one => one.lost)).toHaveLength(1)
    // Every byte arrived once.
    const arrived = parts.filter(one => !one.lost)
    arrived.reduce((end, one) => {
      expect(one.offset).toBe(end)
      return end + one.bytes
    }, 0)
    expect(arrived.length).toBeGreaterThan(1)
    expect(seen).not.toContain(canary)
    expect(seen).not.toContain('CANARY')
    const found = await byCode(server, await codeOn(page))
    expect(found.evidence).toHaveLength(1)
  })

  test('an answer that got lost: pressed again it is the same report', async ({ page, server, family, open, allow }) => {
    test.setTimeout(120_000)
    allow(noNetwork)
    const at = await place(server)
    await family({ home })
    const keys: (string | undefined)[] = []
    let answers = 0
    await page.route('**/api/v1/complaints', async (route: Route) => {
      keys.push(route.request().headers()['idempotency-key'])
      if (answers++) return route.continue()
      await route.fetch()
      await route.abort('connectionreset')
    })
    await open(at.path)
    await write(page, 3)
    await send(page)
    await expect(page.getByText(c.slowTitle)).toBeVisible()
    await page.getByRole('button', { name: c.again, exact: true }).click()
    await expect(page.getByText(c.doneSent)).toBeVisible()
    expect(new Set(keys).size).toBe(1)
    const found = await byCode(server, await codeOn(page))
    expect(found.evidence).toHaveLength(3)
    await expectOne(server, at.id)
  })

  test('files that are no pictures are told apart kindly, and a draft can be thrown away', async ({ page, family, open, server }) => {
    const at = await place(server)
    await family({ home })
    await open(at.path)
    await begin(page)
    await fillWhat(page)
    await next(page)
    await page.getByRole('textbox', { name: c.tellTitle }).fill(story)
    await next(page)
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(40)])
    for (const [buffer, words] of [
      [heic, c.photoHeic],
      [Buffer.from('no picture at all'), c.photoOdd],
    ] as const) {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: c.photoPick, exact: true }).click(),
      ])
      await chooser.setFiles([{ name: 'IMG.jpg', mimeType: 'image/jpeg', buffer }])
      await expect(page.getByText(words).first()).toBeVisible()
    }
    await choosePhotos(page, [photo(0)])
    await page.getByRole('button', { name: c.photoDrop(1) }).click()
    await expect(page.getByRole('button', { name: c.photoDrop(1) })).toHaveCount(0)

    await open('/pkg-complaint/report/index')
    await page.getByRole('button', { name: new RegExp(`^${c.draftDrop}：`) }).click()
    await page.getByRole('button', { name: c.draftDropYes, exact: true }).last().click()
    await expect(page.getByRole('heading', { name: c.draftsTitle })).toHaveCount(0)
    const left = await page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const request = indexedDB.open('tyq-locked')
          request.addEventListener('success', () => {
            const all = request.result.transaction('things').objectStore('things').getAllKeys()
            all.addEventListener('success', () => resolve(all.result.filter(key => String(key).startsWith('photo-')).length))
          })
          request.addEventListener('error', () => reject(new Error('no database')))
        }),
    )
    expect(left).toBe(0)
  })
})

/** The desk takes on what was reported of a facility: others see only then that there is something to join. */
async function accept(server: Server, facility: string): Promise<void> {
  const officer = await Person.demo(server, 'city')
  const { cases } = await officer.get<{ cases: { id: string; version: number; class: string; state: string }[] }>(
    `/api/v1/bureau/cases?facility_id=${facility}`,
  )
  for (const { id, version, class: confirmed } of cases.filter(one => one.state === 'received')) {
    const path = `/api/v1/bureau/cases/${id}/actions`
    const made = await officer.do<{ version: number }>('POST', path, { action: 'triage', version, class: confirmed })
    await officer.do('POST', path, { action: 'accept', version: made.version })
  }
}

/** The desk holds exactly one case of a facility. */
async function expectOne(server: Server, facility: string): Promise<void> {
  const officer = await Person.demo(server, 'city')
  const { cases } = await officer.get<{ cases: unknown[] }>(`/api/v1/bureau/cases?facility_id=${facility}`)
  expect(cases).toHaveLength(1)
}

test.describe('airplane mode', () => {
  test.use({ ownServer: true })

  test('written offline with three photos, reloaded, the browser killed, sent twice: one case', async ({ server }) => {
    test.setTimeout(180_000)
    const at = await place(server)
    const profile = mkdtempSync(join(tmpdir(), 'tuoyuquan-browser.'))
    const launch = async (): Promise<{ context: BrowserContext; page: Page; posted: Request[] }> => {
      const context = await chromium.launchPersistentContext(profile, { ...test.info().project.use.launchOptions, ...phone })
      const page = context.pages()[0] ?? (await context.newPage())
      page.setDefaultTimeout(15_000)
      const posted: Request[] = []
      context.on('request', request => {
        if (request.method() !== 'GET' && /\/api\//.test(request.url())) posted.push(request)
      })
      return { context, page, posted }
    }
    try {
      let { context, page, posted } = await launch()
      await page.goto(server.origin + at.path)
      await page.evaluate(() => localStorage.setItem('tyq:v1:greeted', 'true'))
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
      await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true)

      await context.setOffline(true)
      await begin(page)
      await fillWhat(page)
      await next(page)
      await page.getByRole('textbox', { name: c.tellTitle }).fill(story)
      await page.reload()
      await expect(page.getByRole('textbox', { name: c.tellTitle })).toHaveValue(story)
      await next(page)
      await choosePhotos(page, [photo(0), photo(1), photo(2)])
      expect(posted).toEqual([])

      // What lies on the disk tells nothing.
      const kept = await page.evaluate(whatLies)
      expect(kept).not.toContain('酸味')
      expect(kept).not.toContain('JFIF')

      // The whole browser dies, as phones let it.
      const died = new Promise<void>(gone => context.once('close', () => gone()))
      const session = await context.newCDPSession(page)
      session.send('Browser.crash').catch(() => {})
      await died

      ;({ context, page, posted } = await launch())
      await context.setOffline(true)
      await page.goto(`${server.origin}/pkg-complaint/report/index`)
      await page.getByRole('button', { name: new RegExp(`^${c.draftGoOn}：`) }).click()
      await expect(page.getByRole('button', { name: c.photoDrop(3) })).toBeVisible()
      await page.getByRole('radio', { name: new RegExp(`^${c.whoNameless}`) }).click()
      await next(page)
      await expect(page.getByText(c.checkPhotosCount(3))).toBeVisible()
      await context.setOffline(false)
      await page.evaluate(() => dispatchEvent(new Event('online')))
      expect(posted).toEqual([])

      // Sent; the answer is lost; sent again.
      let answers = 0
      await page.route('**/api/v1/complaints', async (route: Route) => {
        if (answers++) return route.continue()
        await route.fetch()
        await route.abort('connectionreset')
      })
      await send(page)
      await page.getByRole('button', { name: c.again, exact: true }).click()
      await expect(page.getByText(c.doneSent)).toBeVisible()
      const found = await byCode(server, await codeOn(page))
      expect(found.text).toBe(story)
      expect(found.evidence).toHaveLength(3)
      await expectOne(server, at.id)
      await context.close()
    } finally {
      rmSync(profile, { recursive: true, force: true })
    }
  })

  test('pressed without network it goes by itself once there is one, from any page', async ({
    page,
    context,
    server,
    family,
    open,
    allow,
  }) => {
    test.setTimeout(120_000)
    allow(noNetwork)
    const at = await place(server)
    await family({ home })
    await open(at.path)
    await write(page, 1)
    await context.setOffline(true)
    await send(page)
    await expect(page.getByText(c.waitingTitle)).toBeVisible()
    await context.setOffline(false)
    await open('/pages/mine/index')
    await expect(page.getByText(/投诉举报已送到，编号/).first()).toBeVisible()
    await page.getByRole('button', { name: c.doneSee }).click()
    await expect(page.getByText(c.doneSent)).toBeVisible()
    await expectOne(server, at.id)
  })
})

const phone = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  serviceWorkers: 'allow' as const,
}

/** Everything the app keeps on the device, as somebody with the disk would find it. */
async function whatLies(): Promise<string> {
  const base = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('tyq-locked')
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(new Error('no database')))
  })
  const all = base.transaction('things').objectStore('things').getAll()
  await new Promise(done => all.addEventListener('success', done))
  const decoder = new TextDecoder()
  const boxes = (all.result as { box: ArrayBuffer }[]).map(one => decoder.decode(one.box))
  base.close()
  return [...boxes, ...Object.values(localStorage).map(String)].join()
}
