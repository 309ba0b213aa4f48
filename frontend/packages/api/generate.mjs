// Makes src/schema.d.ts and src/codes.ts from the OpenAPI document on standard input. `make generate` feeds it what
// `tuoyuquan openapi` prints; the two files are committed, so that only those who change the API run it.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'

const here = dirname(fileURLToPath(import.meta.url))
const document = await json(process.stdin)
const types = astToString(await openapiTS(document))
writeFileSync(join(here, 'src/schema.d.ts'), COMMENT_HEADER + types)

const codes = Object.keys(document['x-codes']).sort()
writeFileSync(
  join(here, 'src/codes.ts'),
  `/**
 * This file was auto-generated from the OpenAPI document.
 * Do not make direct changes to the file.
 */

/** Every code a problem of the server can have. */
export const codes = [
${codes.map(c => `  '${c}',\n`).join('')}] as const

/** The code of a problem: the key of its sentence in the catalogues. */
export type Code = (typeof codes)[number]
`,
)
