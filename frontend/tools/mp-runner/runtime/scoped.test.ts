import { expect, test } from 'vitest'
import { scoped } from './scoped'

test('prefixes class names of selectors, and nothing else', () => {
  expect(scoped('.a>.b-c:not(.d),view .a::after{width:.5em;background:url(x.png)}', 'p')).toBe(
    '.p--a>.p--b-c:not(.p--d),view .p--a::after{width:.5em;background:url(x.png)}',
  )
})

test('looks into media queries and leaves keyframes and imports alone', () => {
  const css =
    '@charset "utf-8";@media (min-width:10.5em){.a{color:red}}@keyframes turn{12.5%{opacity:.5}to{opacity:1}}.b{animation:turn 1s}'
  expect(scoped(css, 'p')).toBe(
    '@charset "utf-8";@media (min-width:10.5em){.p--a{color:red}}@keyframes turn{12.5%{opacity:.5}to{opacity:1}}.p--b{animation:turn 1s}',
  )
})

test('drops comments, whatever they hold', () => {
  expect(scoped('/* .a { */.b{color:red}', 'p')).toBe('.p--b{color:red}')
})
