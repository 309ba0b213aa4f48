// Before all tests: one binary, and one data folder with the demo city and its people which every server of the run copies.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Demonstration, Session } from '@tuoyuquan/api'
import { binary, consoleFolder, startServer, webFolder, type Server } from '../tools/living-server.mjs'
import { ask } from './people'

export default async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'tuoyuquan-e2e-setup.'))
  const seed = join(folder, 'data')
  try {
    const bin = binary(folder)
    // A build that another terminal starts while tests run must not change the pages under them.
    const web = join(folder, 'web')
    cpSync(webFolder(), web, { recursive: true })
    const desk = join(folder, 'console')
    cpSync(consoleFolder(), desk, { recursive: true })
    // The first start fills in the city and its people; those after it only open them.
    const first = await startServer(bin, { folder: seed, web, desk })
    await atRest(first)
    await first.stop()
    process.env.E2E_CONSOLE = desk
    process.env.E2E_BIN = bin
    process.env.E2E_SEED = seed
    process.env.E2E_WEB = web
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return () => rmSync(folder, { recursive: true, force: true })
}

/** Waits until the messages about what has happened in the city are written: tests that read them find them all. */
async function atRest(server: Server): Promise<void> {
  const { accounts } = await server.api<Demonstration>('/api/v1/demo')
  const account = accounts.find(one => one.role === 'guardian')?.sign_in
  const { token } = await ask<Session>(server, 'POST', '/api/v1/demo/sign-in', { account, device: 'mini' })
  for (let same = 0, before = -1; same < 12;) {
    const { unread } = await ask<{ unread: number }>(server, 'GET', '/api/v1/inbox', undefined, { authorization: `Bearer ${token}` })
    same = unread === before && unread > 0 ? same + 1 : 0
    before = unread
    await new Promise(next => setTimeout(next, 250))
  }
}
