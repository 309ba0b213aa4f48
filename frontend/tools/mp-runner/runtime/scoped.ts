/** Puts a prefix before every class name of the selectors of a style sheet. */
export function scoped(css: string, prefix: string): string {
  let out = ''
  let from = 0
  let keyframes = 0 // depth of braces inside @keyframes
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '')
  for (let i = 0; i < plain.length; i++) {
    const letter = plain[i]
    if (letter === '{') {
      const prelude = plain.slice(from, i)
      if (keyframes) keyframes++
      else if (/@(-\w+-)?keyframes/.test(prelude)) keyframes = 1
      const selector = !keyframes && !prelude.trim().startsWith('@')
      out += (selector ? prelude.replace(/\.(-?[_a-zA-Z][\w-]*)/g, `.${prefix}--$1`) : prelude) + '{'
      from = i + 1
    } else if (letter === '}' || letter === ';') {
      out += plain.slice(from, i + 1)
      from = i + 1
      if (letter === '}' && keyframes) keyframes--
    }
  }
  return out + plain.slice(from)
}
