// Cities, districts and streets by name: nobody knows their codes by heart.
import { computed, type ComputedRef, type Ref } from 'vue'
import { api } from '../api'
import { useLoad } from './load'

export interface AreaChoice {
  code: string
  name: string
}

export interface Areas {
  nameOf: (code?: string) => string | undefined
  /** For a select, streets set in; a code that is not among them stands as it is, so that an old link shows what it asks. */
  choices: (chosen: Ref<string>) => ComputedRef<AreaChoice[]>
}

export function useAreas(): Areas {
  const { data } = useLoad(async signal => (await api.get('/api/v1/areas', { query: {}, signal })).items)
  const names = computed(() => new Map((data.value ?? []).map(one => [one.code, one.name])))
  return {
    nameOf: code => (code === undefined ? undefined : (names.value.get(code) ?? code)),
    choices: chosen =>
      computed(() => {
        const all = (data.value ?? []).map(one => ({ code: one.code, name: one.level === 'street' ? `　${one.name}` : one.name }))
        return !chosen.value || names.value.has(chosen.value) ? all : [{ code: chosen.value, name: chosen.value }, ...all]
      }),
  }
}
