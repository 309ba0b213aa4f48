// The rules of this front end that no linter knows. Prints file:line and the reason for each breach; exit code 1 on any.
// Usage: node tools/house-rules.mjs
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { buildSync } from 'esbuild'

const root = resolve(import.meta.dirname, '..')
const app = join(root, 'apps/parent/src')
const core = join(root, 'packages/core/src')

const sources = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|vue|scss|css)$/.test(entry.name) && !/\.(test|fake)\.ts$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path, name: relative(root, path), lines: readFileSync(path, 'utf8').split('\n') }))

const breaches = []
const blame = (file, line, why) => breaches.push(`${file.name}:${line + 1}: ${why}`)

// Comments are for people; what follows looks at what ships. Lines keep their numbers.
function withoutComments(file) {
  const text = file.lines
    .join('\n')
    .replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\//g, found => found.replace(/[^\n]/g, ' '))
    .replace(/(^|[\s;{}(,])\/\/.*$/gm, '$1')
  return text.split('\n')
}

const files = sources(app)
const platformOnly = /^apps\/parent\/src\/((platform|ui|map)\/|App\.vue$|main\.ts$)/

for (const file of files) {
  const theme = /\/ui\/(theme|paper|icons)\b/.test(file.name)
  if (file.lines.length > 500) blame(file, 499, `${file.lines.length} lines; split what has two subjects (500)`)
  file.lines.forEach((line, i) => {
    // Style sheets may: WeChat's compiler refuses selectors that browsers need.
    if (/#if(n)?def\b/.test(line) && !/\/\*/.test(line) && !platformOnly.test(file.name))
      blame(file, i, 'conditional code belongs into platform, ui or map')
  })
  withoutComments(file).forEach((line, i) => {
    if (/\p{Script=Han}/u.test(line)) blame(file, i, 'words shown to people belong into packages/core/src/text, in every language')
    if (!theme && /font-size:\s*[\d.]|font:\s[^;]*\d(px|rem|em)/.test(line))
      blame(file, i, 'font sizes only through the tokens of ui/theme.scss')
    if (
      !theme &&
      /(?:color|background|border|outline|fill|stroke|shadow)[\w-]*:[^;]*(#[0-9a-f]{3,8}\b|rgba?\()/i.test(
        line.replace(/mask[\w-]*:[^;]*|#(000|fff)\b/gi, ''),
      )
    ) {
      blame(file, i, 'colours only through the tokens of ui/theme.scss')
    }
    if (/\d\s*rpx\b/.test(line)) blame(file, i, 'px, not rpx: the same page must work at 1280 px')
    if (/\bv-html\b|<(Teleport|Transition|teleport|transition)\b/.test(line)) blame(file, i, 'does not exist in the mini-program')
    if (/(\$emit|\bemit)\(\s*'(tap|input|blur|change|focus)'/.test(line)) {
      blame(file, i, 'an event of this name fires twice in the mini-program; use press, update:modelValue, leave, settle')
    }
  })
}

// The console: words in its catalogues, colours and letter sizes in its tokens.
const deskFolder = join(root, 'apps/console/src')
const deskFiles = sources(deskFolder)
for (const file of deskFiles) {
  const text = /\/text\//.test(file.name)
  const tokens = file.name.endsWith('ui/tokens.css')
  if (!text && file.lines.length > 500) blame(file, 499, `${file.lines.length} lines; split what has two subjects (500)`)
  if (text || tokens) continue
  withoutComments(file).forEach((line, i) => {
    if (/\p{Script=Han}/u.test(line)) blame(file, i, 'words shown to people belong into src/text, in every language')
    if (/font-size:\s*[\d.]|font:\s[^;]*\d(px|rem|em)/.test(line)) blame(file, i, 'font sizes only through the tokens of ui/tokens.css')
    if (
      /(?:color|background|border|outline|fill|stroke|shadow)[\w-]*:[^;]*(#[0-9a-f]{3,8}\b|rgba?\()/i.test(
        line.replace(/#(000|fff)(000|fff)?\b/gi, ''),
      )
    )
      blame(file, i, 'colours only through the tokens of ui/tokens.css')
    if (/\bv-html\b/.test(line)) blame(file, i, 'text is never markup here')
  })
}

// A text nobody shows is translated for nothing. A key counts as shown when any source names it, indexes its parent or hands
// its parent on.
const bundle = buildSync({ entryPoints: [join(core, 'text/index.ts')], bundle: true, format: 'esm', write: false, logLevel: 'error' })
const { texts } = await import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString('base64')}`)
const load = async name => {
  const built = buildSync({ entryPoints: [join(core, `text/${name}.ts`)], bundle: true, format: 'esm', write: false, logLevel: 'error' })
  return import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString('base64')}`)
}
// Areas that are loaded with their own pages.
const apart = {}
for (const area of ['booking', 'complaint', 'follow', 'review']) apart[area] = (await load(area))[`${area}Texts`]
const users = [...files, ...sources(core).filter(file => !/\/src\/text\//.test(file.name)), ...sources(join(root, 'packages/map/src'))]
const used = users.map(file => withoutComments(file).join('\n')).join('\n')
const named = new Set(used.match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu))
const indexed = new Set([...used.matchAll(/\.([\w$]+)(?:\.value)?\s*(?:\??\.?\[|[,)}"\n]|$)/g)].map(([, name]) => name))

function unused(words, path, isIndexed) {
  for (const [key, value] of Object.entries(words)) {
    const here = [...path, key]
    if (value && typeof value === 'object' && !Array.isArray(value)) unused(value, here, indexed.has(key))
    else if (!isIndexed && !named.has(key)) breaches.push(`text: ${here.join('.')} is shown nowhere`)
  }
}
unused(texts.zh, [], false)
for (const [area, words] of Object.entries(apart)) unused(words.zh, [area], false)

// English may not be left Chinese, nor be empty.
function untranslated(words, path) {
  for (const [key, value] of Object.entries(words)) {
    const here = [...path, key]
    if (value && typeof value === 'object') untranslated(value, here)
    else if (value === '') breaches.push(`text/en: ${here.join('.')} is empty`)
  }
}
untranslated(texts.en, [])
for (const [area, words] of Object.entries(apart)) untranslated(words.en, [area])

// The console's words: each area is one exported object in text/<language>/<area>.ts.
const deskWords = {}
for (const language of ['zh', 'en']) {
  for (const name of readdirSync(join(deskFolder, 'text', language)).filter(name => name.endsWith('.ts'))) {
    const built = buildSync({
      entryPoints: [join(deskFolder, 'text', language, name)],
      bundle: true,
      format: 'esm',
      write: false,
      logLevel: 'error',
    })
    Object.assign(
      (deskWords[language] ??= {}),
      await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString('base64')}`),
    )
  }
}
const deskUsed = deskFiles
  .filter(file => !/\/text\//.test(file.name))
  .map(file => withoutComments(file).join('\n'))
  .join('\n')
for (const name of deskUsed.match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu)) named.add(name)
for (const [, name] of deskUsed.matchAll(/\.([\w$]+)(?:\.value)?\s*(?:\??\.?\[|[,)}"\n]|$)/g)) indexed.add(name)
unused(deskWords.zh, ['console'], false)
untranslated(deskWords.en, ['console'])

for (const breach of breaches) console.log(breach)
console.log(breaches.length ? `${breaches.length} breaches of the house rules` : 'house rules kept')
process.exit(breaches.length ? 1 : 0)
