// glass-easel set up as WeChat sets it up: events as plain objects, handlers on the instance, style isolation, setData counted.
/* oxlint-disable no-underscore-dangle -- the names are glass-easel's */
import * as glassEasel from 'glass-easel'
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import { carry } from './device'
import { pages, program, usedBy } from './program'
import { addSheet, scopeName, type Isolation } from './styles'

type Instance = Record<string, unknown> & {
  is: string
  setData: (data: unknown, done?: () => void) => void
  _$: glassEasel.GeneralComponent
}
type Lifetime = (this: Instance, ...args: unknown[]) => void

/** What a mini-program hands to Component(). */
export interface Definition {
  options?: { styleIsolation?: Isolation; virtualHost?: boolean; multipleSlots?: boolean }
  created?: Lifetime
  attached?: Lifetime
  lifetimes?: Record<string, Lifetime>
  [key: string]: unknown
}

// uni-app keeps its handlers on the instance (e0, e1 …), not among the methods.
glassEasel.globalOptions.useMethodCallerListeners = true
glassEasel.globalOptions.writeIdToDOM = true
// What goes wrong inside of a lifetime or a listener must fail the test: thrown again where the browser reports it.
glassEasel.addGlobalErrorListener((error: unknown) => {
  setTimeout(() => {
    throw error
  })
  return true
})
// Warnings speak of the first drawing, which uni-app makes before any data is there, here as on a phone.
glassEasel.addGlobalWarningListener(() => false)

const bare = (target: unknown) => {
  const { id = '', dataset = {}, offsetLeft = 0, offsetTop = 0 } = (target ?? {}) as Record<string, unknown>
  return { id, dataset, offsetLeft, offsetTop }
}

// WeChat hands listeners a plain object; glass-easel one whose detail lies on the prototype, where uni-app does not look.
const wrap = glassEasel.Event.prototype.wrapShadowedEvent
glassEasel.Event.prototype.wrapShadowedEvent = function (this: glassEasel.Event<unknown>, ...args: Parameters<typeof wrap>) {
  const event = wrap.apply(this, args)
  return {
    type: event.type,
    timeStamp: event.timeStamp,
    detail: event.detail,
    mark: event.mark,
    target: bare(event.target),
    currentTarget: bare(event.currentTarget),
    ...event.extraFields,
    preventDefault: () => event.preventDefault(),
    stopPropagation: () => event.stopPropagation(),
  }
} as unknown as typeof wrap

// aria-pressed="{{false}}" says so, aria-label="{{undefined}}" says nothing, and aria-role is the role.
const setAttribute = glassEasel.NativeNode.prototype.setAttribute
glassEasel.NativeNode.prototype.setAttribute = function (this: glassEasel.NativeNode, name: string, value: unknown) {
  setAttribute.call(this, name, value)
  setAria(this.$$ as unknown as HTMLElement | null, name, value)
}

/** Writes an aria attribute as a screen reader of a phone would hear it. */
export function setAria(element: HTMLElement | null, name: string, value: unknown): void {
  if (!element || !name.startsWith('aria-')) return
  const attribute = name === 'aria-role' ? 'role' : name
  if (value === undefined || value === null || value === '') element.removeAttribute(attribute)
  else element.setAttribute(attribute, String(value))
}

/** The browser as glass-easel draws on it; the events of a mini-program are sent by events.ts, and no others. */
class Backend extends glassEasel.CurrentWindowBackendContext {
  override onEvent(): void {}
  override setListenerStats(): void {}
}

const env = new MiniProgramEnv()
export const space = env.createCodeSpace('', true)
const backendOfApp = env.associateBackend(new Backend() as unknown as glassEasel.GeneralBackendContext)

addSheet('app', 'shared')
for (const [path, content] of Object.entries(program.templates)) {
  const template = { groupList: program.templates, content, fallbackListenerOnNativeNode: true }
  space.addCompiledTemplate(path, template as unknown as glassEasel.template.ComponentTemplate)
}

/** Registers a page or component of the mini-program. */
export function register(path: string, definition: Definition): void {
  const json = program.json[path] ?? {}
  const page = pages.includes(path)
  const isolation: Isolation = definition.options?.styleIsolation ?? json.styleIsolation ?? (page ? 'shared' : 'isolated')
  const usingComponents = Object.fromEntries(Object.entries(usedBy(path)).map(([tag, file]) => [tag, '/' + file]))
  space.addComponentStaticConfig(path, { ...json, styleIsolation: isolation, usingComponents } as Parameters<
    typeof space.addComponentStaticConfig
  >[1])
  space.addStyleSheet(path, undefined, isolation === 'shared' ? '' : scopeName(path))
  addSheet(path, isolation)

  const { created, attached, lifetimes = {}, ...rest } = definition
  const begin: Lifetime = function (...args) {
    if (page) Object.assign(this, { route: path, __route__: path })
    this.getOpenerEventChannel ??= () => ({ emit() {}, on() {}, once() {}, off() {} })
    const setData = this.setData.bind(this)
    this.setData = (data, done) => {
      carry(data, path)
      setData(data, done)
    }
    const own = lifetimes.created ?? created
    own?.apply(this, args)
  }
  const enter: Lifetime = function (...args) {
    const own = lifetimes.attached ?? attached
    own?.apply(this, args)
    unready.push(this._$)
    if (unready.length === 1) setTimeout(ready)
  }
  space
    .component(path)
    .definition({ ...rest, lifetimes: { ...lifetimes, created: begin, attached: enter } } as never)
    .register()
}

/** Attached, and not yet told that they are drawn. */
const unready: glassEasel.GeneralComponent[] = []

/** Tells components that they are drawn for the first time, the inner ones first: glass-easel leaves this to its host. */
export function ready(): void {
  for (const component of unready.splice(0).reverse()) {
    if (glassEasel.Element.isAttached(component)) component.triggerLifetime('ready', [])
  }
}

export type Root = ReturnType<typeof backendOfApp.createRoot>

/** Builds a page. */
export function createPage(path: string): Root {
  return backendOfApp.createRoot('page-root', space, path)
}

type Part = Node & { __wxElement?: glassEasel.Element }

/** The component or native node that a part of the document belongs to. */
export function nodeOf(part: EventTarget | null): glassEasel.Element | undefined {
  let node = part as Part | null
  while (node && !node.__wxElement) node = node.parentNode
  return node?.__wxElement
}

/** Sends an event the way WeChat sends those of its own components: to the component alone. */
export function tell(node: glassEasel.Element, type: string, detail: unknown, fields: Record<string, unknown> = {}): void {
  glassEasel.Event.dispatchEvent(node, new glassEasel.Event(type, detail, { extraFields: fields }))
}

/** Sends an event that rises through every component to the page, as a touch does. Returns whether someone prevented its default. */
export function raise(node: glassEasel.Element, type: string, detail: unknown, fields: Record<string, unknown> = {}): boolean {
  const event = new glassEasel.Event(type, detail, { bubbles: true, composed: true, capturePhase: true, extraFields: fields })
  glassEasel.Event.dispatchEvent(node, event)
  return event.defaultPrevented()
}
