import { onLoad } from '@dcloudio/uni-app'
import { queryString } from '@tuoyuquan/api'
import { closeLayers, forgetAddress, writeAddress } from './layers'

/** Every page of the app. find is the root: it stays alive below the others. */
export const routes = {
  find: '/pages/find/index',
  start: '/pages/start/index',
  saved: '/pages/saved/index',
  mine: '/pages/mine/index',
  detail: '/pkg-facility/detail/index',
  compare: '/pkg-facility/compare/index',
  pick: '/pkg-place/pick/index',
  signIn: '/pkg-account/sign-in/index',
  account: '/pkg-account/account/index',
  records: '/pkg-account/records/index',
  inbox: '/pkg-account/inbox/index',
  demo: '/pkg-account/demo/index',
  family: '/pkg-family/family/index',
  child: '/pkg-family/child/index',
  paper: '/pkg-family/paper/index',
  consents: '/pkg-family/consents/index',
  claims: '/pkg-family/claims/index',
  reserve: '/pkg-booking/reserve/index',
  bookings: '/pkg-booking/list/index',
  application: '/pkg-booking/application/index',
  visit: '/pkg-booking/visit/index',
  session: '/pkg-booking/session/index',
  report: '/pkg-complaint/report/index',
  reported: '/pkg-complaint/done/index',
  complaints: '/pkg-complaint/list/index',
  complaint: '/pkg-complaint/case/index',
  track: '/pkg-complaint/track/index',
  performance: '/pkg-complaint/performance/index',
  review: '/pkg-facility/review/index',
  policies: '/pkg-policy/search/index',
  policy: '/pkg-policy/document/index',
  support: '/pkg-policy/support/index',
} as const

export type Route = keyof typeof routes
export type Tab = 'find' | 'saved' | 'mine'
export type Query = Record<string, string | number | boolean | undefined> | string

/** The address of a page inside the app: path and query. */
export function address(route: Route, query?: Query): string {
  const search = typeof query === 'string' ? query.replace(/^\?/, '') : queryString(query).slice(1)
  return routes[route] + (search && '?' + search)
}

/** Opens a page on top of this one. */
export async function go(route: Route, query?: Query) {
  const url = address(route, query)
  await closeLayers()
  forgetAddress()
  // A mini-program holds ten pages; beyond that the newest takes the place of the one before.
  uni.navigateTo({ url, fail: () => uni.redirectTo({ url }) })
}

/** Opens a page in place of this one. */
export async function replace(route: Route, query?: Query) {
  await closeLayers()
  forgetAddress()
  uni.redirectTo({ url: address(route, query) })
}

/** Goes back to the page before; where there is none (a shared link was opened, WeChat began anew) to the map, or to instead. */
export async function back(instead: Route = 'find') {
  await closeLayers()
  forgetAddress()
  if (getCurrentPages().length > 1) uni.navigateBack()
  else uni.reLaunch({ url: routes[instead] })
}

/** The address of the page in sight, to come back to it. */
function here(): string {
  let page = addressOf([...getCurrentPages()].pop())
  // #ifdef H5
  page = (location.pathname === '/' ? routes.find : location.pathname) + location.search
  // #endif
  return page
}

/** Opens the sign-in, which comes back to the page in sight, or to another address, also when it was loaded anew meanwhile. */
export async function toSignIn(to?: string) {
  await closeLayers()
  return go('signIn', { to: to ?? here() })
}

/** A page of the app out of an address somebody may have typed; the sign-in itself is none to come back to. */
export function readAddress(raw = ''): string | undefined {
  // The router writes a query into the address once more escaped than it hands it over.
  let to = raw
  for (let i = 0; i < 3 && to.startsWith('%'); i++) to = unescaped(to)
  const path = to.split('?')[0]
  return Object.values(routes).some(one => one === path && one !== routes.signIn) ? to : undefined
}

/** Goes back to an address: by stepping back where it lies under this page, else in place of this one. */
export async function backTo(to: string | undefined, instead: Route) {
  if (!to) return back(instead)
  await closeLayers()
  forgetAddress()
  const delta = [...getCurrentPages()].reverse().findIndex((page, steps) => steps > 0 && samePage(addressOf(page), to))
  if (delta > 0) return void uni.navigateBack({ delta })
  // #ifdef H5
  // Loaded anew, the browser still knows what was before: one press of its own back key must not lead to the same page again.
  const known = (history.state as { back?: string } | null)?.back
  if (known && samePage(known === '/' ? routes.find : known, to)) return void history.back()
  // #endif
  uni.redirectTo({ url: to, fail: () => uni.reLaunch({ url: to }) })
}

/** Alike but for the query, which a page rewrites while it is open. */
const samePage = (one: string, other: string) => one.split('?')[0] === other.split('?')[0]

function addressOf(page: { route?: string; options?: Record<string, string | undefined> } | undefined): string {
  const query = Object.entries(page?.options ?? {}).map(([name, value]) => `${name}=${value ?? ''}`)
  return '/' + (page?.route ?? '') + (query.length ? '?' + query.join('&') : '')
}

/** Changes to one of the three main pages. find keeps its state; the other two never pile up on each other. */
export async function tab(to: Tab) {
  await closeLayers()
  forgetAddress()
  const pages = getCurrentPages()
  const path = (page: { route?: string } | undefined) => '/' + (page?.route ?? '')
  if (path(pages[pages.length - 1]) === routes[to]) return
  if (to === 'find') {
    if (pages.length > 1 && path(pages[0]) === routes.find) uni.navigateBack({ delta: pages.length - 1 })
    else uni.reLaunch({ url: routes.find })
  } else if (pages.length > 1) uni.redirectTo({ url: routes[to] })
  else uni.navigateTo({ url: routes[to] })
}

/** Hands over the page's query, decoded, once when the page opens. Values are whatever somebody typed: read them with care. */
export function useQuery(onQuery: (query: Record<string, string | undefined>) => void) {
  onLoad(query => onQuery(decoded(query as Record<string, string> | undefined)))
}

/** Writes query into the page's address without loading anything. A mini-program has no address: sharing asks the page itself. */
export function setAddress(query: string) {
  // #ifdef H5
  const search = query.replace(/^\?/, '')
  writeAddress(location.pathname + (search && '?' + search))
  // #endif
}

function decoded(query: Record<string, string> = {}): Record<string, string | undefined> {
  const plain: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(query)) {
    // #ifdef H5
    plain[name] = String(value)
    // #endif
    // #ifdef MP-WEIXIN
    // WeChat hands queries over as they were written, and a scanned code's one level deeper.
    plain[name] = unescaped(String(value))
    // #endif
  }
  return plain
}

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value.replace(/\+/g, ' '))
  } catch {
    return value
  }
}

/** Begins anew as if just opened: nothing the app held in its head stays. */
export async function startAgain() {
  await closeLayers()
  // #ifdef H5
  location.replace('/')
  // #endif
  // #ifdef MP-WEIXIN
  uni.reLaunch({ url: routes.find })
  // #endif
}
