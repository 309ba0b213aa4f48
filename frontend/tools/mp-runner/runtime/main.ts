// Starts the packed mini-program and gives tests window.mp.
import type { GeneralComponent } from 'glass-easel'
import { calls, device, opened, resetTraffic, traffic, type Device } from './device'
import { defineDoubles, standing, tagOf } from './doubles'
import { listen, share } from './events'
import { filePaths } from './files'
import { nodeOf, tell } from './framework'
import { lookOf, moveMap, regionOf } from './map'
import { getApp, loadAll } from './modules'
import { back, currentPage, currentPages, pageVisible, push, relaunch } from './pages'
import { program } from './program'
import { happen, wx } from './wx'

/** The double in the page in sight that a selector names; by its tag when it is the only one. */
function double(selector: string): GeneralComponent {
  const host = currentPage()?.host.querySelector(selector)
  const node = host && nodeOf(host)
  if (!node || !standing.has(node as GeneralComponent)) throw new Error(`no double ${selector} in ${currentPage()?.route}`)
  return node as GeneralComponent
}

const mp = {
  device,
  calls,
  opened,
  traffic,
  resetTraffic,
  /** Routes from the bottom of the stack to the page in sight. */
  routes: () => currentPages().map(page => page.route),
  /** The query of the page in sight. */
  query: () => currentPages().at(-1)?.options,
  /** The properties a native component was handed. */
  props: (selector: string) => JSON.parse(JSON.stringify(double(selector).data)) as Record<string, unknown>,
  /** What a native component tells of its own accord. */
  emit: (selector: string, type: string, detail: unknown) => tell(double(selector), type, detail),
  /** A finger puts the map elsewhere (GCJ-02) and lets go. */
  moveMap: (to: { longitude?: number; latitude?: number; scale?: number }, selector = 'map') =>
    moveMap(double(selector), to, to.scale === undefined ? 'drag' : 'scale'),
  /** Where the map looks and what it shows (GCJ-02). */
  look(selector = 'map') {
    const { longitude, latitude, scale } = lookOf(double(selector))
    return { longitude, latitude, scale, ...regionOf(double(selector)) }
  },
  /** Paths of the files the mini-program chose or wrote. */
  files: filePaths,
  tags: () => [...standing].map(tagOf),
  share,
  back,
  open: push,
  relaunch,
  /** Changes the phone, and tells the mini-program where it listens. */
  set(change: Partial<Device>) {
    Object.assign(device, change)
    if (change.theme) happen('ThemeChange', { theme: change.theme })
    if (change.network) happen('NetworkStatusChange', { isConnected: change.network !== 'none', networkType: change.network })
  },
  /** The person leaves the mini-program, or comes back to it. */
  visible(visible: boolean) {
    if (visible) {
      happen('AppShow', {})
      getApp()?.onShow?.((wx.getLaunchOptionsSync as () => unknown)())
    } else {
      getApp()?.onHide?.()
      happen('AppHide', {})
    }
    pageVisible(visible)
  },
}

export type MiniProgram = typeof mp

defineDoubles()
loadAll()
listen()
Object.assign(window, { mp })
// A link that somebody shared is the address of this page: #pages/find/index?age=20
push('/' + (location.hash.slice(1) || program.json.app.pages[0]))
Object.assign(mp, { ready: true })
