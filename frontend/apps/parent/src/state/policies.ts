// Policy documents, and what applies in a place. Nothing of it is written to the device: it is public, and asked for again.
import { ref } from 'vue'
import type { Policy, PolicyList, SupportItem } from '@tuoyuquan/api'
import { api } from '@/platform/api'

/** What a search asks for; an empty word is no limit. */
export interface PolicySearch {
  words: string
  region: string
  status: string
  since: string
  offset: number
}

export const policyPage = 10

/** Documents by words, region, standing and year. */
export async function findPolicies(search: PolicySearch): Promise<PolicyList> {
  const { words, region, status, since, offset } = search
  return api.get('/api/v1/policies', {
    query: {
      limit: policyPage,
      offset,
      ...(words && { words }),
      ...(region && { region }),
      ...(status && { status: [status as 'in_force'] }),
      ...(since && { from: since + '-01-01' }),
    },
  })
}

/** One document, the newest version for 0, with the words marked. */
export async function readPolicy(id: string, version: number, words: string): Promise<Policy> {
  return api.get('/api/v1/policies/{id}', { path: { id }, query: { ...(version && { version }), ...(words && { words }) } })
}

/** What is said of the family's facility. Whether the child is in difficulty is none of it. */
export interface SupportAsk {
  audience: 'family' | 'facility'
  area: string
  age: string
  kind: string
  nature: string
  inclusive: string
  filed: string
  places: string
  chain: string
}

const whole = (typed: string, most: number): number | undefined => {
  const n = /^\d{1,5}$/.test(typed.trim()) ? Number(typed.trim()) : undefined
  return n !== undefined && n <= most ? n : undefined
}

export async function readSupports(ask: SupportAsk): Promise<SupportItem[]> {
  const facility = ask.audience === 'facility'
  const age = facility ? undefined : whole(ask.age, 120)
  const places = facility ? whole(ask.places, 10_000) : undefined
  const chain = facility ? whole(ask.chain, 1000) : undefined
  const answer = await api.get('/api/v1/support', {
    query: {
      for: ask.audience,
      area: ask.area,
      ...(age !== undefined && { age_months: age }),
      ...(ask.kind && { kind: ask.kind as 'home' }),
      ...(ask.nature && { nature: ask.nature as 'public' }),
      ...(ask.inclusive && { inclusive: ask.inclusive === 'yes' }),
      ...(ask.filed && { filed: ask.filed === 'yes' }),
      ...(places !== undefined && { places }),
      ...(chain !== undefined && { chain }),
    },
  })
  return answer.supports
}

/** A place one can ask about. */
export interface SupportPlace {
  code: string
  name: string
  own: boolean
}

const places = ref<SupportPlace[]>()

/** The service's own areas first, then the places elsewhere that have rules. */
export async function readPlaces(): Promise<SupportPlace[]> {
  if (places.value) return places.value
  const [areas, rules] = await Promise.all([api.get('/api/v1/areas', { query: {} }), api.get('/api/v1/rules', { query: {} })])
  const own = areas.items.filter(one => one.level !== 'street').map(one => ({ code: one.code, name: one.name, own: true }))
  const others = new Map(rules.rules.filter(one => one.region && one.region_name).map(one => [one.region, one.region_name ?? '']))
  const far = [...others].map(([code, name]) => ({ code, name, own: false }))
  return (places.value = [...own, ...far.sort((a, b) => a.code.localeCompare(b.code))])
}
