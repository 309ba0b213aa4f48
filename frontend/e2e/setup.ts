// Before all tests: one binary, and one data folder with the demo city and its people which every server of the run copies.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary, consoleFolder, startServer, webFolder, type Server } from '../tools/living-server.mjs'

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

/** Waits until nothing of what has happened in the city is still to be told: tests that read messages find them all. */
async function atRest(server: Server): Promise<void> {
  const waiting = /^tuoyuquan_(?:notices_waiting|changes_untold) ([^0].*)$/m
  for (let metrics = 'unasked'; metrics === 'unasked' || waiting.test(metrics);) {
    await new Promise(next => setTimeout(next, 100))
    metrics = await (await fetch(`${server.origin}/metrics`)).text()
    if (!metrics.includes('tuoyuquan_notices_waiting ')) throw new Error('the service does not tell what is still to be told')
  }
}
