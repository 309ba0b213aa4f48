// Doing something with a complaint: told when done, honest when not.
import { ref } from 'vue'
import { ApiError } from '@tuoyuquan/api'
import { problemText } from '@tuoyuquan/core'
import { useText } from '@/state/settings'
import { useToast } from '@/ui/useToast'
import { useFollowText } from './follow'

export function useActing() {
  const t = useText()
  const f = useFollowText()
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
      const stale = error instanceof ApiError && error.code === 'state_conflict'
      const { title, next } = problemText(error, t.value)
      say(stale ? f.value.stale : `${title}${t.value.facility.stop}${next}`)
      return false
    } finally {
      acting.value = ''
    }
  }

  return { acting, act }
}
