// Every page of the console with whoever works on it: the accessibility sweep opens each in light and dark. Add yours.
import type { Page } from '@playwright/test'
import type { Server } from '../fixtures'
import type { StaffRole } from './desk'

export interface DeskPage {
  name: string
  /** Who is signed in; nobody when absent. */
  role?: StaffRole
  /** Below /console, or found out from the service. */
  path: string | ((page: Page, server: Server) => Promise<string>)
  /** Brings the opened page into the state that is looked at. */
  reach?: (page: Page, server: Server) => Promise<unknown>
  /** Failures this state is about. */
  expected?: RegExp
}

/** The first application on the facility's desk. */
async function firstApplication(page: Page): Promise<string> {
  const answer = await page.request.get('/api/v1/facility/applications?state=submitted')
  const { applications } = (await answer.json()) as { applications: { id: string }[] }
  return `/applications/${applications[0]?.id}`
}

export const deskPages: DeskPage[] = [
  { name: 'sign-in', path: '/sign-in', expected: /401/ },
  { name: 'invitation', path: '/invitation#0123456789abcdef01234567' },
  { name: 'missing', role: 'facility', path: '/nowhere' },
  { name: 'not-yours', role: 'facility', path: '/bureau/cases' },
  { name: 'account', role: 'facility', path: '/account' },
  { name: 'today', role: 'facility', path: '/today' },
  { name: 'applications', role: 'facility', path: '/applications' },
  {
    name: 'applications-reject',
    role: 'facility',
    path: '/applications',
    async reach(page) {
      await page.keyboard.press('r')
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'applications-over', role: 'facility', path: '/applications?shelf=over' },
  {
    name: 'application',
    role: 'facility',
    path: firstApplication,
    async reach(page) {
      await page.locator('#record-title ~ form button').click()
      await page.locator('#record-title ~ [role=status]').waitFor()
    },
  },
  { name: 'waitlist', role: 'facility', path: '/waitlist' },
  {
    name: 'vacancies',
    role: 'facility',
    path: '/vacancies',
    async reach(page) {
      await page.getByRole('gridcell').nth(14).click()
      await page.keyboard.type('999')
      await page.keyboard.press('Enter')
    },
  },
]
