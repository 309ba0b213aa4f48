// Style sheets as WeChat applies them: a page sees app.wxss, its own and those of the components it uses; a component that is
// isolated neither gives nor takes class names. glass-easel writes the class names of an isolated component with a prefix, and
// the same prefix is put before the class names of its style sheet here.
import { dependencies, program } from './program'

export type Isolation = 'isolated' | 'apply-shared' | 'shared'

const sheets = new Map<string, HTMLStyleElement>()

/** The prefix of the class names of a component that is not shared. */
export function scopeName(path: string): string {
  return path.replace(/\W+/g, '-')
}

/** Adds the style sheet of a page or component, out of use until a page needs it. */
export function addSheet(path: string, isolation: Isolation): void {
  const css = program.wxss[path]
  if (css === undefined) return
  const sheet = document.createElement('style')
  sheet.dataset.path = path
  sheet.textContent = isolation === 'shared' ? css : scoped(css, scopeName(path))
  document.head.append(sheet)
  sheet.disabled = true
  sheets.set(path, sheet)
}

/** Puts the style sheets of a page in use and those of all others out of it. */
export function dress(page: string): void {
  const wanted = new Set(['app', ...dependencies(page)])
  for (const [path, sheet] of sheets) sheet.disabled = !wanted.has(path)
}

/** Puts a prefix before every class name of the selectors of a style sheet. */
export function scoped(css: string, prefix: string): string {
  let out = ''
  let from = 0
  let keyframes = 0 // depth of braces inside @keyframes
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '')
  for (let i = 0; i < plain.length; i++) {
    const letter = plain[i]
    if (letter === '{') {
      const prelude = plain.slice(from, i)
      if (keyframes) keyframes++
      else if (/@(-\w+-)?keyframes/.test(prelude)) keyframes = 1
      const selector = !keyframes && !prelude.trim().startsWith('@')
      out += (selector ? prelude.replace(/\.(-?[_a-zA-Z][\w-]*)/g, `.${prefix}--$1`) : prelude) + '{'
      from = i + 1
    } else if (letter === '}' || letter === ';') {
      out += plain.slice(from, i + 1)
      from = i + 1
      if (letter === '}' && keyframes) keyframes--
    }
  }
  return out + plain.slice(from)
}
