import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** True when busy has lasted 150 ms: what answers faster shows no skeleton and does not flicker. */
export function useSlow(busy: Ref<boolean>): Ref<boolean> {
  const slow = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    busy,
    now => {
      clearTimeout(timer)
      if (now) timer = setTimeout(() => (slow.value = true), 150)
      else slow.value = false
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return slow
}
