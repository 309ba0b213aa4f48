// The stack of pages.
import { note, opened } from './device'
import { standing, tagOf } from './doubles'
import { createPage, ready, tell, type Root } from './framework'
import { pages, resolvePath } from './program'
import { dress } from './styles'

type Instance = Record<string, unknown> & { route: string; data: unknown; options: Record<string, string> }

interface Shown {
  route: string
  host: HTMLElement
  root: Root
  instance: Instance
}

const stack: Shown[] = []
const most = 10

/** The page in sight. */
export const currentPage = (): Shown | undefined => stack[stack.length - 1]

/** getCurrentPages() of the mini-program. */
export const currentPages = (): Instance[] => stack.map(page => page.instance)

type Result = { errMsg: string }

/** Opens a page above the others. */
export function push(url: string): Result {
  if (stack.length >= most) return { errMsg: 'navigateTo:fail webview count limit exceed' }
  return open('navigateTo', url)
}

/** Opens a page in place of the one in sight. */
export function replace(url: string): Result {
  if (!exists(url)) return absent('redirectTo', url)
  close()
  return open('redirectTo', url)
}

/** Opens a page and closes all others. */
export function relaunch(url: string): Result {
  if (!exists(url)) return absent('reLaunch', url)
  while (stack.length) close()
  return open('reLaunch', url)
}

/** Closes so many pages, never the last. */
export function pop(delta = 1): Result {
  for (let i = 0; i < delta && stack.length > 1; i++) close()
  const page = currentPage()
  if (page) appear(page)
  return { errMsg: 'navigateBack:ok' }
}

/** The back key or gesture: an open page-container takes it, else the page closes. */
export function back(): void {
  const containers = [...standing].filter(node => tagOf(node) === 'page-container' && (node.data as { show?: boolean }).show)
  const top = containers.filter(node => currentPage()?.host.contains(node.$$ as unknown as Node)).pop()
  if (top) {
    for (const type of ['beforeleave', 'leave', 'afterleave']) tell(top, type, {})
  } else {
    note('back', {})
    pop()
  }
}

function pathOf(url: string): string {
  return resolvePath(currentPage()?.route ?? '', url.split('?')[0] ?? '')
}

const exists = (url: string) => pages.includes(pathOf(url))
const absent = (how: string, url: string) => ({ errMsg: `${how}:fail page "${pathOf(url)}" is not found` })

/** A query as WeChat hands it over: as it was written, not decoded. */
function queryOf(url: string): Record<string, string> {
  const search = url.split('?')[1] ?? ''
  return Object.fromEntries(
    search
      .split('&')
      .filter(Boolean)
      .map(pair => {
        const at = pair.indexOf('=')
        return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      }),
  )
}

function open(how: string, url: string): Result {
  if (!exists(url)) return absent(how, url)
  const route = pathOf(url)
  const began = performance.now()
  const below = currentPage()
  if (below && how === 'navigateTo') disappear(below)
  const host = document.createElement('page')
  const place = host.appendChild(document.createElement('div'))
  document.getElementById('stack')?.append(host)
  dress(route)
  const root = createPage(route)
  const instance = root.get() as unknown as Instance
  instance.options = queryOf(url)
  root.attach(host as never, place as never)
  const page = { route, host, root, instance }
  stack.push(page)
  call(page, 'onLoad', instance.options)
  call(page, 'onShow')
  root.getComponent().triggerPageLifetime('show', [])
  ready()
  call(page, 'onReady')
  window.scrollTo(0, 0)
  requestAnimationFrame(() => setTimeout(() => opened.push({ route, milliseconds: performance.now() - began })))
  return { errMsg: `${how}:ok` }
}

function close(): void {
  const page = stack.pop()
  if (!page) return
  call(page, 'onUnload')
  page.root.release()
  page.host.remove()
}

function appear(page: Shown): void {
  dress(page.route)
  page.host.classList.remove('below')
  call(page, 'onShow')
  page.root.getComponent().triggerPageLifetime('show', [])
}

function disappear(page: Shown): void {
  call(page, 'onHide')
  page.root.getComponent().triggerPageLifetime('hide', [])
  page.host.classList.add('below')
}

function call(page: Shown, name: string, ...args: unknown[]): void {
  const method = page.instance[name]
  if (typeof method === 'function') method.apply(page.instance, args)
}

/** Tells the page in sight that the app went to the background, or came back. */
export function pageVisible(visible: boolean): void {
  const page = currentPage()
  if (page) call(page, visible ? 'onShow' : 'onHide')
}
