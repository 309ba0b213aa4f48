// Screenshot baselines: what a family sees, in chosen widths, looks and languages. `make screenshots` takes them anew; look at
// each before it is committed.
import { dress, drawn, signIn } from './console/desk'
import { deskRounds } from './console/screens'
import { expect, test, type Settings } from './fixtures'
import { held, screens, visit } from './screens'

const light: Settings = { theme: 'light', care: false }
const dark: Settings = { theme: 'dark', care: false }
const care: Settings = { theme: 'light', care: true }
const careDark: Settings = { theme: 'dark', care: true }

interface Round {
  width: number
  look: string
  settings: Settings
  of: string[]
}

/** Reservations, in the looks a tired parent may have chosen. */
const booking = ['book-choose', 'bookings', 'book-offered', 'book-together', 'book-transfer']
/** Reports: before the first field, while writing, and the code that is shown once. */
const report = ['report', 'report-story', 'report-done']
/** Following complaints, and what others say. */
const follow = [
  'complaints',
  'case',
  'case-late',
  'case-needs',
  'case-closed',
  'case-second',
  'track',
  'performance',
  'review',
  'detail-reviews',
]
const daily = ['find', 'find-list', 'find-filters', 'detail', 'compare', 'saved', 'start', 'mine', 'family']
const rare = [
  'start-suggestions',
  'start-known',
  'pick',
  'find-nowhere',
  'find-empty',
  'find-error',
  'detail-gone',
  'detail-closed',
  'saved-empty',
  'compare-empty',
  'sign-in',
  'consents',
  'consent',
]
const rounds: Round[] = [
  {
    width: 375,
    look: 'light-zh',
    settings: { ...light, language: 'zh' },
    of: [
      ...daily,
      ...rare,
      ...booking,
      ...report,
      ...follow,
      'report-danger',
      'report-check',
      'book-papers',
      'book-full',
      'book-session',
      'book-class',
      'book-exchange',
      'book-transfer-barred',
    ],
  },
  { width: 375, look: 'dark-zh', settings: { ...dark, language: 'zh' }, of: [...daily, ...booking, ...report, 'case'] },
  {
    width: 375,
    look: 'care-zh',
    settings: { ...care, language: 'zh' },
    of: [...daily, 'pick', ...booking, ...report, 'complaints', 'case'],
  },
  { width: 430, look: 'light-en', settings: { ...light, language: 'en' }, of: [...daily, ...booking, ...report] },
  { width: 430, look: 'care-dark-en', settings: { ...careDark, language: 'en' }, of: ['find-list', 'detail', 'compare'] },
  {
    width: 1280,
    look: 'light-zh',
    settings: { ...light, language: 'zh' },
    of: ['find', 'detail', 'compare', 'saved', 'book-choose', 'bookings', 'book-together', 'book-transfer'],
  },
  { width: 1280, look: 'dark-en', settings: { ...dark, language: 'en' }, of: ['saved', 'detail', 'compare'] },
  { width: 1280, look: 'care-zh', settings: { ...care, language: 'zh' }, of: ['saved', 'mine', 'family'] },
]
/** Pages that are read from top to bottom are taken whole in one look: their heights at 375 px. */
const whole: Record<string, number> = { detail: 3000, mine: 1760 }

for (const { width, look, settings, of } of rounds) {
  const phone = width < 600
  test.describe(`${width} px, ${look}`, () => {
    test.use({ viewport: { width, height: phone ? 812 : 800 }, isMobile: phone, hasTouch: phone })
    for (const name of of) {
      test(name, async ({ page, server, store, allow }) => {
        const screen = screens.find(one => one.name === name)
        if (!screen) throw new Error(`no screen ${name}`)
        if (screen.expected) allow(screen.expected)
        const height = look === 'light-zh' && phone && whole[name]
        if (height) await page.setViewportSize({ width, height })
        await store(await held(server, screen, settings))
        await visit(page, server, screen, settings)
        await expect(page).toHaveScreenshot(`${name}-${width}-${look}.png`)
      })
    }
  })
}

// The console is pictured without its frame: a new page in the menu changes nobody's picture, and a message nobody's bell. What is
// longer than two screens is told by its beginning.
const bare =
  '.frame-head { position: static !important } .undo-place { display: none !important } main { max-height: 1600px; overflow: hidden }'

for (const { role, part, look, settings, pages } of deskRounds) {
  test.describe('console', () => {
    test.use({ viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false })
    test(`console ${role ?? 'nobody'} ${part + 1}, ${look}`, async ({ page, server, allow }) => {
      test.setTimeout(240_000)
      await dress(page, settings)
      if (role) await signIn(page, server, role)
      for (const { page: of, widths } of pages) {
        if (of.expected) allow(of.expected)
        await page.goto(`/console${typeof of.path === 'string' ? of.path : await of.path(page, server)}`)
        await drawn(page)
        await of.reach?.(page, server)
        await page.addStyleTag({ content: bare })
        const dialog = page.locator('.el-dialog:visible, .el-drawer:visible')
        const front = (await dialog.count()) ? dialog : page.locator('main')
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 })
          // One that differs does not hide the others.
          await expect.soft(front).toHaveScreenshot(`console-${of.name}-${width}-${look}.png`)
        }
      }
    })
  })
}
