// Writes .br and .gz next to every text file of a build worth compressing, so that the server never compresses at run time.
// Usage: node tools/precompress.mjs <folder>
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const folder = process.argv[2]
if (!folder) {
  console.error('usage: node tools/precompress.mjs <folder>')
  process.exit(2)
}
const text = /\.(m?js|css|html|svg|json|webmanifest|txt)$/
// A file that fits into one packet gains nothing, nor does one that hardly shrinks.
const smallest = 1024
const worthwhile = 0.95

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name))
for (const stale of files.filter(file => /\.(br|gz)$/.test(file))) rmSync(stale)

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

async function compress(file) {
  const plain = readFileSync(file)
  if (plain.length < smallest) return
  const [br, gz] = await Promise.all([
    brotli(plain, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    }),
    zip(plain, { level: 9 }),
  ])
  if (br.length < plain.length * worthwhile) writeFileSync(`${file}.br`, br)
  if (gz.length < plain.length * worthwhile) writeFileSync(`${file}.gz`, gz)
}

await Promise.all(files.filter(file => text.test(file)).map(compress))
