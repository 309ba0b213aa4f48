// The tracking code: what proves an anonymous complaint to be one's own. Twenty letters of Crockford's alphabet, which has no I, L, O
// or U, told in four groups of five.

const length = 20

/** The code as the server knows it, out of however it was typed: spaces, dashes, small letters, O for 0, I and L for 1; undefined when it is none. */
export function readCode(text: string): string | undefined {
  const plain = text
    .replace(/[０-９Ａ-Ｚａ-ｚ]/g, one => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .toUpperCase()
    .replace(/[\s\-–—_.·]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  return plain.length === length && /^[0-9A-HJKMNP-TV-Z]+$/.test(plain) ? plain.replace(/.{5}(?=.)/g, '$&-') : undefined
}

/** The groups of a code, to be read one after the other. */
export const codeGroups = (code: string): string[] => code.replace(/[\s-]/g, '').match(/.{1,5}/g) ?? []
