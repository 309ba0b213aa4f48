// Doing something that may fail or come too late: told when done, honest when not.
import { ref } from 'vue'
import { ApiError } from '@tuoyuquan/api'
import { problemText } from '@tuoyuquan/core'
import { useText } from '@/state/settings'
import { useToast } from './useToast'

/** stale says that somebody else was quicker, so that what is shown is new. */
export function useActing(stale: () => string) {
  const t = useText()
  const { say } = useToast()
  /** What is being done now, by its name; '' when nothing. */
  const acting = ref('')

  /** Runs it and says done; true when it went well. Nothing runs twice at once. */
  async function act(name: string, run: () => Promise<unknown>, done: string): Promise<boolean> {
    if (acting.value) return false
    acting.value = name
    try {
      await run()
      if (done) say(done)
      return true
    } catch (error) {
      const late = error instanceof ApiError && error.code === 'state_conflict'
      const { title, next } = problemText(error, t.value)
      say(late ? stale() : `${title}${t.value.facility.stop}${next}`)
      return false
    } finally {
      acting.value = ''
    }
  }

  return { acting, act }
}
