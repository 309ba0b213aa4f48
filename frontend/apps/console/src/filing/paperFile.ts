// A paper opened beside the page, or in a window of its own: the service sends it as a file, the browser shows its bytes.
import { ref } from 'vue'
import { fetchFile } from '../api'
import { tell } from '../facility/parts/failed'

export interface ShownPaper {
  id: string
  url: string
  type: string
}

/** One paper at a time; the one before is forgotten. */
export function usePaper() {
  const shown = ref<ShownPaper>()
  const busy = ref('')

  function forget() {
    if (shown.value) URL.revokeObjectURL(shown.value.url)
    shown.value = undefined
  }
  async function show(href: string, id: string, type: string) {
    busy.value = id
    try {
      const { blob } = await fetchFile(href)
      forget()
      shown.value = { id, type, url: URL.createObjectURL(new Blob([blob], { type })) }
    } catch (failure) {
      tell(failure)
    } finally {
      busy.value = ''
    }
  }
  return { shown, busy, show, forget }
}
