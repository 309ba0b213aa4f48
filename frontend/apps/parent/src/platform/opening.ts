import { routes, type Route } from './nav'

/** Addresses short enough to be said or printed, and the pages they stand for. */
const short: Record<string, string> = { '/demo': routes.demo }

/** Whether a path of the browser's address is one of the app's pages. */
export function isPage(path: string): boolean {
  return path === '/' || (Object.values(routes) as string[]).includes(path.replace(/\/$/, ''))
}

/** The query the app was opened with at a page, before the page itself is there to be told. A mini-program tells the page alone. */
export function openedWith(route: Route): Record<string, string> | undefined {
  // #ifdef H5
  const here = location.pathname === '/' ? routes.find : location.pathname
  if (here === routes[route]) return Object.fromEntries(new URLSearchParams(location.search))
  // #endif
  return undefined
}

// #ifdef H5
// An address nobody has (mistyped, cut, of an older version) would be a blank page: the app opens at its beginning instead.
// This runs before the router looks at the address.
const asked = short[location.pathname.replace(/\/$/, '')]
if (asked) history.replaceState(history.state, '', asked)
else if (!isPage(location.pathname)) history.replaceState(history.state, '', '/')
// #endif
