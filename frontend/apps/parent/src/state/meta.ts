import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { Meta } from '@tuoyuquan/api'
import type { Box } from '@tuoyuquan/core'
import { api } from '@/platform/api'
import { recall, remember } from '@/platform/cache'
import { coords, fromWire } from '@/platform/coords'

const meta = ref<Meta>()
let loading: Promise<void> | undefined

/** What the server says of itself: city, limits, basemap, licence of the map. Loaded once; without network the last known. */
export function useMeta(): Ref<Meta | undefined> {
  void loadMeta()
  return meta
}

/** The town from corner to corner, WGS-84 as all state is (meta speaks what the wire speaks); undefined while not known. */
const town = computed<Box | undefined>(() => {
  const [west, south, east, north] = meta.value?.bbox ?? []
  if (west === undefined || south === undefined || east === undefined || north === undefined) return undefined
  return [...fromWire([west, south]), ...fromWire([east, north])]
})

/** The town's extent, WGS-84. */
export function useTown(): ComputedRef<Box | undefined> {
  void loadMeta()
  return town
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
