// Every page of the console with whoever works on it: the accessibility sweep opens each in light and dark. Add yours.
import { expect, type Page } from '@playwright/test'
import type { Inbox } from '@tuoyuquan/api'
import type { Server } from '../fixtures'
import { signIn, type StaffRole } from './desk'

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

/** The first case of a kind on the desk of the district. */
const caseOf =
  (category: string) =>
  async (page: Page): Promise<string> => {
    const answer = await page.request.get('/api/v1/bureau/cases')
    const { cases } = (await answer.json()) as { cases: { id: string; category: string }[] }
    return `/bureau/cases/${cases.find(one => one.category === category)?.id}`
  }

/** The form a key opens. */
const form = (key: string) => async (page: Page) => {
  await page.keyboard.press(key)
  await page.getByRole('dialog').locator('form').waitFor()
}

/** Whose figures are old, so that it was asked whether they still hold. */
export const asked = '孙园长'

/** The link of the message that asks it. */
export async function confirmation(page: Page, server: Server): Promise<string> {
  await signIn(page, server, 'facility', asked)
  let token = ''
  // The service asks by the clock, a moment after it has started.
  await expect
    .poll(async () => {
      const { messages } = (await (await page.request.get('/api/v1/inbox')).json()) as Inbox
      return (token = messages.find(one => one.link?.kind === 'confirm')?.link?.id ?? '')
    })
    .not.toBe('')
  await page.context().clearCookies()
  return `/confirm/${token}`
}

/** The facility that was stopped a moment ago. */
async function stoppedFacility(page: Page): Promise<string> {
  const answer = await page.request.get('/api/v1/bureau/closures')
  const { closures } = (await answer.json()) as { closures: { kind: string; ended_at?: string; facility: { id: string } }[] }
  return String(closures.find(one => one.kind === 'suspend' && !one.ended_at)?.facility.id)
}

/** The newest document of the library. */
async function firstPolicy(page: Page): Promise<string> {
  const { policies } = (await (await page.request.get('/api/v1/policies')).json()) as { policies: { id: string }[] }
  return `/policies/${policies[0]?.id}`
}

/** The rows of the record that no other page adds to by being looked at. */
async function ofReports(page: Page): Promise<void> {
  const asked = page.waitForResponse(/audit\/changes\?.*noun=term/)
  await page.locator('form[role=search] select').selectOption('term')
  await page.locator('form[role=search] button[type=submit]').click()
  await asked
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0)
}

/** The first of the public register. */
async function firstOfRegister(page: Page): Promise<string> {
  const { rows } = (await (await page.request.get('/api/v1/register?limit=1')).json()) as { rows: { id: string }[] }
  return `/bureau/facilities/${rows[0]?.id}`
}

/** A filing that the desk is verifying. */
async function firstFiling(page: Page): Promise<string> {
  const answer = await page.request.get('/api/v1/bureau/filings?state=verifying')
  const { filings } = (await answer.json()) as { filings: { id: string }[] }
  return `/bureau/filings/${filings[0]?.id}`
}

export const deskPages: DeskPage[] = [
  { name: 'policies', role: 'district', path: '/policies?words=%E9%80%80%E8%B4%B9', reach: page => page.locator('mark').first().waitFor() },
  { name: 'policy', role: 'city', path: firstPolicy, reach: page => page.locator('.text').waitFor() },
  {
    name: 'policy-new',
    role: 'city',
    path: async page => `/policies/new?id=${(await firstPolicy(page)).split('/').pop()}`,
    reach: page => page.locator('textarea').waitFor(),
  },
  { name: 'support', role: 'facility', path: '/support', reach: page => page.locator('.supports').first().waitFor() },
  { name: 'register', role: 'district', path: '/bureau/register' },
  { name: 'closures', role: 'district', path: '/bureau/closure' },
  { name: 'closure', role: 'district', path: async page => `/bureau/closure?facility=${await stoppedFacility(page)}` },
  {
    name: 'closure-reopen',
    role: 'district',
    path: async page => `/bureau/closure?facility=${await stoppedFacility(page)}`,
    async reach(page) {
      await page.locator('.page-actions .el-button--primary').click()
      await page.getByRole('dialog').locator('form').waitFor()
    },
  },
  { name: 'facility-file', role: 'district', path: async page => `/bureau/facilities/${await stoppedFacility(page)}` },
  {
    name: 'facility-record',
    role: 'district',
    path: async page => `/bureau/facilities/${await stoppedFacility(page)}`,
    async reach(page) {
      await page.locator('.page-actions .el-button--primary').click()
      await page.getByRole('dialog').locator('form').waitFor()
    },
  },
  { name: 'staff', role: 'district', path: '/bureau/staff' },
  {
    name: 'staff-invite',
    role: 'district',
    path: '/bureau/staff',
    async reach(page) {
      await page.locator('.page-actions .el-button--primary').click()
      await page.getByRole('dialog').locator('form').waitFor()
    },
  },
  { name: 'audit', role: 'city', path: '/bureau/audit', reach: ofReports },
  { name: 'facility-complaints', role: 'facility', path: '/complaints' },
  { name: 'facility-claims', role: 'facility', path: '/claims' },
  { name: 'bureau-claims', role: 'district', path: '/bureau/claims' },
  { name: 'cases', role: 'district', path: '/bureau/cases' },
  {
    name: 'cases-merge',
    role: 'district',
    path: '/bureau/cases',
    async reach(page) {
      for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key)
      await form('m')(page)
    },
  },
  { name: 'cases-closed', role: 'district', path: '/bureau/cases?tab=closed' },
  { name: 'case', role: 'district', path: caseOf('HYGIENE_DISEASE') },
  { name: 'case-danger', role: 'district', path: caseOf('ABUSE') },
  { name: 'case-reply', role: 'district', path: caseOf('HYGIENE_DISEASE'), reach: form('e') },
  { name: 'case-triage', role: 'district', path: caseOf('HYGIENE_DISEASE'), reach: form('1') },
  {
    name: 'case-release',
    role: 'district',
    path: caseOf('ABUSE'),
    async reach(page) {
      await form('6')(page)
      await page.getByRole('dialog').getByRole('textbox').fill('请说明 13900001111 反映的情况。')
      await page.keyboard.press('Tab')
      await page.locator('form button[type=submit]').last().click()
      await page.locator('.seen').waitFor()
    },
  },
  {
    name: 'case-identity',
    role: 'district',
    path: caseOf('HYGIENE_DISEASE'),
    async reach(page) {
      await page.locator('section[aria-labelledby=identity] button').click()
      await page.getByRole('dialog').locator('form').waitFor()
    },
  },
  { name: 'identity', role: 'district', path: '/bureau/identity' },
  { name: 'import', role: 'district', path: '/bureau/import' },
  { name: 'rates', role: 'district', path: '/bureau/rates' },
  { name: 'duty', role: 'district', path: '/bureau/duty' },
  { name: 'reviews', role: 'district', path: '/bureau/reviews?tab=read' },
  { name: 'escalations', role: 'district', path: '/bureau/escalations' },
  {
    name: 'escalation',
    role: 'district',
    path: '/bureau/escalations',
    async reach(page) {
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').locator('dl').waitFor()
    },
  },
  { name: 'sign-in', path: '/sign-in', expected: /401/ },
  { name: 'invitation', path: '/invitation#0123456789abcdef01234567' },
  { name: 'confirm', path: confirmation },
  { name: 'messages', role: 'facility', path: '/messages' },
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
      await page.locator('.row-staffed td').nth(1).click()
      await page.keyboard.type('999')
      await page.keyboard.press('Enter')
    },
  },
  { name: 'indicators', role: 'city', path: '/overview' },
  {
    name: 'indicators-rows',
    role: 'city',
    path: '/overview?indicator=filing_rate&days=1',
    async reach(page) {
      await page.locator('button.made').first().click()
      await page.locator('[role=dialog] tbody tr').first().waitFor()
    },
  },
  { name: 'need-map', role: 'city', path: '/overview/map' },
  {
    name: 'need-map-what-if',
    role: 'district',
    path: '/overview/map?show=cells&minutes=5',
    async reach(page) {
      await page.locator('ol .site').first().click()
      await page.locator('table.plain').waitFor()
    },
  },
  { name: 'attendance', role: 'facility', path: '/attendance' },
  { name: 'roster', role: 'facility', path: '/roster' },
  {
    name: 'roster-person',
    role: 'facility',
    path: '/roster',
    async reach(page) {
      await page.locator('tbody .el-button').nth(2).click()
      await page.getByRole('dialog').locator('form').waitFor()
    },
  },
  { name: 'sessions', role: 'facility', path: '/sessions' },
  {
    name: 'sessions-pattern',
    role: 'facility',
    path: '/sessions',
    async reach(page) {
      await page.locator('.page-actions .el-button').click()
      await page.locator('button[form=pattern-form]').click()
      await page.getByRole('dialog').locator('ol li').first().waitFor()
    },
  },
  { name: 'visits', role: 'facility', path: '/visits' },
  { name: 'profile', role: 'facility', path: '/profile' },
  ...['fees', 'terms', 'photos'].map((tab): DeskPage => ({
    name: `profile-${tab}`,
    role: 'facility',
    path: '/profile',
    async reach(page) {
      await page.locator(`#tab-${tab}`).click()
      await page.locator(`#panel-${tab} .card`).first().waitFor()
    },
  })),
  { name: 'facility-reviews', role: 'facility', path: '/reviews' },
  { name: 'statistics', role: 'facility', path: '/statistics' },
  { name: 'exchange', role: 'facility', path: '/exchange' },
  { name: 'own-filing', role: 'facility', path: '/filing' },
  { name: 'terms', role: 'facility', path: '/terms' },
  { name: 'filings', role: 'district', path: '/bureau/filings' },
  { name: 'filing', role: 'district', path: firstFiling },
  { name: 'filing-receipt', role: 'district', path: async page => `${await firstFiling(page)}/receipt` },
  { name: 'registrants', role: 'district', path: '/bureau/registrants' },
  { name: 'bureau-terms', role: 'district', path: '/bureau/terms' },
  // Who only looks, and who only keeps accounts and the record, see fewer deeds on the same pages.
  { name: 'inspector-filings', role: 'inspector', path: '/bureau/filings' },
  { name: 'inspector-filing', role: 'inspector', path: firstFiling },
  { name: 'inspector-terms', role: 'inspector', path: '/bureau/terms' },
  { name: 'inspector-register', role: 'inspector', path: '/bureau/register' },
  { name: 'inspector-facility', role: 'inspector', path: firstOfRegister },
  { name: 'inspector-policies', role: 'inspector', path: '/policies' },
  { name: 'inspector-support', role: 'inspector', path: '/support', reach: page => page.locator('.supports').first().waitFor() },
  { name: 'admin-staff', role: 'admin', path: '/bureau/staff' },
  {
    name: 'admin-invite',
    role: 'admin',
    path: '/bureau/staff',
    async reach(page) {
      await page.locator('.page-actions .el-button--primary').click()
      await page.getByRole('dialog').locator('form').waitFor()
    },
  },
  { name: 'admin-audit', role: 'admin', path: '/bureau/audit', reach: ofReports },
  { name: 'admin-register', role: 'admin', path: '/bureau/register' },
  { name: 'admin-not-yours', role: 'admin', path: '/bureau/filings' },
]
