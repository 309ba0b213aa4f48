// Doing something with what a family has booked: asked once more where it gives something up, told when done, honest when not.
import { ref } from 'vue'
import { problemText } from '@tuoyuquan/core'
import { ApiError } from '@tuoyuquan/api'
import { useText } from '@/state/settings'
import { useToast } from '@/ui/useToast'
import { useBookingText } from './words'

export function useActing() {
  const t = useText()
  const b = useBookingText()
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
      say(stale ? b.value.stale : `${title}${t.value.facility.stop}${next}`)
      return false
    } finally {
      acting.value = ''
    }
  }

  return { acting, act }
}
