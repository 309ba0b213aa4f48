import { ref } from 'vue'

/** Whether the app opens without network: 'ready', 'soon' (kept during this visit), or 'never' on this browser. */
export const offlineShell = ref<'ready' | 'soon' | 'never'>('never')

/** True when a newer version lies ready; it is used after takeUpdate or when every window was closed. */
export const updateReady = ref(false)

/** Starts the newer version: this window is loaded again. Only ever called because somebody asked for it. */
export function takeUpdate() {
  // #ifdef H5
  asked = true
  if (waiting) waiting.postMessage('take over', [])
  else window.location.reload()
  // #endif
  // #ifdef MP-WEIXIN
  uni.getUpdateManager().applyUpdate()
  // #endif
}

/** Loads this page again, with the newest files there are. */
export function reloadPage() {
  // #ifdef H5
  window.location.reload()
  // #endif
}

/** Removes the maps kept for the time without network: they show where somebody looked. */
export async function forgetMaps(): Promise<void> {
  // #ifdef H5
  if (typeof caches !== 'undefined') await caches.delete('tyq-tiles')
  // #endif
}

/** How many pieces of map are kept. */
export async function mapsKept(): Promise<number> {
  // #ifdef H5
  try {
    if (typeof caches !== 'undefined' && (await caches.has('tyq-tiles'))) return (await (await caches.open('tyq-tiles')).keys()).length
  } catch {
    return 0
  }
  // #endif
  return 0
}

/** Keeps the app for the time without network. onUpdate is called when a newer version lies ready. */
export function keepOffline(onUpdate: () => void) {
  const ready = () => {
    if (updateReady.value) return
    updateReady.value = true
    onUpdate()
  }
  // #ifdef H5
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || !window.isSecureContext) return
  offlineShell.value = navigator.serviceWorker.controller ? 'ready' : 'soon'
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    offlineShell.value = 'ready'
    if (asked) window.location.reload()
  })
  const register = async () => {
    try {
      const registration = await navigator.serviceWorker.register('/sw.js')
      watchFor(registration, ready)
    } catch {
      // Refused by the browser or not served: the app works, only not without network.
      if (!navigator.serviceWorker.controller) offlineShell.value = 'never'
    }
  }
  if (document.readyState === 'complete') void register()
  else window.addEventListener('load', () => void register())
  // #endif
  // #ifdef MP-WEIXIN
  uni.getUpdateManager().onUpdateReady(ready)
  // #endif
}

// #ifdef H5
let asked = false
let waiting: ServiceWorker | undefined

function watchFor(registration: ServiceWorkerRegistration, ready: () => void) {
  const arrived = (worker: ServiceWorker | null) => {
    if (!worker || !navigator.serviceWorker.controller) return
    waiting = worker
    ready()
  }
  arrived(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => worker.state === 'installed' && arrived(worker))
  })
}
// #endif
