// Starts and stops the real Go binary with the demo city, for tests and for tools that need a living service.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The moment all tests live in: a Monday morning, so that facilities are open and the month is young. */
export const frozenNow = '2026-11-16T09:30:00+08:00'

const root = resolve(import.meta.dirname, '../..')

export interface Server {
  /** e.g. http://127.0.0.1:41234 */
  origin: string
  /** The server's clock, which stands still. */
  now: Date
  /** Reads JSON from the API, e.g. `api('/api/v1/facilities?limit=3')`; throws unless the answer is 2xx. */
  api: <T = unknown>(path: string) => Promise<T>
  /** What the server wrote so far, for failure messages. */
  log: () => string
  stop: () => Promise<void>
}

/** The folder of the built web app: TUOYUQUAN_WEB, or frontend/dist/h5 as scripts/frontend leaves it. */
export function webFolder(): string {
  const folder = resolve(process.env.TUOYUQUAN_WEB ?? join(root, 'frontend/dist/h5'))
  if (!existsSync(join(folder, 'index.html'))) throw new Error(`no built web app in ${folder}; run scripts/frontend or set TUOYUQUAN_WEB`)
  return folder
}

/** The binary to test: TUOYUQUAN_BIN, or one built into folder from the sources as they are. */
export function binary(folder: string): string {
  if (process.env.TUOYUQUAN_BIN) return resolve(process.env.TUOYUQUAN_BIN)
  const file = join(folder, 'tuoyuquan')
  execFileSync('go', ['build', '-o', file, './api/cmd/tuoyuquan'], { cwd: root, stdio: 'inherit' })
  return file
}

function environment(settings: Record<string, string>): NodeJS.ProcessEnv {
  // Settings of the developer's shell must not change what is tested.
  const mine = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(TUOYUQUAN_|DATABASE_URL|REDIS_URL|MEILI_)/.test(name)))
  return { ...mine, TUOYUQUAN_NOW: frozenNow, ...settings }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? done(address.port) : fail(new Error('no port'))))
    })
  })
}

/**
 * Serves the demo city from a data folder of its own until stop. `seed` is a filled data folder to copy; without one the
 * binary fills it. Other `settings` are environment variables of the server.
 */
export async function startServer(
  bin: string,
  { seed, web, settings = {} }: { seed?: string; web?: string; settings?: Record<string, string> } = {},
): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), 'tuoyuquan-e2e.'))
  if (seed) cpSync(seed, data, { recursive: true })
  else mkdirSync(data, { recursive: true })
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = environment({
    TUOYUQUAN_DATA: data,
    TUOYUQUAN_LISTEN: `127.0.0.1:${port}`,
    TUOYUQUAN_WEB: web ?? webFolder(),
    ...settings,
  })
  const child = spawn(bin, ['serve', '--demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  const keep = (chunk: Buffer): void => {
    log = (log + chunk.toString()).slice(-20_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const ended = new Promise<void>(done => child.once('close', () => done()))
  // Whatever ends this process ends the server.
  const kill = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', kill)

  async function stop(): Promise<void> {
    child.kill('SIGTERM')
    const late = setTimeout(kill, 15_000)
    await ended
    clearTimeout(late)
    process.off('exit', kill)
    rmSync(data, { recursive: true, force: true })
  }

  const api = async <T>(path: string): Promise<T> => {
    const answer = await fetch(origin + path)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  try {
    await ready(origin, child, () => log)
    const meta = await api<{ as_of: string }>('/api/v1/meta')
    return { origin, now: new Date(meta.as_of), api, log: () => log, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ready(origin: string, child: ReturnType<typeof spawn>, log: () => string): Promise<void> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log()}`)
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise(next => setTimeout(next, 25))
  }
  throw new Error(`the server was not ready within 30 s:\n${log()}`)
}
