// The phone around the mini-program: what a test sets up, and what it reads afterwards (window.mp).

export interface Location {
  /** WGS-84, as GPS says it. */
  longitude: number
  latitude: number
  accuracy: number
}

/** What the person and the phone are like. A test changes it at any time, or before the start through window.mpDevice. */
export interface Device {
  /** Where the phone is; or why it does not say. */
  location: Location | 'denied' | 'off' | 'timeout'
  network: 'wifi' | '4g' | 'none'
  theme: 'light' | 'dark'
  language: string
  /** Letter size set in WeChat; 17 is usual. */
  fontSize: number
  /** True: nothing more can be stored. */
  storageFull: boolean
  /** What the person answers in wx.showModal. */
  confirms: boolean
  /** What WeChat's login says of who holds the phone; each call gets this code and a running number. */
  loginCode: string
  /** The code of the telephone number; '' when the person does not tell it. */
  phoneCode: string
  /** What the person answers when asked whether messages may be sent. */
  subscribes: 'accept' | 'reject'
  /** What the person chooses when asked for a picture or a file; undefined: nothing. */
  file?: { name: string; base64: string }
}

/** One call of a wx function that does something outside of the mini-program. */
export interface WxCall {
  name: string
  options: Record<string, unknown>
}

/** A page that was opened: how long until its first frame, and what it cost in setData. */
export interface Opened {
  route: string
  milliseconds: number
}

/** The talk between logic and view: what WeChat carries over a bridge, and what makes phones slow. */
export interface Traffic {
  calls: number
  bytes: number
  /** The largest of them, with the component that made it. */
  largest: { bytes: number; by: string }
  /** By component. */
  by: Record<string, { calls: number; bytes: number }>
}

export const device: Device = {
  location: 'denied',
  network: 'wifi',
  theme: 'light',
  language: 'zh_CN',
  fontSize: 17,
  storageFull: false,
  confirms: true,
  loginCode: 'login',
  phoneCode: '',
  subscribes: 'accept',
  ...(window as unknown as { mpDevice?: Partial<Device> }).mpDevice,
}

export const calls: WxCall[] = []
export const opened: Opened[] = []
export const traffic: Traffic = { calls: 0, bytes: 0, largest: { bytes: 0, by: '' }, by: {} }

/** Notes a call of a wx function. */
export function note(name: string, options: unknown): void {
  const plain = Object.entries(options ?? {}).filter(([, value]) => typeof value !== 'function')
  calls.push({ name, options: Object.fromEntries(plain) as Record<string, unknown> })
}

/** Notes a setData. */
export function carry(data: unknown, by: string): void {
  const bytes = new TextEncoder().encode(JSON.stringify(data) ?? '').length
  traffic.calls++
  traffic.bytes += bytes
  const own = (traffic.by[by] ??= { calls: 0, bytes: 0 })
  own.calls++
  own.bytes += bytes
  if (bytes > traffic.largest.bytes) traffic.largest = { bytes, by }
}

/** Begins to count anew. */
export function resetTraffic(): void {
  Object.assign(traffic, { calls: 0, bytes: 0, largest: { bytes: 0, by: '' }, by: {} })
}

/** Shows what WeChat itself would show over the page. */
export function showNative(text: string): void {
  const place = document.getElementById('native')
  if (!place) return
  place.textContent = text
  setTimeout(() => {
    if (place.textContent === text) place.textContent = ''
  }, 1500)
}
