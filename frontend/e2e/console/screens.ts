// What of the console is pictured: the page itself without its menu, so that a new page changes no picture but its own.
// Take yours with `npx playwright test --project visual -g console --update-snapshots` and look at each before it is committed.
import type { Settings } from '../fixtures'
import { deskPages, type DeskPage } from './pages'

export interface DeskScreen {
  page: DeskPage
  width: 1280 | 1920
  look: string
  settings: Settings
}

const light: Settings = { theme: 'light', language: 'zh' }
const dark: Settings = { theme: 'dark', language: 'en' }

/** Pictured at a common desk and at a wide one. */
const both = ['today', 'applications', 'application', 'vacancies']
/** Once is enough. */
const once = ['sign-in', 'invitation', 'confirm', 'applications-reject']
/** In the dark and in English as well. */
const night = ['today', 'application', 'vacancies']

const named = (names: string[]): DeskPage[] =>
  names.map(name => {
    const page = deskPages.find(one => one.name === name)
    if (!page) throw new Error(`no page ${name} in pages.ts`)
    return page
  })

export const deskScreens: DeskScreen[] = [
  ...named([...both, ...once]).map(page => ({ page, width: 1280 as const, look: 'light-zh', settings: light })),
  ...named(both).map(page => ({ page, width: 1920 as const, look: 'light-zh', settings: light })),
  ...named(night).map(page => ({ page, width: 1280 as const, look: 'dark-en', settings: dark })),
]
