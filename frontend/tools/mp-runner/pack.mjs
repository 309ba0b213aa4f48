// Runs a BUILT WeChat mini-program in a browser, without WeChat's devtools.
//
//   node tools/mp-runner/pack.mjs apps/parent/dist/build/mp-weixin .out/mp
//
// packs the output of `uni build -p mp-weixin` — its WXML, WXSS, JavaScript and JSON as they stand — into one page that runs on
// glass-easel, the component framework WeChat itself ships as open source (manifest.json asks for it on phones too). Serve the
// folder from the origin of the real service (TUOYUQUAN_WEB=<folder> tuoyuquan serve), open it in Chromium, and talk to it
// through window.mp (runtime/device.ts). e2e/parent-mp does all this.
//
// What is real: the compiled templates, their bindings and events, style isolation, the page stack, routing, lifetimes, every
// setData, every request. What is a double: wx.* (runtime/wx.ts) and the components WeChat implements outside of JavaScript,
// such as <map> and <picker> (runtime/doubles.ts); a test reads the properties they were handed and sends the events they would.
// Names a mini-program does not have (window, fetch, URL, Intl …) are undefined for its code, so that using one fails here too.
// What only a phone can show: Tencent's map drawing, native pickers and keyboards, permission dialogs, WebView speed.
import { existsSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const require = createRequire(import.meta.url)
/** @type {typeof import('glass-easel-template-compiler')} */
const { TmplGroup } = require('glass-easel-template-compiler')
const here = dirname(fileURLToPath(import.meta.url))

/** What the code of a mini-program gets from outside; see runtime/modules.ts. */
const given = 'require module exports wx App Page Component Behavior getApp getCurrentPages global globalThis'.split(' ')

/** Names of browsers that WeChat's JavaScript does not know, or not on every phone. */
const missing = [
  'window self document navigator location history localStorage sessionStorage indexedDB caches screen fetch Headers',
  'Request Response XMLHttpRequest WebSocket EventSource AbortController AbortSignal FormData Blob File FileReader URL',
  'URLSearchParams TextEncoder TextDecoder structuredClone queueMicrotask Intl requestAnimationFrame cancelAnimationFrame',
  'requestIdleCallback matchMedia getComputedStyle alert confirm prompt Worker IntersectionObserver ResizeObserver',
  'MutationObserver customElements HTMLElement Element Node CustomEvent addEventListener removeEventListener dispatchEvent',
  'crypto performance',
].flatMap(line => line.split(' '))

/** Tags the runner knows: drawn by the browser as they are, by a double, or gone when compiled. */
const known = new Set(
  [
    'view text button label cover-view',
    'map slider picker switch input textarea image scroll-view page-container',
    'block slot template import include wxs',
  ].flatMap(line => line.split(' ')),
)

/**
 * Packs the mini-program built in `from` into a page in `to`. Throws when a template does not compile or uses a component that
 * the runner has no double for.
 * @param {string} from
 * @param {string} to
 */
export function pack(from, to) {
  if (!existsSync(join(from, 'app.json'))) throw new Error(`no built mini-program in ${from}: run scripts/frontend mp-weixin`)
  const files = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(from, join(entry.parentPath, entry.name)).split('\\').join('/'))
  const read = (/** @type {string} */ file) => readFileSync(join(from, file), 'utf8')
  const named = (/** @type {string} */ end) => files.filter(file => file.endsWith(end))
  const without = (/** @type {string} */ file) => file.replace(/\.\w+$/, '')

  const json = Object.fromEntries(
    named('.json')
      .filter(file => !file.startsWith('project.'))
      .map(file => [without(file), JSON.parse(read(file))]),
  )
  const wxss = Object.fromEntries(named('.wxss').map(file => [without(file), withImports(from, file)]))
  const modules = named('.js').map(file => `${JSON.stringify(file)}:function(${[...given, ...missing].join(',')}){${read(file)}\n}`)

  mkdirSync(to, { recursive: true })
  writeFileSync(
    join(to, 'app-bundle.js'),
    `window.miniProgram={json:${JSON.stringify(json)},wxss:${JSON.stringify(wxss)},templates:(function(){return ${templates(named, read, json)}})(),modules:{${modules.join(',\n')}}};`,
  )
  buildSync({
    entryPoints: [join(here, 'runtime/main.ts')],
    bundle: true,
    format: 'iife',
    outfile: join(to, 'runtime.js'),
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'error',
  })
  for (const file of files.filter(file => /\.(png|jpe?g|svg|gif|webp)$/.test(file))) cpSync(join(from, file), join(to, file))
  cpSync(join(here, 'page.html'), join(to, 'index.html'))
  cpSync(join(here, 'page.css'), join(to, 'page.css'))
}

/**
 * @param {(end: string) => string[]} named
 * @param {(file: string) => string} read
 * @param {Record<string, { usingComponents?: Record<string, string> }>} json
 */
function templates(named, read, json) {
  const group = new TmplGroup()
  const faults = []
  for (const file of named('.wxs')) group.addScript(file.slice(0, -4), read(file))
  for (const file of named('.wxml')) {
    const path = file.slice(0, -5)
    const source = read(file)
    const used = new Set([...source.matchAll(/<([a-z][\w-]*)/g)].map(found => found[1] ?? ''))
    const own = { ...json.app?.usingComponents, ...json[path]?.usingComponents }
    for (const tag of used)
      if (!known.has(tag) && !(tag in own)) faults.push(`${file}: no double for <${tag}>; add one to runtime/doubles.ts`)
    for (const fault of group.addTmpl(path, withColons(source)) ?? []) {
      if (fault.level >= 3) faults.push(`${file}:${fault.startLine + 1}:${fault.startCol + 1}: ${fault.message}`)
    }
  }
  if (faults.length) throw new Error(`templates that do not run:\n${faults.join('\n')}`)
  return group.getTmplGenObjectGroups()
}

/** glass-easel reads bind:tap; uni-app still writes bindtap. */
const withColons = (/** @type {string} */ source) =>
  source.replace(/(\s)(capture-bind|capture-catch|mut-bind|bind|catch)(?=[a-z])([a-zA-Z_]+=)/g, '$1$2:$3')

/**
 * A style sheet with its imports written in, lengths in rpx as the browser knows them (750 rpx are the window's width).
 * @param {string} root
 * @param {string} file
 * @returns {string}
 */
function withImports(root, file, seen = new Set()) {
  if (seen.has(file)) return ''
  seen.add(file)
  return readFileSync(join(root, file), 'utf8')
    .replace(/@import\s+["']([^"']+)["'];?/g, (_, path) =>
      withImports(root, path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(file), path), seen),
    )
    .replace(/(-?\d*\.?\d+)rpx/g, 'calc($1 * 100vw / 750)')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, to] = process.argv.slice(2)
  if (!from || !to) throw new Error('usage: node tools/mp-runner/pack.mjs <built mini-program> <folder to fill>')
  pack(from, to)
}
