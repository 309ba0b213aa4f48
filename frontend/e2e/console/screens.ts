// What of the console is pictured: every page of pages.ts, without the menu around it, so that a new page changes no picture but its
// own. Pages of one role are gone through in one sitting, each at a common desk and at a wide one, some in the dark and in English.
// Take yours with `npx playwright test --project visual -g "console" --update-snapshots` and look at each before it is committed.
import type { Settings } from '../fixtures'
import { deskPages, type DeskPage } from './pages'

export interface DeskRound {
  role: DeskPage['role']
  part: number
  look: string
  settings: Settings
  widths: (1280 | 1920)[]
  pages: DeskPage[]
}

/** In the dark and in English as well. */
const night = ['today', 'application', 'vacancies', 'roster', 'statistics', 'case', 'filing', 'indicators', 'need-map', 'support']
/** A few at a time: both workers have something to do, and a sitting that fails is soon taken again. */
const atOnce = 12

function rounds(pages: DeskPage[], look: string, settings: Settings, widths: DeskRound['widths']): DeskRound[] {
  return [...new Set(pages.map(one => one.role))].flatMap(role => {
    const of = pages.filter(one => one.role === role)
    return Array.from({ length: Math.ceil(of.length / atOnce) }, (_, part) => ({
      role,
      part,
      look,
      settings,
      widths,
      pages: of.slice(part * atOnce, (part + 1) * atOnce),
    }))
  })
}

export const deskRounds: DeskRound[] = [
  ...rounds(deskPages, 'light-zh', { theme: 'light', language: 'zh' }, [1280, 1920]),
  ...rounds(
    deskPages.filter(one => night.includes(one.name)),
    'dark-en',
    { theme: 'dark', language: 'en' },
    [1280],
  ),
]
