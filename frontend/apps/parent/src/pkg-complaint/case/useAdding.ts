// Photos that are handed in later: chosen, sent in parts, and named in the action. A report without a name sends them without one.
import { ref, type Ref } from 'vue'
import { takePhotos, type Shot } from '@/platform/camera'
import { sendFile, type Ticket } from '@/platform/upload'
import { useFollowText } from '@/complaint/follow'
import { useToast } from '@/ui/useToast'

/** As many as one action takes. */
const most = 9
/** Bytes of one photo: as the server takes them. */
const largest = 10 * 1024 * 1024

interface Chosen {
  shot: Shot
  /** What arrived stays arrived: a second try goes on from there. */
  ticket?: Ticket
  ready: boolean
}

export interface Adding {
  count: Ref<number>
  choosing: Ref<boolean>
  /** The photo on its way, from 1; 0 while none is. */
  sending: Ref<number>
  choose: () => Promise<void>
  drop: () => void
  /** Sends what was chosen; undefined when one of them was refused. */
  deliver: (nameless: boolean) => Promise<Ticket[] | undefined>
}

export function useAdding(): Adding {
  const f = useFollowText()
  const { say } = useToast()
  const count = ref(0)
  const choosing = ref(false)
  const sending = ref(0)
  let chosen: Chosen[] = []

  async function choose(): Promise<void> {
    if (choosing.value || chosen.length >= most) return
    choosing.value = true
    try {
      await takePhotos({ from: 'album', most: most - chosen.length, whole: false, largest }, shot => {
        if (typeof shot === 'string') say({ heic: f.value.addHeic, odd: f.value.addOdd, large: f.value.addLarge }[shot])
        else chosen.push({ shot, ready: false })
        count.value = chosen.length
        return Promise.resolve()
      })
    } finally {
      choosing.value = false
    }
  }

  function drop(): void {
    chosen = []
    count.value = 0
  }

  async function deliver(nameless: boolean): Promise<Ticket[] | undefined> {
    try {
      for (const [i, one] of chosen.entries()) {
        sending.value = i + 1
        if (!one.ready && !(await arrived(one, nameless))) return undefined
      }
      return chosen.flatMap(one => (one.ticket ? [one.ticket] : []))
    } finally {
      sending.value = 0
    }
  }

  async function arrived(one: Chosen, nameless: boolean): Promise<boolean> {
    const { state } = await sendFile({
      bytes: one.shot.bytes,
      type: one.shot.type,
      ticket: one.ticket,
      nameless,
      onTicket: ticket => {
        one.ticket = ticket
        return Promise.resolve()
      },
      onBytes: () => {},
    })
    if (state === 'refused') {
      chosen = chosen.filter(other => other !== one)
      count.value = chosen.length
      say(f.value.addRefused)
      return false
    }
    one.ready = state === 'ready'
    if (!one.ready) throw new Error('still looked at')
    return true
  }

  return { count, choosing, sending, choose, drop, deliver }
}
