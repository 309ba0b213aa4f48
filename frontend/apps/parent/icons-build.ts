// Icons at build time. Their masks are drawn into the style sheet every page has, so that nothing but a class name goes from
// the logic to the view. In the mini-program an icon is no component either, but the one element it would have drawn: a
// component of its own costs each page a setData call for each icon.
import type { Plugin } from 'vite'
import { iconRules } from './src/ui/icons'

const attribute = /([^\s=>"/]+)(?:="([^"]*)")?/g
const tag = /<AppIcon((?:\s+[^\s=>"/]+(?:="[^"]*")?)*)\s*\/>/g

/** The element an icon stands for, by the attributes it is written with. */
export function iconElement(attributes: string): string {
  const classes = ['icon']
  const bound: string[] = []
  const rest: string[] = []
  let spoken = 'aria-hidden="true"'
  for (const [whole, name, value = ''] of attributes.matchAll(attribute)) {
    if (name === 'name') classes.push(`icon-${value}`)
    else if (name === ':name') bound.push(`'icon-' + (${value})`)
    else if (name === 'class') classes.push(value)
    else if (name === ':class') bound.push(value)
    else if (name === 'label') spoken = `aria-role="img" aria-label="${value}"`
    else if (name === ':label') spoken = `:aria-role="(${value}) ? 'img' : ''" :aria-label="${value}" :aria-hidden="!(${value})"`
    else rest.push(whole)
  }
  const dynamic = bound.length ? ` :class="[${bound.join(', ')}]"` : ''
  return ['<view', ...rest, `class="${classes.join(' ')}"${dynamic}`, spoken].join(' ') + '></view>'
}

/** Draws the masks into the app's style sheet and, in the mini-program, writes icons as elements. */
export function icons(): Plugin {
  return {
    name: 'icons',
    enforce: 'pre',
    transform(code, id) {
      if (id.endsWith('/src/App.vue')) return { code: `${code}\n<style>\n${iconRules()}</style>\n`, map: null }
      if (process.env.UNI_PLATFORM !== 'mp-weixin' || !/\/src\/.*\.vue$/.test(id) || !code.includes('<AppIcon')) return
      const written = code.replace(tag, (_, attributes: string) => iconElement(attributes))
      if (written.includes('<AppIcon')) this.error(`${id}: an <AppIcon> that cannot be written as an element`)
      return { code: written.replace(/^import AppIcon from .*\n/m, ''), map: null }
    },
  }
}
