import { computed, ref } from 'vue'
import { onShow } from '@dcloudio/uni-app'
import { forgetMaps, mapsKept } from '@/platform/offline'
import { startAgain } from '@/platform/nav'
import { forgetLocked } from '@/platform/locked'
import { forgetEverything, storedSize } from '@/platform/storage'
import { answersKept } from '@/platform/cache'
import { useFamily } from '@/state/family'
import { useLogin } from '@/state/login'
import { useCompare, useFavourites } from '@/state/saved'
import { useText } from '@/state/settings'

/** What this device remembers, row by row, looked at anew each time the page is shown; and how to make it forget. */
export function useMemory() {
  const t = useText()
  const { birth, anchors } = useFamily()
  const { list } = useFavourites()
  const { ids } = useCompare()
  const { signedIn, signOut } = useLogin()
  const answers = ref(0)
  const maps = ref(0)
  const kilobytes = ref('0')

  async function look() {
    answers.value = answersKept()
    kilobytes.value = Math.max(1, Math.ceil(storedSize().bytes / 1024)).toString()
    maps.value = await mapsKept()
  }
  onShow(() => void look())

  const rows = computed(() => {
    const m = t.value.mine
    const all = [
      { term: m.keptBirth, fact: birth.value ? m.told : m.notTold },
      { term: m.keptPlaces, fact: m.count(anchors.value.length) },
      { term: m.keptFavourites, fact: m.homes(list.value.length) },
      { term: m.keptCompare, fact: m.homes(ids.value.length) },
      { term: m.keptAnswers, fact: answers.value ? m.size(kilobytes.value) : m.count(0) },
    ]
    return maps.value ? [...all, { term: m.keptTiles, fact: m.count(maps.value) }] : all
  })

  async function forget() {
    // The cookie is out of reach of any script: the server takes it away.
    if (signedIn.value) await signOut()
    await forgetLocked()
    forgetEverything()
    await forgetMaps()
    startAgain()
  }

  return { rows, forget }
}
