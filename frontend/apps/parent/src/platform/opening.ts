import { routes } from './nav'

/** Addresses short enough to be said or printed, and the pages they stand for. */
const short: Record<string, string> = { '/demo': routes.demo }

/** Whether a path of the browser's address is one of the app's pages. */
export function isPage(path: string): boolean {
  return path === '/' || (Object.values(routes) as string[]).includes(path.replace(/\/$/, ''))
}

// #ifdef H5
// An address nobody has (mistyped, cut, of an older version) would be a blank page: the app opens at its beginning instead.
// This runs before the router looks at the address.
const asked = short[location.pathname.replace(/\/$/, '')]
if (asked) history.replaceState(history.state, '', asked)
else if (!isPage(location.pathname)) history.replaceState(history.state, '', '/')
// #endif
