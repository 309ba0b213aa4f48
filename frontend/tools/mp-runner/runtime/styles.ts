// Style sheets as WeChat applies them: a page sees app.wxss, its own and those of the components it uses; a component that is
// isolated neither gives nor takes class names. glass-easel writes the class names of an isolated component with a prefix, and
// the same prefix is put before the class names of its style sheet here.
import { dependencies, program } from './program'
import { scoped } from './scoped'

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
