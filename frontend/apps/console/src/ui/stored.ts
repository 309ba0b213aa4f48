import { ref, watch, type Ref } from 'vue'

const prefix = 'tyq:v1:'

/** What the device keeps under key; undefined when there is nothing or it cannot be read. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(prefix + key)
    return text === null ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

/** Keeps value under key on this device; undefined removes it. A device that refuses keeps it until the window closes. */
export function writeStored(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(prefix + key)
    else localStorage.setItem(prefix + key, JSON.stringify(value))
  } catch {
    // private windows may refuse
  }
}

/** A value that survives closing the window, the same in every window. read turns whatever lies on the device into a good value. */
export function stored<T>(key: string, read: (raw: unknown) => T): Ref<T> {
  const value = ref(read(readStored(key))) as Ref<T>
  addEventListener('storage', event => {
    if (event.key === prefix + key) value.value = read(readStored(key))
  })
  watch(value, now => writeStored(key, now), { deep: true, flush: 'sync' })
  return value
}
