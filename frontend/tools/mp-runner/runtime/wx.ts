// The wx.* functions this mini-program calls. One it calls that is not here is undefined, and the call fails the test: add it
// as WeChat documents it, with its failures.
import { answer, type Options, type Result } from './answer'
import { device, note, showNative } from './device'
import { program } from './program'
import { createMapContext } from './map'
import { wxFiles } from './files'
import { pop, push, relaunch, replace } from './pages'
import { toGcj02 } from '../../../packages/core/src/coords'

/** A function that only tells a test that it was called. */
const noted =
  (name: string, result: Record<string, unknown> = {}) =>
  (options?: Options) => {
    note(name, options)
    return answer(options, { errMsg: `${name}:ok`, ...result })
  }

// ---- storage: localStorage under the same keys; texts as they are, so that a test can fill it as it fills the web app's

const mostBytes = 1024 * 1024
const noText = '\u0000'

function write(name: string, key: string, value: unknown): void {
  const text = typeof value === 'string' ? value : noText + JSON.stringify(value)
  if (device.storageFull || text.length > mostBytes) throw new Error(`${name}:fail exceed max storage`)
  localStorage.setItem(key, text)
}

function readStored(key: string): unknown {
  const text = localStorage.getItem(key) ?? ''
  return text.startsWith(noText) ? (JSON.parse(text.slice(1)) as unknown) : text
}

const keys = () => Object.keys(localStorage)

// WeChat encrypts; here it is enough that nobody reads it by accident, and that a test can tell.
const locked = 'locked:'
const lockedText = (data: unknown) => locked + btoa(encodeURIComponent(JSON.stringify(data)))
const isLocked = (kept: unknown): kept is string => typeof kept === 'string' && kept.startsWith(locked)
const unlocked = (kept: string) => JSON.parse(decodeURIComponent(atob(kept.slice(locked.length)))) as unknown
const storageInfo = () => ({ keys: keys(), currentSize: 1, limitSize: 10240 })

const storage = {
  getStorageSync: readStored,
  setStorageSync: (key: string, value: unknown) => write('setStorageSync', key, value),
  removeStorageSync: (key: string) => localStorage.removeItem(key),
  clearStorageSync: () => keys().forEach(key => localStorage.removeItem(key)),
  getStorageInfoSync: storageInfo,
  getStorageInfo: (options?: Options) => answer(options, { errMsg: 'getStorageInfo:ok', ...storageInfo() }),
  getStorage: (options: Options & { key: string; encrypt?: boolean }) => {
    const kept = keys().includes(options.key) ? readStored(options.key) : undefined
    const sealed = isLocked(kept)
    // What was kept encrypted is read so, and the other way round.
    const found = kept !== undefined && sealed === Boolean(options.encrypt)
    const data = sealed ? unlocked(kept) : kept
    return answer(options, found ? { errMsg: 'getStorage:ok', data } : { errMsg: 'getStorage:fail data not found' })
  },
  setStorage: (options: Options & { key: string; data: unknown; encrypt?: boolean }) => {
    try {
      write('setStorage', options.key, options.encrypt ? lockedText(options.data) : options.data)
      return answer(options, { errMsg: 'setStorage:ok' })
    } catch (error) {
      return answer(options, { errMsg: (error as Error).message })
    }
  },
  removeStorage: (options: Options & { key: string }) => {
    localStorage.removeItem(options.key)
    return answer(options, { errMsg: 'removeStorage:ok' })
  },
}

// ---- network

interface RequestOptions extends Options {
  url: string
  method?: string
  data?: unknown
  header?: Record<string, string>
  timeout?: number
  dataType?: string
  responseType?: 'text' | 'arraybuffer'
}

function request(options: RequestOptions) {
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort('timeout'), options.timeout ?? 60_000)
  const { method = 'GET', data } = options
  const finish = (result: Result) => {
    clearTimeout(late)
    void answer({ success: () => {}, ...options }, result)
  }
  const run = async () => {
    if (device.network === 'none') throw new Error('net::ERR_INTERNET_DISCONNECTED')
    const got = await fetch(options.url, {
      method,
      headers: { 'content-type': 'application/json', ...options.header },
      body: method === 'GET' || data === undefined ? undefined : isBody(data) ? data : JSON.stringify(data),
      signal: stop.signal,
    })
    const bytes = options.responseType === 'arraybuffer'
    const body = bytes ? await got.arrayBuffer() : await got.text()
    finish({
      errMsg: 'request:ok',
      statusCode: got.status,
      data: typeof body !== 'string' || options.dataType === 'text' ? body : parsed(body),
      header: Object.fromEntries(got.headers),
      cookies: [],
    })
  }
  run().catch((error: unknown) =>
    finish({ errMsg: `request:fail ${stop.signal.aborted ? String(stop.signal.reason) : (error as Error).message}`, errno: 600000 }),
  )
  return { abort: () => stop.abort('abort'), onHeadersReceived() {}, offHeadersReceived() {}, onChunkReceived() {}, offChunkReceived() {} }
}

const isBody = (data: unknown): data is string | ArrayBuffer => typeof data === 'string' || data instanceof ArrayBuffer

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

// ---- what the phone tells of its own accord

type Listener = (event: unknown) => void
const listeners: Record<string, Set<Listener>> = {}

/** onX and offX of an event of the phone. */
function hearing(name: string) {
  const set = (listeners[name] ??= new Set())
  return {
    ['on' + name]: (listener: Listener) => void set.add(listener),
    ['off' + name]: (listener?: Listener) => (listener ? set.delete(listener) : set.clear()),
  }
}

/** Lets the phone tell something. */
export function happen(name: string, event: unknown): void {
  for (const listener of listeners[name] ?? []) listener(event)
}

const heard = Object.assign(
  {},
  ...[
    'ThemeChange',
    'NetworkStatusChange',
    'WindowResize',
    'AppShow',
    'AppHide',
    'Error',
    'UnhandledRejection',
    'PageNotFound',
    'MemoryWarning',
    'KeyboardHeightChange',
    'AudioInterruptionBegin',
    'AudioInterruptionEnd',
  ].map(hearing),
) as Record<string, unknown>

let logins = 0

// ---- the phone

const safeTop = 20

const windowInfo = () => ({
  pixelRatio: devicePixelRatio,
  screenWidth: innerWidth,
  screenHeight: innerHeight,
  windowWidth: innerWidth,
  windowHeight: innerHeight,
  statusBarHeight: safeTop,
  screenTop: 0,
  safeArea: { left: 0, right: innerWidth, top: safeTop, bottom: innerHeight, width: innerWidth, height: innerHeight - safeTop },
})
const baseInfo = () => ({
  SDKVersion: '3.8.12',
  version: '8.0.60',
  language: device.language,
  theme: device.theme,
  fontSizeSetting: device.fontSize,
  fontSizeScaleFactor: device.fontSize / 17,
  enableDebug: false,
  host: { env: 'WeChat' },
})
const deviceInfo = () => ({
  brand: 'double',
  model: 'double',
  system: 'Android 14',
  platform: 'android',
  abi: 'arm64-v8a',
  benchmarkLevel: 30,
})
const launch = () => ({ path: program.json.app.pages[0], query: {}, scene: 1001, referrerInfo: {} })

function getLocation(options: Options & { type?: string }) {
  note('getLocation', options)
  const at = device.location
  if (at === 'denied') return answer(options, { errMsg: 'getLocation:fail auth deny' })
  if (at === 'off') return answer(options, { errMsg: 'getLocation:fail system permission denied' })
  if (at === 'timeout') return answer(options, { errMsg: 'getLocation:fail timeout' })
  const [longitude, latitude] = options.type === 'gcj02' ? toGcj02([at.longitude, at.latitude]) : [at.longitude, at.latitude]
  return answer(options, {
    errMsg: 'getLocation:ok',
    longitude,
    latitude,
    accuracy: at.accuracy,
    horizontalAccuracy: at.accuracy,
    verticalAccuracy: 0,
    altitude: 0,
    speed: -1,
  })
}

// ---- the rest

interface Watch {
  relativeTo: (selector: string, margins?: Record<string, number>) => Watch
  relativeToViewport: (margins?: Record<string, number>) => Watch
}

interface Queries {
  createSelectorQuery?: () => unknown
  createIntersectionObserver?: (options: unknown) => Watch
}

/** glass-easel wants all four margins, WeChat fills in the missing ones. */
function createIntersectionObserver(component: Queries, options: unknown): Watch | undefined {
  const watch = component.createIntersectionObserver?.(options)
  if (!watch) return undefined
  const whole = (margins?: Record<string, number>) => ({ top: 0, right: 0, bottom: 0, left: 0, ...margins })
  const { relativeTo, relativeToViewport } = watch
  return Object.assign(watch, {
    relativeTo: (selector: string, margins?: Record<string, number>) => relativeTo.call(watch, selector, whole(margins)),
    relativeToViewport: (margins?: Record<string, number>) => relativeToViewport.call(watch, whole(margins)),
  })
}

const routed = (name: string, go: (url: string) => Result | { errMsg: string }) => (options: Options & { url: string }) => {
  note(name, options)
  const { success, fail, complete } = options
  // The page opens after the tap that asked for it is over, as on a phone.
  return new Promise<unknown>((resolve, reject) => {
    setTimeout(() => {
      const result = go(options.url)
      const failed = /:fail/.test(result.errMsg)
      if (failed) fail?.(result)
      else success?.(result)
      complete?.(result)
      if (!failed || fail || complete) resolve(result)
      else reject(new Error(result.errMsg))
    })
  })
}

export const wx: Record<string, unknown> = {
  ...storage,
  ...heard,
  request,
  getLocation,
  createMapContext,
  createSelectorQuery: () => ({ in: (component: Queries) => component.createSelectorQuery?.() }),
  createIntersectionObserver,

  navigateTo: routed('navigateTo', push),
  redirectTo: routed('redirectTo', replace),
  reLaunch: routed('reLaunch', relaunch),
  switchTab: (options?: Options) => answer(options, { errMsg: 'switchTab:fail can not switch to no-tabBar page' }),
  navigateBack(options: Options & { delta?: number } = {}) {
    note('navigateBack', options)
    setTimeout(() => void answer({ success: () => {}, ...options }, pop(options.delta)))
    return options.success ? undefined : Promise.resolve({ errMsg: 'navigateBack:ok' })
  },

  getSystemInfoSync: () => ({ ...windowInfo(), ...baseInfo(), ...deviceInfo() }),
  getSystemInfo: (options?: Options) => answer(options, { errMsg: 'getSystemInfo:ok', ...windowInfo(), ...baseInfo(), ...deviceInfo() }),
  getWindowInfo: windowInfo,
  getAppBaseInfo: baseInfo,
  getDeviceInfo: deviceInfo,
  getSystemSetting: () => ({ locationEnabled: device.location !== 'off', wifiEnabled: true, deviceOrientation: 'portrait' }),
  getAppAuthorizeSetting: () => ({ locationAuthorized: device.location === 'denied' ? 'denied' : 'authorized' }),
  getSetting: (options?: Options) =>
    answer(options, { errMsg: 'getSetting:ok', authSetting: { 'scope.userLocation': device.location !== 'denied' } }),
  openSetting: noted('openSetting', { authSetting: {} }),
  authorize: (options?: Options) => answer(options, { errMsg: device.location === 'denied' ? 'authorize:fail auth deny' : 'authorize:ok' }),
  getMenuButtonBoundingClientRect: () => ({
    top: safeTop + 4,
    bottom: safeTop + 36,
    left: innerWidth - 94,
    right: innerWidth - 7,
    width: 87,
    height: 32,
  }),
  getNetworkType: (options?: Options) => answer(options, { errMsg: 'getNetworkType:ok', networkType: device.network }),
  getLaunchOptionsSync: launch,
  getEnterOptionsSync: launch,
  getAccountInfoSync: () => ({ miniProgram: { appId: 'touristappid', envVersion: 'release', version: '0' } }),
  canIUse: () => true,
  nextTick: (call: () => void) => setTimeout(call),
  getUpdateManager: () => ({ onCheckForUpdate() {}, onUpdateReady() {}, onUpdateFailed() {}, applyUpdate() {} }),

  login(options?: Options) {
    note('login', options)
    return answer(options, { errMsg: 'login:ok', code: `${device.loginCode}-${++logins}` })
  },
  requestSubscribeMessage(options: Options & { tmplIds: string[] }) {
    note('requestSubscribeMessage', options)
    return answer(options, {
      errMsg: 'requestSubscribeMessage:ok',
      ...Object.fromEntries(options.tmplIds.map(id => [id, device.subscribes])),
    })
  },
  ...wxFiles,

  openLocation: noted('openLocation'),
  makePhoneCall: noted('makePhoneCall'),
  addPhoneCalendar: noted('addPhoneCalendar'),
  setClipboardData: noted('setClipboardData'),
  setNavigationBarTitle: noted('setNavigationBarTitle'),
  setNavigationBarColor: noted('setNavigationBarColor'),
  setBackgroundColor: noted('setBackgroundColor'),
  setBackgroundTextStyle: noted('setBackgroundTextStyle'),
  showShareMenu: noted('showShareMenu'),
  hideShareMenu: noted('hideShareMenu'),
  previewImage: noted('previewImage'),
  vibrateShort: noted('vibrateShort'),
  hideKeyboard: noted('hideKeyboard'),
  showLoading: noted('showLoading'),
  hideLoading: noted('hideLoading'),
  hideToast: noted('hideToast'),
  showToast(options: Options & { title: string }) {
    note('showToast', options)
    showNative(options.title)
    return answer(options, { errMsg: 'showToast:ok' })
  },
  showModal(options: Options) {
    note('showModal', options)
    return answer(options, { errMsg: 'showModal:ok', confirm: device.confirms, cancel: !device.confirms })
  },
  pageScrollTo(options: Options & { scrollTop?: number; selector?: string }) {
    note('pageScrollTo', options)
    if (options.selector) document.querySelector(options.selector)?.scrollIntoView()
    else window.scrollTo(0, options.scrollTop ?? 0)
    return answer(options, { errMsg: 'pageScrollTo:ok' })
  },
  env: { USER_DATA_PATH: 'wxfile://usr' },
}
