// The mini-program's own JavaScript: each file a CommonJS module that sees what WeChat lets it see.
import { currentPages } from './pages'
import { pages, program, resolvePath } from './program'
import { register, type Definition } from './framework'
import { wx } from './wx'

interface App {
  onLaunch?: (options: unknown) => void
  onShow?: (options: unknown) => void
  onHide?: () => void
}

interface Module {
  exports: Record<string, unknown>
}

const loaded: Record<string, Module> = {}
const global: Record<string, unknown> = {}

let app: App | undefined
/** The page or component whose file runs now. */
let current: string | undefined

/** The app object. */
export const getApp = (): App | undefined => app

const launch = () => (wx.getLaunchOptionsSync as () => unknown)()

function App(given: App): void {
  app = given
  given.onLaunch?.(launch())
  given.onShow?.(launch())
}

function Component(definition: Definition): void {
  if (current === undefined) throw new Error('Component() outside of the file of a component')
  register(current, definition)
}

function Page(): never {
  throw new Error('Page() is not run here: uni-app builds its pages with Component()')
}

function Behavior(): never {
  throw new Error('Behavior() is not run here')
}

/** Runs a file once. */
function load(file: string): unknown {
  const known = loaded[file]
  if (known) return known.exports
  const run = program.modules[file]
  if (!run) throw new Error(`no module ${file}`)
  const module: Module = (loaded[file] = { exports: {} })
  const path = file.replace(/\.js$/, '')
  const before = current
  if (path !== 'app' && program.json[path]) current = path
  const require = (wanted: string) => load(resolvePath(file, wanted).replace(/(\.js)?$/, '.js'))
  try {
    run(require, module, module.exports, wx, App, Page, Component, Behavior, getApp, currentPages, global, global)
  } finally {
    current = before
  }
  return module.exports
}

/** Runs the app and every page and component of it. */
export function loadAll(): void {
  Object.assign(global, { wx, setTimeout, clearTimeout, setInterval, clearInterval, Promise, console })
  load('app.js')
  const components = Object.keys(program.json).filter(path => path !== 'app' && !pages.includes(path) && program.modules[path + '.js'])
  for (const path of [...components, ...pages]) load(path + '.js')
}
