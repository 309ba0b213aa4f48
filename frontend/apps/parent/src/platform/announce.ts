import { ref } from 'vue'

/** What the polite live region holds now; AppToast and AppSheet show it to screen readers only. */
export const announced = ref('')

let timer: ReturnType<typeof setTimeout> | undefined

/** Says text to screen readers without moving anything. The same words twice are said twice; quick successions say the last. */
export function announce(text: string) {
  // #ifdef MP-WEIXIN
  // Emptying it first would cost a second call to the view: a space makes the same words new.
  announced.value = announced.value === text ? `${text} ` : text
  // #endif
  // #ifdef H5
  announced.value = ''
  clearTimeout(timer)
  timer = setTimeout(() => (announced.value = text), 120)
  // #endif
}
