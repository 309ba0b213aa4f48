import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import uni from '@dcloudio/vite-plugin-uni'
import { firstScreen } from './first-screen'
import { icons } from './icons-build'
import { noVendorBeacon } from './no-vendor-beacon'

// uni-app's command line asks its vendor for news, with a hash of this machine's network address, unless it runs in CI.
process.env.CI ??= 'true'

// In the mini-program a component is a box of its own with its own styles. Here it is neither: no extra box in the layout, one
// set of styles for all, as in H5.
function plainComponents(): Plugin {
  return {
    name: 'plain-components',
    enforce: 'pre',
    transform(code, id) {
      if (process.env.UNI_PLATFORM !== 'mp-weixin' || !/\/src\/.*\.vue$/.test(id) || /\/index\.vue$|\/App\.vue$/.test(id)) return
      const options = "defineOptions({ options: { virtualHost: true, styleIsolation: 'shared' } })"
      return { code: code.replace(/<script setup lang="ts">/, tag => `${tag}\n${options}`), map: null }
    },
  }
}

// uni-app registers a page's sharing only when the page's own text names it; ours is in useShare.
function sharingPages(): Plugin {
  return {
    name: 'sharing-pages',
    enforce: 'post',
    transform(code, id) {
      if (process.env.UNI_PLATFORM !== 'mp-weixin' || !/\/index\.vue(\?|$)/.test(id) || !code.includes('useShare(')) return
      return { code: code + "\n'onShareAppMessage onShareTimeline';", map: null }
    },
  }
}

// In the mini-program every use of a component with a slot tells it which slots it was given, a setData call each time. Only
// those that ask need to know.
function quietSlots(): Plugin {
  const asking = new Set<string>()
  return {
    name: 'quiet-slots',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/src\/.*\.vue$/.test(id) || !/\$slots|useSlots\(/.test(code)) return
      asking.add(
        basename(id, '.vue')
          .replace(/\B[A-Z]/g, '-$&')
          .toLowerCase(),
      )
    },
    writeBundle({ dir }) {
      if (process.env.UNI_PLATFORM !== 'mp-weixin' || !dir) return
      for (const name of readdirSync(dir, { recursive: true }) as string[]) {
        if (!name.endsWith('.wxml')) continue
        const file = join(dir, name)
        const told = readFileSync(file, 'utf8')
        const quiet = told.replace(/<([\w-]+)([^<>]*?) u-s="\{\{[^}]*\}\}"/g, (whole, tag: string, before: string) =>
          asking.has(tag) ? whole : `<${tag}${before}`,
        )
        if (quiet !== told) writeFileSync(file, quiet)
      }
    },
  }
}

// Writes the service worker with the list of what was built, and the web manifest, beside the pages. One version stands for
// the whole list: change a byte anywhere and browsers fetch the new set.
function offlineShell(): Plugin {
  return {
    name: 'offline-shell',
    apply: 'build',
    enforce: 'post',
    writeBundle({ dir }) {
      if (process.env.UNI_PLATFORM !== 'h5' || !dir) return
      const here = (name: string) => join(__dirname, 'offline', name)
      const built = readdirSync(join(dir, 'assets')).filter(name => /\.(js|css|svg|png|woff2)$/.test(name))
      const files = [...built.sort().map(name => `/assets/${name}`), '/static/h5/mark.svg', '/manifest.webmanifest']
      const worker = readFileSync(here('sw.js'), 'utf8')
      const hash = createHash('sha256')
        .update(worker)
        .update(readFileSync(join(dir, 'index.html')))
      for (const name of built) hash.update(name)
      const version = hash.digest('hex').slice(0, 12)
      writeFileSync(join(dir, 'sw.js'), worker.replace('__VERSION__', version).replace('__FILES__', JSON.stringify(files)))
      writeFileSync(join(dir, 'manifest.webmanifest'), JSON.stringify(JSON.parse(readFileSync(here('webmanifest.json'), 'utf8'))))
    },
  }
}

export default defineConfig({
  plugins: [icons(), plainComponents(), quietSlots(), sharingPages(), uni(), noVendorBeacon(), firstScreen(), offlineShell()],
})
