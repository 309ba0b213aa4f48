import { ref } from 'vue'
import type { Point } from '@/platform/coords'
import { locate, LocateError } from '@/platform/locate'
import { useText } from '@/state/settings'
import { useToast } from '@/ui/useToast'

/** This device on the map: found when asked, never before; a refusal is answered with the other way to say where one is. */
export function useHere() {
  const t = useText()
  const toast = useToast()
  const here = ref<{ point: Point; accuracy: number }>()
  const busy = ref(false)

  async function find(): Promise<Point | undefined> {
    if (busy.value) return undefined
    busy.value = true
    try {
      here.value = await locate()
      return here.value.point
    } catch (error) {
      toast.say(error instanceof LocateError && error.reason === 'denied' ? t.value.map.denied : t.value.map.noPosition)
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { here, busy, find }
}
