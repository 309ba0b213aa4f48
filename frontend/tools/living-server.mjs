// Starts and stops the real Go binary with the demo city, for tests and for tools that need a living service.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The moment all tests live in: a Monday morning, so that facilities are open and the month is young. */
export const frozenNow = '2026-11-16T09:30:00+08:00'

const root = resolve(import.meta.dirname, '../..')

/**
 * @typedef {object} Server
 * @property {string} origin e.g. http://127.0.0.1:41234
 * @property {Date} now The server's clock, which stands still.
 * @property {<T = unknown>(path: string) => Promise<T>} api Reads JSON, e.g. `api('/api/v1/facilities?limit=3')`; throws unless the answer is 2xx.
 * @property {() => string} log What the server wrote so far, for failure messages.
 * @property {() => Promise<void>} stop
 */

/**
 * The folder of a built app: that of its setting, or frontend/dist as scripts/frontend leaves it.
 * @param {string | undefined} chosen
 * @param {string} name
 */
function builtFolder(chosen, name) {
  const folder = resolve(chosen ?? join(root, 'frontend/dist', name))
  if (!existsSync(join(folder, 'index.html'))) throw new Error(`nothing built in ${folder}; run scripts/frontend pages`)
  return folder
}

/** The built web app of families. */
export const webFolder = () => builtFolder(process.env.TUOYUQUAN_WEB, 'h5')
/** The built console. */
export const consoleFolder = () => builtFolder(process.env.TUOYUQUAN_CONSOLE, 'console')

/**
 * The binary to test: TUOYUQUAN_BIN, or one built into folder from the sources as they are.
 * @param {string} folder
 */
export function binary(folder) {
  if (process.env.TUOYUQUAN_BIN) return resolve(process.env.TUOYUQUAN_BIN)
  const file = join(folder, 'tuoyuquan')
  execFileSync('go', ['build', '-o', file, './api/cmd/tuoyuquan'], { cwd: root, stdio: 'inherit' })
  return file
}

/**
 * The environment of a server under test: settings of the developer's shell do not change it, and its clock stands still.
 * @param {Record<string, string>} settings
 */
export function environment(settings) {
  const mine = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(TUOYUQUAN_|DATABASE_URL|REDIS_URL|MEILI_)/.test(name)))
  return { ...mine, TUOYUQUAN_NOW: frozenNow, ...settings }
}

/**
 * Serves the demo city until stop, from a data folder of its own or from the `folder` given, which stays. `seed` is a filled one to
 * copy; without one the binary fills it. Other `settings` are environment variables of the server.
 * @param {string} bin
 * @param {{ seed?: string, folder?: string, web?: string, desk?: string, settings?: Record<string, string> }} [with]
 * @returns {Promise<Server>}
 */
export async function startServer(bin, { seed, folder, web, desk, settings = {} } = {}) {
  const data = folder ?? mkdtempSync(join(tmpdir(), 'tuoyuquan-e2e.'))
  if (seed) cpSync(seed, data, { recursive: true })
  else mkdirSync(data, { recursive: true })
  const env = environment({
    TUOYUQUAN_DATA: data,
    TUOYUQUAN_LISTEN: '127.0.0.1:0',
    TUOYUQUAN_WEB: web ?? webFolder(),
    TUOYUQUAN_CONSOLE: desk ?? consoleFolder(),
    ...settings,
  })
  const child = spawn(bin, ['serve', '--demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  /** @param {Buffer} chunk */
  const keep = chunk => {
    log = (log + chunk.toString()).slice(-20_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  /** @type {Promise<void>} */
  const ended = new Promise(done => child.once('close', () => done()))
  // Whatever ends this process ends the server.
  const kill = () => {
    child.kill('SIGKILL')
  }
  process.once('exit', kill)

  async function stop() {
    child.kill('SIGTERM')
    const late = setTimeout(kill, 15_000)
    await ended
    clearTimeout(late)
    process.off('exit', kill)
    if (!folder) rmSync(data, { recursive: true, force: true })
  }

  try {
    const origin = await ready(child, () => log)
    /** @param {string} path */
    const api = async path => {
      const answer = await fetch(origin + path)
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
      return answer.json()
    }
    const meta = await api('/api/v1/meta')
    return { origin, now: new Date(meta.as_of), api, log: () => log, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Waits until the server has said where it listens and that it is ready; answers its origin.
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} log
 */
async function ready(child, log) {
  const deadline = Date.now() + 90_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log()}`)
    const origin = log().match(/http:\/\/127\.0\.0\.1:[1-9]\d*/)?.[0]
    const answer = origin && (await fetch(`${origin}/readyz`).catch(() => undefined))
    if (origin && answer && answer.ok) return origin
    await new Promise(next => setTimeout(next, 25))
  }
  throw new Error(`the server was not ready within 90 s:\n${log()}`)
}
