// Exits 0 when node_modules holds what package-lock.json names, so that nothing need be installed, 1 otherwise.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const packages = file => JSON.parse(readFileSync(join(root, file), 'utf8')).packages

// What is for other machines, or may be missing, says nothing.
const needed = wanted => !['link', 'optional', 'devOptional', 'extraneous', 'os', 'cpu', 'libc'].some(mark => wanted[mark])

try {
  const have = packages('node_modules/.package-lock.json')
  const all = Object.entries(packages('package-lock.json')).filter(([path, wanted]) => path.includes('node_modules/') && needed(wanted))
  process.exitCode = all.every(([path, wanted]) => have[path]?.version === wanted.version) ? 0 : 1
} catch {
  process.exitCode = 1 // no node_modules yet, or half of one
}
