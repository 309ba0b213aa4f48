// What of the console is pictured: pages of pages.ts, without the menu around them, so that a new page changes no picture but its
// own. Pages of one role are gone through in one sitting at a common desk, the daily ones at a wide one too, some in the dark and in English.
// Take yours with `npx playwright test --project visual -g "console" --update-snapshots` and look at each before it is committed.
import type { Settings } from '../fixtures'
import { deskPages, type DeskPage } from './pages'

export interface DeskRound {
  role: DeskPage['role']
  part: number
  look: string
  settings: Settings
  pages: { page: DeskPage; widths: number[] }[]
}

/** What is not pictured here: the same pages with fewer buttons, and what is still to be looked at. */
const unpictured = new Set([
  // Overview and policies
  // Bureau
  'audit', // its hashes are those of the run
  'inspector-filings',
  'inspector-terms',
  'inspector-register',
  'inspector-policies',
  'inspector-support',
  'admin-audit',
  'admin-register',
  'admin-not-yours',
  // Facility
  'messages', // some are written a moment after the service has started
  'account',
])
/** At a wide desk as well. */
const wide = new Set([
  'today',
  'applications',
  'application',
  'vacancies',
  'filings',
  'filing',
  'cases',
  'case',
  'rates',
  'escalations',
  'closure',
  'register',
  'staff',
  'indicators',
  'policies',
  'policy',
  'support',
])
/** In the dark and in English as well. */
const night = new Set(['today', 'application', 'vacancies'])
/** A few at a time: both workers have something to do, and a slow machine finishes each. */
const atOnce = 6

function rounds(pages: DeskPage[], look: string, settings: Settings): DeskRound[] {
  return [...new Set(pages.map(one => one.role))].flatMap(role => {
    const of = pages.filter(one => one.role === role)
    return Array.from({ length: Math.ceil(of.length / atOnce) }, (_, part) => ({
      role,
      part,
      look,
      settings,
      pages: of.slice(part * atOnce, (part + 1) * atOnce).map(page => ({ page, widths: widthsOf(page, look) })),
    }))
  })
}

const widthsOf = (page: DeskPage, look: string): number[] => (look === 'light-zh' && wide.has(page.name) ? [1280, 1920] : [1280])

export const deskRounds: DeskRound[] = [
  ...rounds(
    deskPages.filter(one => !unpictured.has(one.name)),
    'light-zh',
    { theme: 'light', language: 'zh' },
  ),
  ...rounds(
    deskPages.filter(one => night.has(one.name)),
    'dark-en',
    { theme: 'dark', language: 'en' },
  ),
]
