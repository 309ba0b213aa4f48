// The packed mini-program (pack.mjs) and its paths.

type Template = (...args: unknown[]) => unknown

interface Json {
  usingComponents?: Record<string, string>
  component?: boolean
  styleIsolation?: 'isolated' | 'apply-shared' | 'shared'
}

interface AppJson extends Json {
  pages: string[]
  subPackages?: { root: string; pages: string[] }[]
}

export interface Program {
  json: Record<string, Json> & { app: AppJson }
  wxss: Record<string, string>
  templates: Record<string, Template>
  modules: Record<string, (...args: unknown[]) => void>
}

export const program = (window as unknown as { miniProgram: Program }).miniProgram

/** Every page, those of subpackages too. */
export const pages: readonly string[] = [
  ...program.json.app.pages,
  ...(program.json.app.subPackages ?? []).flatMap(({ root, pages: inside }) => inside.map(page => `${root}/${page}`)),
]

/** A path relative to a file of the mini-program, from its root and without a leading slash. */
export function resolvePath(from: string, path: string): string {
  if (path.startsWith('/')) return path.slice(1)
  const parts = from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** The components a page or component names, by tag. */
export function usedBy(path: string): Record<string, string> {
  const named = { ...program.json.app.usingComponents, ...program.json[path]?.usingComponents }
  return Object.fromEntries(Object.entries(named).map(([tag, file]) => [tag, resolvePath(path, file)]))
}

/** A page with every component it uses, however deep: those used come before those who use them. */
export function dependencies(page: string): string[] {
  const seen = new Set<string>()
  const visit = (path: string) => {
    if (seen.has(path)) return
    for (const used of Object.values(usedBy(path))) visit(used)
    seen.add(path)
  }
  visit(page)
  return [...seen]
}
