// Before all tests: one binary, and one data folder with the demo city which every server of the run copies.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { binary, consoleFolder, environment, webFolder } from '../tools/living-server.mjs'

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tuoyuquan-e2e-setup.'))
  const seed = join(folder, 'data')
  try {
    const bin = binary(folder)
    execFileSync(bin, ['demo'], { env: environment({ TUOYUQUAN_DATA: seed }), stdio: 'pipe' })
    // A build that another terminal starts while tests run must not change the pages under them.
    const web = join(folder, 'web')
    cpSync(webFolder(), web, { recursive: true })
    const desk = join(folder, 'console')
    cpSync(consoleFolder(), desk, { recursive: true })
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
