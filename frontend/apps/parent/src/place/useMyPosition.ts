import { ref, type Ref } from 'vue'
import { LocateError, locate } from '@/platform/locate'
import { useText } from '@/state/settings'
import type { KnownPlace } from './known'
import { namingText } from './naming'
import { nameAt } from './useNaming'

export interface MyPosition {
  busy: Ref<boolean>
  /** Why there is no position: the person said no, or the device could not tell. */
  trouble: Ref<'refused' | 'lost' | undefined>
  /** Asks the device, and with it the person; undefined when there is none, and then trouble says why. */
  find: () => Promise<KnownPlace | undefined>
}

/** Where the device is, with a name a family recognises. Nothing is asked before find is called. */
export function useMyPosition(): MyPosition {
  const t = useText()
  const busy = ref(false)
  const trouble = ref<'refused' | 'lost'>()

  async function find(): Promise<KnownPlace | undefined> {
    if (busy.value) return
    busy.value = true
    trouble.value = undefined
    try {
      const { point } = await locate()
      const naming = await nameAt(point).catch(() => undefined)
      const name = naming ? namingText(naming, t.value) : t.value.place.myPlace
      return { id: '', name, detail: naming?.area ?? '', point }
    } catch (error) {
      trouble.value = error instanceof LocateError && error.reason === 'denied' ? 'refused' : 'lost'
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { busy, trouble, find }
}
