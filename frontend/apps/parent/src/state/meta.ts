import { ref, type Ref } from 'vue'
import type { Meta } from '@tuoyuquan/api'
import { api } from '@/platform/api'
import { recall, remember } from '@/platform/cache'
import { coords } from '@/platform/coords'

const meta = ref<Meta>()
let loading: Promise<void> | undefined

/** What the server says of itself: city, limits, basemap, licence of the map. Loaded once; without network the last known. */
export function useMeta(): Ref<Meta | undefined> {
  void loadMeta()
  return meta
}

/** Loads it now; resolves also without network, then with the last known. A failed load is tried again at the next call. */
export function loadMeta(): Promise<void> {
  loading ??= load()
  return loading
}

async function load() {
  try {
    meta.value = await api.get('/api/v1/meta', { query: { coords } })
    remember('meta', meta.value)
  } catch {
    loading = undefined
    meta.value ??= recall<Meta>('meta')?.value
  }
}
