// The photos of a draft: taken, shown, removed. They lie locked on the device; only what is on the screen is opened.
import { computed, onBeforeUnmount, ref, watch } from 'vue'
import { useComplaintText } from '@/complaint/words'
import { takePhotos, type Shot, type ShotFault } from '@/platform/camera'
import { closeView, view } from '@/platform/locked'
import { useToast } from '@/ui/useToast'
import { theReport } from './provide'

export function usePhotos() {
  const c = useComplaintText()
  const { say } = useToast()
  const { draft, limits, addPhoto, dropPhoto } = theReport()
  const busy = ref(false)
  const addresses = ref<Record<string, string>>({})
  let gone = false

  const photos = computed(() => draft.value?.photos ?? [])
  const room = computed(() => Math.max(0, limits.value.photos - photos.value.length))

  watch(
    () => photos.value.map(one => one.id).join(),
    async () => {
      const here = photos.value
      for (const [id, address] of Object.entries(addresses.value)) {
        if (here.some(one => one.id === id)) continue
        closeView(address)
        delete addresses.value[id]
      }
      for (const one of here) {
        if (addresses.value[one.id] !== undefined) continue
        const address = await view(one.id, one.type)
        if (gone || addresses.value[one.id] !== undefined) closeView(address)
        else addresses.value[one.id] = address
      }
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    gone = true
    for (const address of Object.values(addresses.value)) closeView(address)
  })

  function sayFault(fault: ShotFault): void {
    const w = c.value
    const megabytes = Math.round(limits.value.bytes / 1024 / 1024)
    say({ heic: w.photoHeic, odd: w.photoOdd, large: w.photoLarge(megabytes) }[fault])
  }

  async function take(from: 'camera' | 'album'): Promise<void> {
    const id = draft.value?.id
    if (!id || busy.value) return
    if (!room.value) return say(c.value.photoFull(limits.value.photos))
    busy.value = true
    const each = async (shot: Shot | ShotFault) => {
      if (typeof shot === 'string') sayFault(shot)
      else if (!(await addPhoto(id, shot))) say(c.value.photoNoRoom)
    }
    try {
      const { most, whole, largest } = { most: room.value, whole: draft.value?.keepOriginals === true, largest: limits.value.bytes }
      await takePhotos({ from, most, whole, largest }, each)
    } finally {
      busy.value = false
    }
  }

  async function drop(photo: string): Promise<void> {
    if (!draft.value) return
    await dropPhoto(draft.value.id, photo)
    say(c.value.photoDropped)
  }

  return { photos, addresses, busy, room, take, drop }
}
