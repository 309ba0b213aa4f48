// The walk from each starting place, and the line of the one that is chosen.
import { ApiError, type Route } from '@tuoyuquan/api'
import type { Anchor } from '@tuoyuquan/core'
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { api } from '@/platform/api'
import { coords, toWire } from '@/platform/coords'

export type Profile = 'walk' | 'stroller'

/** One walk: found, none within an hour, or not to be had just now. */
export interface Way {
  anchor: Anchor
  state: 'asking' | 'found' | 'none' | 'failed'
  route?: Route
}

export interface Ways {
  ways: ComputedRef<Way[]>
  /** Id of the starting place whose line is drawn. */
  chosen: Ref<string>
  shown: ComputedRef<Way | undefined>
  profile: Ref<Profile>
  again: () => void
}

/** Walks to a facility from the anchors; nothing is asked while there is no place to go to. */
export function useWays(
  facility: ComputedRef<{ id: string; located: boolean } | undefined>,
  anchors: ComputedRef<Anchor[]>,
  first: Profile,
): Ways {
  const profile = ref<Profile>(first)
  const chosen = ref('')
  const known = shallowRef(new Map<string, Pick<Way, 'state' | 'route'>>())
  const keyOf = (anchor: Anchor) => `${facility.value?.id} ${profile.value} ${anchor.point.join(',')}`

  function put(key: string, way: Pick<Way, 'state' | 'route'>): void {
    known.value = new Map(known.value).set(key, way)
  }

  async function ask(anchor: Anchor): Promise<void> {
    const key = keyOf(anchor)
    const place = facility.value
    const before = known.value.get(key)
    if (!place?.located || (before && before.state !== 'failed')) return
    put(key, { state: 'asking' })
    try {
      const near = toWire(anchor.point)
        .map(n => n.toFixed(6))
        .join(',')
      const route = await api.get('/api/v1/route', { query: { near, facility: place.id, profile: profile.value, coords } })
      put(key, { state: 'found', route })
    } catch (error) {
      put(key, { state: error instanceof ApiError && error.code === 'no_route' ? 'none' : 'failed' })
    }
  }

  const ways = computed(() => anchors.value.map((anchor): Way => ({ anchor, state: 'asking', ...known.value.get(keyOf(anchor)) })))
  const shown = computed(() => ways.value.find(w => w.anchor.id === chosen.value) ?? ways.value[0])

  function again(): void {
    for (const anchor of anchors.value) void ask(anchor)
  }

  watch([() => anchors.value.map(keyOf).join('|'), () => facility.value?.located], again, { immediate: true })
  return { ways, chosen, shown, profile, again }
}
