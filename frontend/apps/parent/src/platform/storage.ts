import { ref, watch, type Ref } from 'vue'

const prefix = 'tyq:v1:'
const open = new Map<string, { value: Ref<unknown>; read: (raw: unknown) => unknown }>()

/** True once the device refused to keep something (storage full or forbidden): what is chosen now lasts only until the app is closed. */
export const saveFailed = ref(false)

/** What the device keeps under key, as it was written; undefined when there is nothing or it cannot be read. */
export function readStored(key: string): unknown {
  try {
    const text = uni.getStorageSync(prefix + key) as unknown
    return typeof text === 'string' && text !== '' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

/** Keeps value under key on this device; undefined removes it. False when the device refused. */
export function writeStored(key: string, value: unknown): boolean {
  try {
    if (value === undefined) uni.removeStorageSync(prefix + key)
    else uni.setStorageSync(prefix + key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/**
 * A value that survives closing the app. read turns whatever lies on the device (undefined, an older shape, nonsense) into
 * a good value and must never throw for the app's sake: if it does, it is asked again with undefined.
 */
export function stored<T>(key: string, read: (raw: unknown) => T): Ref<T> {
  const known = open.get(key)
  if (known) return known.value as Ref<T>
  const value = ref(safely(read, readStored(key))) as Ref<T>
  open.set(key, { value, read })
  watch(
    value,
    now => {
      if (forgetting) return
      if (!writeStored(key, now)) saveFailed.value = true
    },
    { deep: true, flush: 'sync' },
  )
  return value
}

/** How many things of this app lie on the device, and about how many bytes they take. */
export function storedSize(): { entries: number; bytes: number } {
  let bytes = 0
  const keys = ownKeys()
  for (const key of keys) {
    try {
      bytes += String(uni.getStorageSync(key)).length * 2
    } catch {
      // an entry nobody can read takes no room worth telling
    }
  }
  return { entries: keys.length, bytes }
}

/** Removes everything this app keeps on the device; every open value returns to its beginning. */
export function forgetEverything() {
  forgetting = true
  for (const key of ownKeys()) {
    try {
      uni.removeStorageSync(key)
    } catch {
      saveFailed.value = true
    }
  }
  forgetVendor()
  for (const { value, read } of open.values()) value.value = safely(read, undefined)
  forgetting = false
}

let forgetting = false

/** uni-app gives each browser a number of its own and keeps it. Nobody is ever sent it, and it goes with the rest. */
function forgetVendor() {
  // #ifdef H5
  try {
    window.localStorage.removeItem('__DC_STAT_UUID')
  } catch {
    // no storage at all: nothing is kept there
  }
  // #endif
}

function ownKeys(): string[] {
  try {
    return uni.getStorageInfoSync().keys.filter(key => key.startsWith(prefix))
  } catch {
    return []
  }
}

function safely<T>(read: (raw: unknown) => T, raw: unknown): T {
  try {
    return read(raw)
  } catch {
    return read(undefined)
  }
}

// #ifdef H5
// Two windows of the same browser show the same favourites: the other window's writing is read here.
window.addEventListener('storage', event => {
  const key = event.key?.startsWith(prefix) ? event.key.slice(prefix.length) : undefined
  const entry = key === undefined ? undefined : open.get(key)
  if (!entry) return
  forgetting = true
  entry.value.value = safely(entry.read, readStored(key as string))
  forgetting = false
})
// #endif
