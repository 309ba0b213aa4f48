// What the family claims that puts it before others, and what can be claimed where.
import { ref, watch, type Ref } from 'vue'
import type { Claim, Priority } from '@tuoyuquan/api'
import { api } from '@/platform/api'
import { hasProof } from '@/platform/proof'

/** What is claimed: by the rules of an area, or as somebody who works for the employer that runs a facility. */
export interface ClaimInput {
  kind: string
  area_code?: string
  facility_id?: string
  child_id?: string
  paper?: string
}

const claims = ref<Claim[]>()
const problem = ref<unknown>()
const busy = ref(false)

watch(
  hasProof,
  has => {
    if (!has) claims.value = undefined
  },
  { flush: 'sync' },
)

async function load(): Promise<void> {
  if (!hasProof.value) return
  busy.value = true
  try {
    claims.value = (await api.get('/api/v1/family/claims', {})).claims
    problem.value = undefined
  } catch (error) {
    problem.value = error
  } finally {
    busy.value = false
  }
}

async function add(input: ClaimInput): Promise<void> {
  await api.post('/api/v1/family/claims', { body: input as never })
  await load()
}

async function remove(id: string): Promise<void> {
  await api.delete('/api/v1/family/claims/{id}', { path: { id } })
  await load()
}

/** What became of the family's saying that it works for the employer that runs a facility; undefined: it did not, or not any more. */
export function employedAt(facility: string, today: string): Claim['state'] | undefined {
  const said = (claims.value ?? []).filter(one => one.kind === 'employee' && one.facility_id === facility)
  if (said.some(one => one.state === 'granted' && (one.until ?? '') >= today)) return 'granted'
  return said.find(one => one.state === 'asked')?.state
}

/** What an area lets go first, by its rules. */
export async function readPriorities(area: string): Promise<Priority[]> {
  return (await api.get('/api/v1/priorities', { query: { area } })).priorities
}

/** The names of the facilities of claims, by id: a claim holds the id alone. */
export async function readPlaces(ids: string[]): Promise<Record<string, string>> {
  if (!ids.length) return {}
  const { items } = await api.get('/api/v1/facilities', { query: { id: ids.slice(0, 100), limit: 100, facets: false } })
  return Object.fromEntries(items.map(one => [one.id, one.name]))
}

/** The districts a place can be in. */
export async function readDistricts(): Promise<{ code: string; name: string }[]> {
  const { items } = await api.get('/api/v1/areas', { query: {} })
  return items.filter(one => one.level === 'district').map(({ code, name }) => ({ code, name }))
}

export function useClaims(): {
  claims: Ref<Claim[] | undefined>
  problem: Ref<unknown>
  busy: Ref<boolean>
  load: () => Promise<void>
  add: (input: ClaimInput) => Promise<void>
  remove: (id: string) => Promise<void>
} {
  return { claims, problem, busy, load, add, remove }
}
