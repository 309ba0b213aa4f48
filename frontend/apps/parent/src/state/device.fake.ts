// A device for tests: storage that can be read, filled to the brim and spoiled. Import it before what is tested.
const kept = new Map<string, unknown>()

export const device = {
  kept,
  /** Set when the device refuses to keep anything more. */
  full: false,
  /** What lies under a key of the app, parsed. */
  read(key: string): unknown {
    const text = kept.get('tyq:v1:' + key)
    return typeof text === 'string' ? JSON.parse(text) : undefined
  },
}

const uniFake = {
  getStorageSync: (key: string) => kept.get(key) ?? '',
  setStorageSync: (key: string, value: unknown) => {
    if (device.full) throw new Error('QuotaExceededError')
    kept.set(key, value)
  },
  removeStorageSync: (key: string) => kept.delete(key),
  getStorageInfoSync: () => ({ keys: [...kept.keys()] }),
}

Object.assign(globalThis, { uni: uniFake, window: { addEventListener: () => {} } })
