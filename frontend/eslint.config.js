// What oxlint cannot see: Vue templates, their accessibility, and which way the imports point.
//
//   pages -> facility, place, state -> ui, map -> platform -> packages
//
// The console: pages (a folder each) -> parts beside them -> session, api -> ui -> text -> packages.
//
// packages/core knows no framework, packages/map no Vue, pages no OpenLayers; only platform, and the primitives that wrap
// an element, know the browser or the mini-program.
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import tseslint from 'typescript-eslint'

const app = 'apps/parent/src'
const desk = 'apps/console/src'

/** Imports a folder must not have, as [pattern, reason]. */
const forbid = (...pairs) => ({
  'no-restricted-imports': ['error', { patterns: pairs.map(([regex, message]) => ({ regex, message })) }],
})
const consolePages = ['/(facility|bureau|overview|policy|shell)/', 'this layer lies below the pages']
const maps = ['^(ol|ol/.*|@tuoyuquan/map(/.*)?)$', 'a map is shown by <AppMap>; only src/map knows OpenLayers']
const framework = ['^(vue|vue-i18n|@vue/.*|@dcloudio/.*)$', 'this package knows no framework']
const pages = ['(^@|^\\.{1,2})(/.*)?/(pages|pkg-[a-z]+)/', 'a page is imported by nobody but itself']
// Language and theme are everybody's: the primitives speak and dress by them.
const screens = [
  '(^@|^\\.{1,2})(/.*)?/((pages|pkg-[a-z]+|facility|place)/|state/(?!(settings|language|meta)$))',
  'this layer lies below the screens and their state',
]

const devices = ['uni', 'wx', 'getCurrentPages', 'getApp', 'plus']
const browsers = ['window', 'document', 'navigator', 'location', 'history', 'localStorage', 'sessionStorage', 'fetch', 'EventSource']
const globals = names => ({
  'no-restricted-globals': ['error', ...names.map(name => ({ name, message: 'only src/platform knows the device; ask it' }))],
})

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'packages/api/src/schema.d.ts', 'e2e/.results/**', '.out/**'] },
  ...vue.configs['flat/essential'],
  ...accessibility.configs['flat/recommended'],
  {
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] } },
    rules: {
      // Pages are called index.vue, as uni-app's folders want it.
      'vue/multi-word-component-names': 'off',
      // A table drawn as blocks on narrow screens keeps its meaning only when its roles are written out.
      'vuejs-accessibility/no-redundant-roles': 'off',
      // aria-role is what WeChat calls role; axe looks at what comes out in the browser.
      'vuejs-accessibility/aria-props': 'off',
      // Texts in pieces with the words asked for marked.
      'vuejs-accessibility/heading-has-content': ['error', { accessibleChildren: ['Pieces', 'AppPieces', 'app-pieces', 'pieces'] }],
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },

  { files: ['packages/core/src/**'], rules: { ...forbid(maps, framework), ...globals([...devices, ...browsers]) } },
  { files: ['packages/api/src/**'], rules: { ...forbid(maps, framework), ...globals([...devices, ...browsers]) } },
  // What only a browser has is imported for itself (@tuoyuquan/api/stream).
  { files: ['packages/api/src/stream.ts'], rules: globals(devices) },
  { files: ['packages/map/src/**'], rules: { ...forbid(framework), ...globals(devices) } },

  { files: [`${app}/**`], rules: { ...forbid(maps), ...globals([...devices, ...browsers]) } },
  { files: [`${app}/{facility,place,state}/**`], rules: forbid(maps, pages) },
  { files: [`${app}/ui/**`], rules: { ...forbid(maps, screens), ...globals(devices) } },
  { files: [`${app}/map/**`], rules: { ...forbid(screens), ...globals(devices) } },
  { files: [`${app}/platform/**`], rules: { ...forbid(maps), 'no-restricted-globals': 'off' } },
  { files: [`${desk}/**`], rules: globals(devices) },
  { files: [`${desk}/{ui,text}/**`], rules: { ...forbid(consolePages), ...globals(devices) } },
  {
    // Its options are chosen from the field by the keyboard (aria-activedescendant): they take no focus of their own.
    files: [`${app}/ui/AppCombobox.vue`],
    rules: { 'vuejs-accessibility/click-events-have-key-events': 'off', 'vuejs-accessibility/interactive-supports-focus': 'off' },
  },
  { files: ['**/*.test.ts'], rules: { 'no-restricted-globals': 'off', 'no-restricted-imports': 'off' } },
)
