// Compiles every template and style sheet of a built mini-program with Tencent's own compilers (wcc and wcsc of the devtools,
// as miniprogram-compiler ships them), and fails on what they refuse:
//
//   node tools/wxml-gate.mjs apps/parent/dist/build/mp-weixin
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = join(dirname(createRequire(import.meta.url).resolve('miniprogram-compiler/package.json')), 'bin/linux')

/**
 * What the compilers find wrong with the mini-program built in a folder; nothing when it is sound.
 * @param {string} root
 * @returns {{ templates: number, sheets: number, faults: string[] }}
 */
export function checkTemplates(root) {
  if (!existsSync(join(root, 'app.json'))) throw new Error(`no built mini-program in ${root}`)
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .sort()
  const templates = files.filter(file => file.endsWith('.wxml'))
  const sheets = files.filter(file => file.endsWith('.wxss'))
  const scripts = files.filter(file => file.endsWith('.wxs'))
  const components = sheets.filter(file => existsSync(join(root, file.replace(/wxss$/, 'json'))))
  const others = sheets.filter(file => !components.includes(file))
  const faults = [
    ...compile(root, 'wcc', ['-d', '-cc', tagsOf(root, templates), ...templates, ...scripts, '-gn', '$gwx']),
    ...compile(root, 'wcsc', ['-db', '-pc', String(components.length), ...components, ...others]),
  ]
  return { templates: templates.length, sheets: sheets.length, faults }
}

/**
 * @param {string} root
 * @param {'wcc' | 'wcsc'} compiler
 * @param {string[]} args
 */
function compile(root, compiler, args) {
  const file = join(bin, compiler)
  chmodSync(file, 0o755) // npm does not keep it
  const run = spawnSync(file, args, { cwd: root, maxBuffer: 256 * 1024 * 1024, encoding: 'utf8' })
  if (run.error) throw run.error
  return run.status === 0 ? [] : (run.stderr || run.stdout || `${compiler} ended with ${run.status}`).trim().split('\n')
}

/**
 * Which tags are components, as wcc wants to be told: how many templates name some, then each with its tags.
 * @param {string} root
 * @param {string[]} templates
 */
function tagsOf(root, templates) {
  const lines = templates.flatMap(template => {
    const json = join(root, template.replace(/wxml$/, 'json'))
    const tags = existsSync(json) ? Object.keys(JSON.parse(readFileSync(json, 'utf8')).usingComponents ?? {}) : []
    return tags.length ? [[template, tags.length, ...tags]] : []
  })
  return [lines.length, ...lines.flat()].join(' ')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2]
  if (!root) throw new Error('usage: node tools/wxml-gate.mjs <built mini-program>')
  const { templates, sheets, faults } = checkTemplates(root)
  for (const fault of faults) console.error(fault)
  console.log(`${templates} templates and ${sheets} style sheets, ${faults.length ? 'refused' : 'all compile'}`)
  process.exitCode = faults.length ? 1 : 0
}
