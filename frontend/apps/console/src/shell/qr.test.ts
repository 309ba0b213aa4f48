import { describe, expect, it } from 'vitest'
import { qrCode } from './qr'

/** FNV-1a, enough to tell one picture from another. */
const print = (text: string) => [...text].reduce((hash, c) => Math.imul(hash ^ c.charCodeAt(0), 16777619) >>> 0, 2166136261).toString(16)
const drawn = (text: string) => {
  const rows = qrCode(text)
  return `${rows.length} ${print(rows.map(line => line.map(Number).join('')).join('/'))}`
}

describe('a QR code', () => {
  it('has its three finders and as many squares as its length wants', () => {
    const rows = qrCode('hi')
    expect(rows).toHaveLength(21)
    const finder = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']
    const corner = (top: number, left: number) =>
      rows.slice(top, top + 7).map(line =>
        line
          .slice(left, left + 7)
          .map(Number)
          .join(''),
      )
    expect([corner(0, 0), corner(0, 14), corner(14, 0)]).toEqual([finder, finder, finder])
    expect([14, 15, 60, 150, 400].map(length => qrCode('x'.repeat(length)).length)).toEqual([21, 25, 33, 49, 77])
    expect(() => qrCode('x'.repeat(413))).toThrow(/too long/)
  })
  // These were read back by an independent reader (OpenCV) when they were written down.
  it('is the one another reader has read', () => {
    expect(
      [
        'hi',
        'otpauth://totp/%E6%89%98%E8%82%B2%E5%9C%88:zhang.san?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=%E6%89%98%E8%82%B2%E5%9C%88',
        'x'.repeat(60),
        'h'.repeat(400),
      ].map(drawn),
    ).toMatchInlineSnapshot(`
      [
        "21 100a324d",
        "49 db711f3f",
        "33 e0fc618f",
        "77 d072dc43",
      ]
    `)
  })
})
