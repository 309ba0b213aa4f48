// Hears from the service when something new is in the inbox, while the window is in sight: what it is, the inbox itself is asked.
import { followUpdates } from '@tuoyuquan/api/stream'
import { onScopeDispose, ref } from 'vue'

/** How often something new was heard: a page that shows messages looks again when it grows. */
export const news = ref(0)

/** Calls heard with each piece of news of the inbox until the scope ends. What was missed meanwhile counts as news. */
export function whileInbox(heard: () => unknown): void {
  const stop = followUpdates({
    changed(kinds) {
      if (kinds.includes('inbox')) heard()
    },
    missed: heard,
    signedOut: () => stop(),
  })
  onScopeDispose(stop)
}
