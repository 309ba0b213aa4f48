// Everything is encrypted with a key the browser makes, keeps and never hands out, not even to this app, and lies in its database. Where
// a browser cannot do that nothing is written: it is held only as long as the page is open.
import { keeping, type Keeper } from './keeper'

/** What is kept only as long as the page is open. */
const held = new Map<string, ArrayBuffer>()

const name = 'tyq-locked'
const [keys, things] = ['keys', 'things'] as const
interface Sealed {
  iv: Uint8Array<ArrayBuffer>
  box: ArrayBuffer
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('storage')))
  })
}

function done(work: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    work.addEventListener('complete', () => resolve())
    work.addEventListener('abort', () => reject(work.error ?? new Error('storage')))
  })
}

async function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(keys)
    request.result.createObjectStore(things)
  })
  const base = await asked(request)
  // Another window wants to forget everything: this one lets go.
  base.addEventListener('versionchange', () => {
    base.close()
    room = undefined
  })
  return base
}

// Two windows may ask for the first key at once: whoever comes second takes the first one's.
async function theKey(base: IDBDatabase): Promise<CryptoKey> {
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const work = base.transaction(keys, 'readwrite')
  const known = (await asked(work.objectStore(keys).get('key'))) as CryptoKey | undefined
  if (!known) work.objectStore(keys).put(fresh, 'key')
  await done(work)
  return known ?? fresh
}

interface Room {
  base: IDBDatabase
  key: CryptoKey
}
let room: Promise<Room> | undefined

/** The room things are kept in; undefined where this browser has none that can be locked. */
async function theRoom(): Promise<Room | undefined> {
  if (keeping.value === 'gone') return undefined
  if (!globalThis.crypto?.subtle || typeof indexedDB === 'undefined') {
    keeping.value = 'gone'
    return undefined
  }
  room ??= opened().then(async base => ({ base, key: await theKey(base) }))
  try {
    return await room
  } catch {
    keeping.value = 'gone'
    return undefined
  }
}

async function write(id: string, bytes: ArrayBuffer): Promise<boolean> {
  const to = await theRoom()
  if (!to) {
    held.set(id, bytes)
    return true
  }
  try {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(id) }, to.key, bytes)
    const work = to.base.transaction(things, 'readwrite')
    work.objectStore(things).put({ iv, box } satisfies Sealed, id)
    await done(work)
    return true
  } catch {
    return false
  }
}

async function read(id: string): Promise<ArrayBuffer | undefined> {
  const from = await theRoom()
  if (!from) return held.get(id)
  try {
    const kept = (await asked(from.base.transaction(things).objectStore(things).get(id))) as Sealed | undefined
    if (!kept) return undefined
    const { iv, box } = kept
    return await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(id) }, from.key, box)
  } catch {
    return undefined
  }
}

async function drop(id: string): Promise<void> {
  held.delete(id)
  const from = await theRoom()
  if (!from) return
  const work = from.base.transaction(things, 'readwrite')
  work.objectStore(things).delete(id)
  await done(work).catch(() => {})
}

async function ids(): Promise<string[]> {
  const from = await theRoom()
  if (!from) return [...held.keys()]
  return (await asked(from.base.transaction(things).objectStore(things).getAllKeys()).catch(() => [])).map(String)
}

/** The key goes with everything it locked: what a backup may still hold can be opened by nobody. */
async function forget(): Promise<void> {
  held.clear()
  const from = await theRoom()
  room = undefined
  from?.base.close()
  if (typeof indexedDB === 'undefined') return
  await new Promise<void>(resolve => {
    const request = indexedDB.deleteDatabase(name)
    for (const over of ['success', 'error', 'blocked']) request.addEventListener(over, () => resolve())
  })
}

async function view(id: string, type: string): Promise<string> {
  const bytes = await read(id)
  return bytes ? URL.createObjectURL(new Blob([bytes], { type })) : ''
}

async function readText(id: string): Promise<string | undefined> {
  const bytes = await read(id)
  return bytes && new TextDecoder().decode(bytes)
}

export const browserKeeper: Keeper = {
  readText,
  writeText: (id, text) => write(id, new TextEncoder().encode(text).buffer as ArrayBuffer),
  read,
  write,
  drop,
  ids,
  view,
  closeView: address => address && URL.revokeObjectURL(address),
  forget,
}
