// The family as the server keeps it: who belongs to it, the children with their papers, and who may pick them up. Nothing of it
// is written to the device.
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Child, ChildInput, FamilyView, Paper, PaperInput, Pickup, PickupInput } from '@tuoyuquan/api'
import { api } from '@/platform/api'
import { hasProof } from '@/platform/proof'

const family = ref<FamilyView>()
const problem = ref<unknown>()
const busy = ref(false)
let round = 0

watch(
  hasProof,
  has => {
    if (has) return
    round++
    family.value = undefined
    problem.value = undefined
    busy.value = false
  },
  { flush: 'sync' },
)

/** Asks for the family anew; what was known stays in sight meanwhile. A failure is told in problem. */
async function load(): Promise<void> {
  const mine = ++round
  busy.value = true
  try {
    const answer = await api.get('/api/v1/family', {})
    if (mine === round) [family.value, problem.value] = [answer, undefined]
  } catch (error) {
    if (mine === round) problem.value = error
  } finally {
    if (mine === round) busy.value = false
  }
}

function put(child: Child) {
  if (!family.value) return
  const known = family.value.children.some(one => one.id === child.id)
  const children = known ? family.value.children.map(one => (one.id === child.id ? child : one)) : [...family.value.children, child]
  family.value = { ...family.value, children }
}

async function addChild(input: ChildInput): Promise<Child> {
  const child = await api.post('/api/v1/family/children', { body: input })
  put(child)
  return child
}

async function changeChild(id: string, input: ChildInput): Promise<Child> {
  const child = await api.patch('/api/v1/family/children/{id}', { path: { id }, body: input })
  put(child)
  return child
}

async function removeChild(id: string): Promise<void> {
  await api.delete('/api/v1/family/children/{id}', { path: { id } })
  await load()
}

async function addPaper(child: string, input: PaperInput): Promise<Paper> {
  const paper = await api.post('/api/v1/family/children/{id}/papers', { path: { id: child }, body: input })
  await load()
  return paper
}

async function removePaper(child: string, paper: string): Promise<void> {
  await api.delete('/api/v1/family/children/{id}/papers/{paper}', { path: { id: child, paper } })
  await load()
}

async function addPickup(input: PickupInput): Promise<Pickup> {
  const pickup = await api.post('/api/v1/family/pickups', { body: input })
  await load()
  return pickup
}

async function removePickup(id: string): Promise<void> {
  await api.delete('/api/v1/family/pickups/{id}', { path: { id } })
  await load()
}

async function removeMember(account: string): Promise<void> {
  await api.delete('/api/v1/family/members/{account}', { path: { account } })
  await load()
}

export interface People {
  /** The family, once loaded while somebody is signed in. */
  family: Ref<FamilyView | undefined>
  children: ComputedRef<readonly Child[]>
  /** What kept the last load from an answer. */
  problem: Ref<unknown>
  busy: Ref<boolean>
  load: typeof load
  addChild: typeof addChild
  changeChild: typeof changeChild
  removeChild: typeof removeChild
  addPaper: typeof addPaper
  removePaper: typeof removePaper
  addPickup: typeof addPickup
  removePickup: typeof removePickup
  removeMember: typeof removeMember
}

const children = computed(() => family.value?.children ?? [])

/** The family of whoever is signed in. */
export function usePeople(): People {
  return {
    family,
    children,
    problem,
    busy,
    load,
    addChild,
    changeChild,
    removeChild,
    addPaper,
    removePaper,
    addPickup,
    removePickup,
    removeMember,
  }
}
