import { ref } from 'vue'

/** What the polite live region holds now; AppPage and AppSheet show it to screen readers only. */
export const announced = ref('')

let timer: ReturnType<typeof setTimeout> | undefined

/** Says text to screen readers without moving anything. The same words twice are said twice; quick successions say the last. */
export function announce(text: string) {
  announced.value = ''
  clearTimeout(timer)
  timer = setTimeout(() => (announced.value = text), 120)
}
