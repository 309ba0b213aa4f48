import { dirname, resolve } from 'node:path'
import { createRequire } from 'node:module'
import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'

const here = import.meta.dirname
// The parents' app lives with an older Vue at the root of the workspace. Everything in this bundle, Element Plus among it, is
// given this one, so that there is exactly one.
const ours = (name: string) => dirname(createRequire(resolve(here, 'package.json')).resolve(`${name}/package.json`))

export default defineConfig({
  base: '/console/',
  resolve: {
    alias: [
      { find: /^vue$/, replacement: resolve(ours('vue'), 'dist/vue.runtime.esm-bundler.js') },
      { find: /^@vue\/(runtime-dom|runtime-core|reactivity|shared)$/, replacement: resolve(here, 'node_modules/@vue/$1') },
    ],
    dedupe: ['vue'],
  },
  plugins: [vue(), components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })] })],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Which file came of which page: what the byte budgets are counted by. The service shows no hidden folder.
    manifest: true,
    target: ['chrome100', 'safari15.4', 'firefox100', 'edge100'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
})
