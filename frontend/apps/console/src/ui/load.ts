// What a page asks the service for: the answer, that it is on its way, and what went wrong. A newer question outruns an older.
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Loaded<T> {
  data: ShallowRef<T | undefined>
  error: ShallowRef<unknown>
  busy: Ref<boolean>
  /** Asks (again). Never fails: the failure is in error. */
  load: () => Promise<void>
}

/** Asks at once, and again whenever load is called. What was there stays until the new answer is. */
export function useLoad<T>(ask: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const data = shallowRef<T>()
  const error = shallowRef<unknown>()
  const busy = ref(false)
  let stop: AbortController | undefined

  async function load() {
    stop?.abort()
    const mine = (stop = new AbortController())
    busy.value = true
    try {
      const answer = await ask(mine.signal)
      if (mine.signal.aborted) return
      data.value = answer
      error.value = undefined
    } catch (failure) {
      if (!mine.signal.aborted) error.value = failure
    } finally {
      if (!mine.signal.aborted) busy.value = false
    }
  }
  onScopeDispose(() => stop?.abort())
  void load()
  return { data, error, busy, load }
}
