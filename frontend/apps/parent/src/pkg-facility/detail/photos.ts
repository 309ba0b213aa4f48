import type { FacilityFull } from '@tuoyuquan/api'

type Photo = NonNullable<FacilityFull['photo']>

/** Pictures as the page may show them: of our own server at once, those elsewhere only as a link somebody taps. */
export interface Photos {
  own: { url: string; text: string; n: number }[]
  elsewhere: { url: string; text: string }[]
}

/** Most pictures shown at once. */
export const mostPhotos = 12

/**
 * Sorts pictures by where they lie. server is the server's root ('/' in the browser): only a path on it is our own. Whatever is
 * neither a path nor an http address (javascript:, data:) is dropped.
 */
export function splitPhotos(photos: readonly Photo[], server: string): Photos {
  const found: Photos = { own: [], elsewhere: [] }
  for (const { url, text = '' } of photos) {
    const path = pathOf(url, server)
    if (path !== undefined) {
      if (found.own.length < mostPhotos) found.own.push({ url: server + path, text, n: found.own.length + 1 })
    } else if (outside(url)) found.elsewhere.push({ url, text })
  }
  return found
}

/** An address somebody may be sent to: http and https only, so that a link in a register can never run a script. */
export function outside(url: string | undefined): string {
  return url && /^https?:\/\//i.test(url) ? url : ''
}

function pathOf(url: string, server: string): string | undefined {
  if (/^\/(?![/\\])/.test(url)) return url.slice(1)
  return server !== '/' && url.startsWith(server) ? url.slice(server.length) : undefined
}
