// Keeps the app for the time without network. The build writes the list of its files and their common version below.
// What it promises: the newest page whenever the server answers in time; the kept one otherwise; nothing of the service's
// answers is kept here (the app keeps its last good ones itself); no window is ever reloaded by it.
const version = '__VERSION__'
const files = __FILES__

const shell = `tyq-shell-${version}`
const tiles = 'tyq-tiles'
const mostTiles = 400
const patience = 4000
const freshFor = 24 * 3600 * 1000

self.addEventListener('install', event => {
  event.waitUntil(install())
})

self.addEventListener('activate', event => {
  event.waitUntil(activate())
})

self.addEventListener('message', event => {
  if (event.data === 'take over') self.skipWaiting()
})

self.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (!ours(url.pathname)) return
    return event.respondWith(page(request))
  }
  if (/^\/api\/v1\/(tiles|basemap)\//.test(url.pathname)) return event.respondWith(tile(event, request))
  if (files.includes(url.pathname)) return event.respondWith(file(request, url.pathname))
})

/** Addresses of the app itself: not the service's, its documentation or its probes. */
function ours(path) {
  return path === '/' || path.startsWith('/pages/') || path.startsWith('/pkg-')
}

async function install() {
  const cache = await caches.open(shell)
  // Files with a hash in their name never change: what an older version kept is taken over instead of loaded again.
  await Promise.all(
    ['/', ...files].map(async path => {
      const old = path.startsWith('/assets/') ? await caches.match(path) : undefined
      const answer = old ?? (await fetch(path, { cache: path.startsWith('/assets/') ? 'default' : 'no-cache' }))
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
      await cache.put(path, answer)
    }),
  )
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith('tyq-shell-') && name !== shell) await caches.delete(name)
  }
  await self.clients.claim()
}

/** The newest page when the server answers in time, the kept one otherwise. */
async function page(request) {
  const kept = () => caches.match('/', { cacheName: shell })
  const asked = fetch(request)
  try {
    const answer = await Promise.race([asked, late()])
    if (answer.status < 500) return answer
    return (await kept()) ?? answer
  } catch {
    return (await kept()) ?? asked
  }
}

function late() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('late')), patience))
}

async function file(request, path) {
  return (await caches.match(path, { cacheName: shell })) ?? fetch(request)
}

/** A kept piece of map at once; one older than a day is asked for again behind its back. */
async function tile(event, request) {
  const cache = await caches.open(tiles)
  const kept = await cache.match(request)
  const renew = async () => {
    const answer = await fetch(request)
    if (answer.ok) await keepTile(cache, request, answer.clone())
    return answer
  }
  if (!kept) return renew()
  const age = Date.now() - Date.parse(kept.headers.get('date') ?? '')
  if (!(age < freshFor)) event.waitUntil(renew().catch(() => {}))
  return kept
}

async function keepTile(cache, request, answer) {
  try {
    await cache.delete(request)
    await cache.put(request, answer)
    const all = await cache.keys()
    // The keys stand in the order they were kept.
    for (const old of all.slice(0, Math.max(0, all.length - mostTiles))) await cache.delete(old)
  } catch {
    // No room: the map is shown and not kept.
  }
}
