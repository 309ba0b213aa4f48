// A short word that something is done: shown for some seconds, read out once.
import { readonly, ref } from 'vue'

const text = ref('')
let timer: ReturnType<typeof setTimeout> | undefined

export const said = readonly(text)

export function say(words: string): void {
  clearTimeout(timer)
  text.value = words
  timer = setTimeout(() => (text.value = ''), 5000)
}
