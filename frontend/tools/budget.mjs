// Holds the built front end to its byte budgets: one line a check, exit code 1 on any breach.
// Usage: node tools/budget.mjs [<h5 folder> [<mini-program folder> [<console folder>]]]
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

const here = import.meta.dirname
const h5 = resolve(process.argv[2] ?? join(here, '../dist/h5'))
const mini = resolve(process.argv[3] ?? join(here, '../apps/parent/dist/build/mp-weixin'))
const desk = resolve(process.argv[4] ?? join(here, '../dist/console'))
const KiB = 1024

let checks = 0
let breaches = 0
function check(name, bytes, most) {
  checks++
  const over = bytes > most
  if (over) breaches++
  console.log(`${over ? 'FAIL' : 'ok  '} ${name.padEnd(52)} ${kib(bytes)} of ${most / KiB} KiB`)
}
function report(name, bytes) {
  console.log(`     ${name.padEnd(52)} ${kib(bytes)} KiB`)
}
const kib = bytes => (bytes / KiB).toFixed(1).padStart(8)

function walk(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !/\.(br|gz|map)$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
}
const raw = files => files.reduce((sum, file) => sum + statSync(file).size, 0)
const zipped = files => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0)

// What a browser must have before the file can run: itself and everything it imports statically.
function withImports(files) {
  const all = new Set()
  const visit = file => {
    if (all.has(file) || !existsSync(file)) return
    all.add(file)
    if (!file.endsWith('.js')) return
    for (const [, , to] of readFileSync(file, 'utf8').matchAll(/(?:^|[;}\s])(import|export)[^;'"()]*?["'](\.{1,2}\/[^"']+\.js)["']/g)) {
      visit(join(dirname(file), to))
    }
  }
  files.forEach(visit)
  return all
}

function checkH5() {
  const page = readFileSync(join(h5, 'index.html'), 'utf8')
  // Links for no medium hold nothing that is waited for.
  const named = [...page.replace(/<link[^>]*media="not all">/g, '').matchAll(/(?:src|href)="\.?\/?([^"]+\.(?:js|css))"/g)].map(([, path]) =>
    join(h5, path),
  )
  const called = [...(page.match(/call\(\[[^)]*\)/)?.[0] ?? '').matchAll(/"\/(assets\/[^"]+)"/g)].map(([, path]) => join(h5, path))
  const entry = withImports([...named, join(h5, 'index.html')])
  check('H5: entry JavaScript and CSS (gzip)', zipped(entry), 110 * KiB)
  check('H5: all of the list but the map (gzip)', zipped(withImports([...entry, ...called])), 170 * KiB)
  const scripts = walk(h5).filter(file => file.endsWith('.js'))
  const maps = scripts.filter(file => !entry.has(file) && readFileSync(file, 'utf8').includes('ol-viewport'))
  if (!maps.length) {
    breaches++
    console.log('FAIL H5: no map chunk of its own (no lazy file holds OpenLayers)')
  }
  const list = withImports([...entry, ...called])
  const map = [...withImports(maps)].filter(file => !list.has(file))
  check('H5: map chunk (gzip)', zipped(map), 120 * KiB)
  const find = scripts.filter(file => /pages-find-index|pages-find-find/.test(file))
  report('H5: first page with all it needs but the map (gzip)', zipped(new Set([...entry, ...withImports(find)])))
  report('H5: everything (gzip)', zipped(walk(h5)))
}

function checkMiniProgram() {
  const app = JSON.parse(readFileSync(join(mini, 'app.json'), 'utf8'))
  const roots = (app.subPackages ?? app.subpackages ?? []).map(sub => sub.root.replace(/\/$/, ''))
  const files = walk(mini).filter(file => !/project\.(private\.)?config\.json$/.test(file))
  const inside = root => files.filter(file => relative(mini, file).startsWith(`${root}/`))
  check('mini-program: main package', raw(files.filter(file => !roots.some(root => inside(root).includes(file)))), 1024 * KiB)
  for (const root of roots) check(`mini-program: subpackage ${root}`, raw(inside(root)), 512 * KiB)
  check('mini-program: all', raw(files), 4096 * KiB)
  for (const file of files.filter(file => /\.(png|jpe?g|gif)$/.test(file)))
    check(`mini-program: ${relative(mini, file)}`, raw([file]), 40 * KiB)
}

// The console's files as its build wrote them down: what a page needs is itself and everything it imports statically, styles too.
function checkConsole() {
  const manifest = JSON.parse(readFileSync(join(desk, '.vite/manifest.json'), 'utf8'))
  const needs = (key, all = new Set()) => {
    const one = manifest[key]
    if (!one || all.has(join(desk, one.file))) return all
    for (const file of [one.file, ...(one.css ?? [])]) all.add(join(desk, file))
    for (const next of one.imports ?? []) needs(next, all)
    return all
  }
  const found = pattern => {
    const keys = Object.keys(manifest).filter(key => pattern.test(key))
    if (!keys.length) {
      breaches++
      console.log(`FAIL console: nothing built from ${pattern}`)
    }
    return keys
  }
  // The words of one language come before the first page.
  const entry = found(/^index\.html$|core\/src\/text\/chinese\.ts$/).reduce((all, key) => needs(key, all), new Set())
  check('console: entry JavaScript and CSS (gzip)', zipped(entry), 260 * KiB)
  const dashboard = found(/^src\/overview\/indicators\/index\.vue$|^src\/ui\/charts\.ts$/).reduce(
    (all, key) => needs(key, all),
    new Set(entry),
  )
  check('console: dashboard in all (gzip)', zipped(dashboard), 450 * KiB)
  const vues = walk(desk).filter(file => file.endsWith('.js') && readFileSync(file, 'utf8').includes('__vue_app__'))
  if (vues.length !== 1) {
    breaches++
    console.log(`FAIL console: ${vues.length} files hold a Vue, and one must`)
  }
  report('console: everything (gzip)', zipped(walk(desk)))
}

checkH5()
checkConsole()
checkMiniProgram()
console.log(`${checks} checked, ${breaches} over budget`)
process.exit(breaches ? 1 : 0)
