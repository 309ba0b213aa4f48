// Runs a command against a living server with the demo city, whose address takes the place of {}.
// Usage: node tools/with-server.mjs node tools/map-bench/bench.mjs {}     (TUOYUQUAN_BIN and TUOYUQUAN_WEB as in the browser tests)
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary, startServer } from './living-server.mjs'

const [command, ...rest] = process.argv.slice(2)
if (!command) {
  console.error('usage: node tools/with-server.mjs <command> [arguments, {} is the address]')
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'tuoyuquan-server.'))
const server = await startServer(binary(folder))
const child = spawn(
  command,
  rest.map(argument => argument.replace('{}', server.origin)),
  { stdio: 'inherit' },
)
const code = await new Promise(done => child.once('close', ended => done(ended ?? 1)))
await server.stop()
rmSync(folder, { recursive: true, force: true })
process.exit(code)
