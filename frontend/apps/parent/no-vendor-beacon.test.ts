import { expect, test } from 'vitest'
import { noVendorBeacon } from './no-vendor-beacon'

type Hook = (this: { error: (message: string) => never }, options: unknown, bundle: Record<string, unknown>) => void

function build(file: { fileName: string } & ({ type: 'chunk'; code: string } | { type: 'asset'; source: string })): string {
  const refuse = {
    error(message: string): never {
      throw new Error(message)
    },
  }
  ;(noVendorBeacon().generateBundle as unknown as Hook).call(refuse, {}, { [file.fileName]: file })
  return file.type === 'chunk' ? file.code : file.source
}

const script = (code: string) => build({ type: 'chunk', fileName: 'common/vendor.js', code })
const style = (source: string) => build({ type: 'asset', fileName: 'assets/uni.css', source })

// How the vendor spells its host name so that nobody finds it by reading.
const hidden = `String.fromCharCode(${[...'cdn.dcloud.net.cn'].map(c => c.charCodeAt(0)).join(', ')})`

test.each([
  ['the spelt-out host name', `const host = ${hidden}`],
  ['the call that loads it in the mini-program', 'wx.preloadAssets({ data: [{ type: "image", src: host }] })'],
  ['the address in plain letters', 'new Image().src = "https://cdn.dcloud.net.cn/img/shadow-grey.png"'],
  ['another host of the same network', 'fetch("https://cdn1.dcloud.net.cn/x")'],
])('a build with %s in a script fails', (_, code) => {
  expect(() => script(code)).toThrow(/vendor beacon in common\/vendor\.js/)
})

test("the style sheet's beacon is cut out and nothing else", () => {
  const shipped =
    '@keyframes shadow-preload{0%{background-image:url(https://cdn.dcloud.net.cn/img/shadow-grey.png)}100%{background-image:url(https://cdn.dcloud.net.cn/img/shadow-grey.png)}}' +
    'body::after{position:fixed;content:"";animation:shadow-preload .1s 3s}' +
    'uni-page-head .uni-btn-icon{color:#000}'
  expect(style(shipped)).toBe('uni-page-head .uni-btn-icon{color:#000}')
})

test('a style sheet with the beacon under another spelling fails', () => {
  expect(() => style('.x{background:url(//cdn.dcloud.net.cn/img/y.png)}')).toThrow(/vendor beacon/)
  expect(() => style('.y{animation:shadow-preload 1s}')).toThrow(/vendor beacon/)
})

test('a build without it passes unchanged', () => {
  const code = 'export const ready = String.fromCharCode(65)'
  expect(script(code)).toBe(code)
})
