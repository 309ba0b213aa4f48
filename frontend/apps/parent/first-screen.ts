import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Modules as Rollup knows them, by id. */
interface Modules {
  getModuleIds: () => IterableIterator<string>
  getModuleInfo: (id: string) => { isEntry: boolean; importedIds: readonly string[] } | null
}

/** What must be there before these modules can run. */
function closure(from: readonly string[], { getModuleInfo }: Modules): Set<string> {
  const all = new Set<string>()
  const next = [...from]
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (all.has(id)) continue
    all.add(id)
    next.push(...(getModuleInfo(id)?.importedIds ?? []))
  }
  return all
}

/**
 * Brings the first page of the web app sooner. What the list needs was forty small files, asked for six at a time after the entry had run:
 * it is one file now, called while the page is read. The page carries the app's styles and a first screen, which is painted without
 * waiting for anything else.
 */
export function firstScreen(): Plugin {
  let parts: Map<string, string> | undefined
  function partOf(id: string, modules: Modules): string | undefined {
    if (!parts) {
      const ids = [...modules.getModuleIds()]
      const entry = closure(
        ids.filter(one => modules.getModuleInfo(one)?.isEntry),
        modules,
      )
      const first = closure(
        ids.filter(one => one.endsWith('/src/pages/find/index.vue')),
        modules,
      )
      parts = new Map()
      for (const one of first) if (!entry.has(one) && !one.includes('/src/pages/find/')) parts.set(one, 'first')
      for (const one of entry) parts.set(one, 'index')
      // English comes when it is spoken, though the list of both languages names it.
      for (const one of ids)
        if (/\/core\/src\/text\/(en\/|english\.ts)|\/platform\/english\.ts/.test(one)) parts.set(one, 'platform-english')
    }
    return parts.get(id)
  }
  return {
    name: 'first-screen',
    apply: 'build',
    enforce: 'post',
    config() {
      if (process.env.UNI_PLATFORM !== 'h5') return
      return { build: { rollupOptions: { output: { manualChunks: (id: string, modules: Modules) => partOf(id, modules) } } } }
    },
    writeBundle({ dir }) {
      if (process.env.UNI_PLATFORM !== 'h5' || !dir) return
      const file = join(dir, 'index.html')
      writeFileSync(
        file,
        called(readFileSync(file, 'utf8'), readdirSync(join(dir, 'assets')), href => readFileSync(join(dir, href), 'utf8').trim()),
      )
    },
  }
}

/**
 * The page with its styles in it, and with the files of the list called at once where that is the page asked for. The styles stand where
 * their links were: what pages bring later comes after them and wins. The links stay, for no medium, so that no chunk asks for its styles anew.
 */
export function called(page: string, assets: readonly string[], styles: (href: string) => string): string {
  const named = (name: RegExp) => {
    const file = assets.find(one => name.test(one))
    if (!file) throw new Error(`nothing built is named ${String(name)}`)
    return `/assets/${file}`
  }
  const scripts = [named(/^first\.[\w-]+\.js$/), named(/^pages-find-find\.[\w-]+\.js$/)]
  const sheets = [named(/^first-[\w-]+\.css$/), named(/^find-[\w-]+\.css$/)]
  let links = 0
  const styled = page.replace(/<link rel="stylesheet"([^>]*)href="([^"]+)"[^>]*>/g, (_, more: string, href: string) => {
    links++
    const css = styles(href)
    if (css.includes('</style')) throw new Error(`${href} would end its element`)
    return `<style>${css}</style><link rel="stylesheet"${more}href="${href}" media="not all">`
  })
  if (!links || !styled.includes('/* called */')) throw new Error('index.html is not what it was')
  return styled.replace('/* called */', `call(${JSON.stringify(scripts)}, ${JSON.stringify(sheets)})`)
}
