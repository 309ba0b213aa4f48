// Every page of the console, in the order of the menu. A page is a folder with an index.vue: it stands in the menu, and opens,
// for whoever has its right and works on its side. What is not there, or not for this person, is told kindly.
import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import type { Component } from 'vue'
import { useSession, type Role } from './session'
import type { shell } from './text/shell'

/** The sides of the menu: who works there. */
export const sides = {
  facility: ['facility'],
  bureau: ['district', 'city', 'inspector', 'admin'],
  overview: ['district', 'city', 'inspector', 'admin'],
  policy: ['facility', 'district', 'city', 'inspector', 'admin'],
} satisfies Record<string, Role[]>

export type Side = keyof typeof sides

export interface PageEntry {
  /** Folder, and name of the route: side/page. */
  name: `${Side}/${string}`
  /** Below /console; a parameter (:id) keeps it out of the menu. */
  path: string
  /** What the role must be allowed; '' when signing in is enough. */
  right: string
  /** Key of the title in text/shell. */
  title: keyof (typeof shell)['value']['pages']
  /** Narrower than its side. */
  roles?: Role[]
}

const list: PageEntry[] = [
  { name: 'facility/today', path: '/today', right: 'desk.read', title: 'today' },
  { name: 'facility/applications', path: '/applications', right: 'desk.read', title: 'applications' },
  { name: 'facility/application', path: '/applications/:id', right: 'desk.read', title: 'application' },
  { name: 'facility/waitlist', path: '/waitlist', right: 'desk.read', title: 'waitlist' },
  { name: 'facility/vacancies', path: '/vacancies', right: 'places.set', title: 'vacancies' },
  { name: 'facility/attendance', path: '/attendance', right: 'attendance.mark', title: 'attendance' },
  { name: 'facility/sessions', path: '/sessions', right: 'session.set', title: 'sessions' },
  { name: 'facility/visits', path: '/visits', right: 'slot.set', title: 'visits' },
  { name: 'facility/roster', path: '/roster', right: 'desk.read', title: 'roster' },
  { name: 'facility/profile', path: '/profile', right: 'desk.read', title: 'profile' },
  { name: 'facility/claims', path: '/claims', right: 'claim.check', title: 'claims' },
  { name: 'facility/filing', path: '/filing', right: 'filing.make', title: 'ownFiling' },
  { name: 'facility/dossier', path: '/filing/:id', right: 'filing.make', title: 'ownFiling' },
  { name: 'facility/receipt', path: '/filing/:id/:paper', right: 'filing.make', title: 'filingPaper' },
  { name: 'facility/terms', path: '/terms', right: 'filing.make', title: 'terms' },
  { name: 'facility/complaints', path: '/complaints', right: 'release.answer', title: 'complaints' },
  { name: 'facility/reviews', path: '/reviews', right: 'review.answer', title: 'reviews' },
  { name: 'facility/statistics', path: '/statistics', right: 'desk.read', title: 'statistics' },
  { name: 'facility/exchange', path: '/exchange', right: 'desk.read', title: 'exchange' },
  { name: 'bureau/filings', path: '/bureau/filings', right: 'filing.read', title: 'filings' },
  { name: 'bureau/filing', path: '/bureau/filings/:id', right: 'filing.read', title: 'filing' },
  { name: 'bureau/receipt', path: '/bureau/filings/:id/:paper', right: 'filing.read', title: 'filingPaper' },
  { name: 'bureau/registrants', path: '/bureau/registrants', right: 'registrant.keep', title: 'registrants' },
  { name: 'bureau/terms', path: '/bureau/terms', right: 'filing.read', title: 'terms' },
  { name: 'bureau/facility', path: '/bureau/facilities/:id', right: 'facility.file', title: 'facility' },
  { name: 'bureau/cases', path: '/bureau/cases', right: 'case.read', title: 'cases' },
  { name: 'bureau/case', path: '/bureau/cases/:id', right: 'case.read', title: 'case' },
  { name: 'bureau/identity', path: '/bureau/identity', right: 'identity.open', title: 'identity' },
  { name: 'bureau/import', path: '/bureau/import', right: 'case.import', title: 'import' },
  { name: 'bureau/rates', path: '/bureau/rates', right: 'case.read', title: 'rates' },
  { name: 'bureau/duty', path: '/bureau/duty', right: 'duty.keep', title: 'duty' },
  { name: 'bureau/escalations', path: '/bureau/escalations', right: 'escalation.read', title: 'escalations' },
  { name: 'bureau/reviews', path: '/bureau/reviews', right: 'review.judge', title: 'moderation' },
  { name: 'bureau/claims', path: '/bureau/claims', right: 'claim.check', title: 'claims' },
  { name: 'bureau/closure', path: '/bureau/closure', right: 'facility.close', title: 'closure' },
  { name: 'bureau/register', path: '/bureau/register', right: '', title: 'register' },
  { name: 'bureau/staff', path: '/bureau/staff', right: 'staff.manage', title: 'staff' },
  { name: 'bureau/audit', path: '/bureau/audit', right: 'audit.read', title: 'audit' },
  { name: 'overview/indicators', path: '/overview', right: 'stats.read', title: 'indicators' },
  { name: 'overview/map', path: '/overview/map', right: 'stats.read', title: 'map' },
  { name: 'policy/search', path: '/policies', right: '', title: 'policies' },
  { name: 'policy/import', path: '/policies/new', right: 'policy.keep', title: 'policyImport' },
  { name: 'policy/document', path: '/policies/:id', right: '', title: 'policy' },
  { name: 'policy/support', path: '/support', right: '', title: 'support' },
]

type Loader = () => Promise<{ default: Component }>
const folders = import.meta.glob<{ default: Component }>('./{facility,bureau,overview,policy}/*/index.vue')
const loaderOf = (name: string): Loader | undefined => folders[`./${name}/index.vue`]

/** The pages there are. */
export const pages: PageEntry[] = list.filter(page => loaderOf(page.name))

const sideOf = (page: PageEntry) => page.name.split('/')[0] as Side

/** Whether a page is for whoever is signed in. */
export function isFor(page: PageEntry, session: ReturnType<typeof useSession>): boolean {
  const roles: readonly Role[] = page.roles ?? sides[sideOf(page)]
  return session.role !== undefined && roles.includes(session.role) && (page.right === '' || session.may(page.right))
}

/** The menu of whoever is signed in, by side. */
export function menuFor(session: ReturnType<typeof useSession>): { side: Side; pages: PageEntry[] }[] {
  const shown = pages.filter(page => !page.path.includes(':') && isFor(page, session))
  return (Object.keys(sides) as Side[])
    .map(side => ({ side, pages: shown.filter(page => sideOf(page) === side) }))
    .filter(group => group.pages.length)
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Opens without a login. */
    open?: boolean
    page?: PageEntry
  }
}

const shellPages: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./shell/Missing.vue') },
  { path: '/sign-in', name: 'sign-in', component: () => import('./shell/SignIn.vue'), meta: { open: true } },
  // The token stands behind #: browsers send that to no server and into no log.
  { path: '/invitation', name: 'invitation', component: () => import('./shell/Invitation.vue'), meta: { open: true } },
  { path: '/confirm/:token', name: 'confirm', component: () => import('./shell/Confirm.vue'), meta: { open: true } },
  { path: '/messages', name: 'messages', component: () => import('./shell/Inbox.vue') },
  { path: '/account', name: 'account', component: () => import('./shell/Account.vue') },
  { path: '/:rest(.*)*', name: 'missing', component: () => import('./shell/Missing.vue') },
]

export function newRouter(): Router {
  // A link in a message is short and has no /console before it.
  const base = location.pathname.startsWith('/confirm/') ? '/' : '/console/'
  const router = createRouter({
    history: createWebHistory(base),
    routes: [
      ...pages.map((page): RouteRecordRaw => ({
        path: page.path,
        name: page.name,
        component: loaderOf(page.name) as Loader,
        meta: { page },
      })),
      ...shellPages,
    ],
    scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? {} : { top: 0 }),
  })
  router.beforeEach(async to => {
    if (to.meta.open) return true
    const session = useSession()
    // Without an answer the page opens and tells it itself.
    await session.load().catch(() => undefined)
    if (!session.session) return { name: 'sign-in', query: to.path === '/' ? {} : { to: to.fullPath } }
    if (to.name === 'home') {
      const first = menuFor(session)[0]?.pages[0]
      return first ? { path: first.path } : true
    }
    if (to.meta.page && !isFor(to.meta.page, session))
      return { name: 'missing', params: { rest: to.path.split('/').slice(1) }, query: { why: 'not-yours' } }
    return true
  })
  return router
}
