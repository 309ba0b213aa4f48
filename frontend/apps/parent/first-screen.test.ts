import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { called } from './first-screen'

const own = readFileSync(join(import.meta.dirname, 'index.html'), 'utf8')
const built = own.replace('</head>', '<link rel="stylesheet" crossorigin href="/assets/index-AAAA.css"></head>')
const assets = ['first.B_1-x.js', 'first-C2.css', 'pages-find-find.D3.js', 'find-E4.css', 'find-E4.css.br', 'index-AAAA.css']

const styles = () => '.btn{color:red}'
const made = () => called(built, assets, styles)

describe('the first screen', () => {
  it('waits for no styles: they are in the page, and no chunk asks for them anew', () => {
    expect(made()).toContain('<style>.btn{color:red}</style>')
    expect(made().match(/<link rel="stylesheet"[^>]*>/g)).toEqual([
      '<link rel="stylesheet" crossorigin href="/assets/index-AAAA.css" media="not all">',
    ])
  })
  it('calls the files of the list, and no compressed form of them', () => {
    const names = /call\((\[[^)]*\])\)/.exec(made())?.[1]
    expect(names).toBe('["/assets/first.B_1-x.js","/assets/pages-find-find.D3.js"], ["/assets/first-C2.css","/assets/find-E4.css"]')
  })
  it('refuses a build that lacks one of them, styles that would end early, and a page that is another', () => {
    expect(() => called(built, assets.slice(1), styles)).toThrow(/first/)
    expect(() => called(built, assets, () => '</style><script>')).toThrow(/end/)
    expect(() => called(built.replace('/* called */', ''), assets, styles)).toThrow(/index\.html/)
    expect(() => called(own, assets, styles)).toThrow(/index\.html/)
  })
})
