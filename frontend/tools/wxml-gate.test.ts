import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { checkTemplates } from './wxml-gate.mjs'

const folders: string[] = []

function program(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'wxml-gate.'))
  folders.push(root)
  const sound = {
    'app.json': '{"pages":["pages/a"]}',
    'app.wxss': 'page { color: red }',
    'pages/a.json': '{"usingComponents":{"app-card":"../ui/card"}}',
  }
  for (const [name, text] of Object.entries({ ...sound, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test('takes a sound mini-program', () => {
  const root = program({
    'pages/a.wxml': '<view wx:for="{{list}}" wx:key="id"><app-card bind:press="open">{{item.name}}</app-card></view>',
    'pages/a.wxss': '.a { width: calc(28rpx * var(--fs)) }',
    'ui/card.json': '{"component":true}',
    'ui/card.wxml': '<view class="card"><slot/></view>',
  })
  expect(checkTemplates(root)).toEqual({ templates: 2, sheets: 2, faults: [] })
})

test('catches a tag that is closed by another, and says where', () => {
  const root = program({ 'pages/a.wxml': '<view>\n  <text>hello</view>\n</text>' })
  expect(checkTemplates(root).faults.join('\n')).toMatch(/pages\/a\.wxml:2/)
})

test('catches a style sheet that is no style sheet', () => {
  const root = program({ 'pages/a.wxml': '<view/>', 'pages/a.wxss': '.a { color: red; } }' })
  expect(checkTemplates(root).faults.join('\n')).toMatch(/a\.wxss/)
})

test('wants a built mini-program', () => {
  const root = program({})
  rmSync(join(root, 'app.json'))
  expect(() => checkTemplates(root)).toThrow('no built mini-program')
})
