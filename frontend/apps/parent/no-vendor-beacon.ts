import type { Plugin } from 'vite'

// uni-app ships a start-up beacon to its vendor's network on both targets (a CSS animation in H5, wx.preloadAssets in
// the mini-program). This product sends nothing to third parties: the beacon is cut out, and the build fails if any
// trace of it returns under the same or a similar spelling.
const traces = /cdn\d?\.dcloud|preloadAssets\(|fromCharCode\(99,\s*100,\s*110|shadow-preload/

/** Cuts the vendor's beacon out of both builds and refuses a build that still holds it. */
export function noVendorBeacon(): Plugin {
  return {
    name: 'no-vendor-beacon',
    enforce: 'post',
    transform(code, id) {
      if (!id.includes('uni-mp-weixin') || !code.includes('preloadAssets')) return
      return { code: code.replace(/function preloadAsset\(\) \{[\s\S]*?\n\}\n/, 'function preloadAsset() {}\n'), map: null }
    },
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css')) {
          file.source = String(file.source)
            .replace(/@keyframes shadow-preload\{(?:[^{}]*\{[^}]*\})*\}/g, '')
            .replace(/body:+after\{[^}]*shadow-preload[^}]*\}/g, '')
        }
        const text = file.type === 'chunk' ? file.code : String(file.source)
        const found = traces.exec(text)
        if (found) this.error(`vendor beacon in ${file.fileName}: ${text.slice(Math.max(0, found.index - 120), found.index + 80)}`)
      }
    },
  }
}
