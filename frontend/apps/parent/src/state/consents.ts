// What the family agreed to, purpose by purpose, in which version of the text, and when.
import { ref, watch, type Ref } from 'vue'
import type { Consent, ConsentText } from '@tuoyuquan/api'
import { api } from '@/platform/api'
import { hasProof } from '@/platform/proof'
import { language } from './language'

const texts = ref<ConsentText[]>([])
const given = ref<Consent[]>([])
const problem = ref<unknown>()
const busy = ref(false)

// The texts are in the language they were asked for in.
watch(language, () => (texts.value = []))
watch(
  hasProof,
  has => {
    if (!has) given.value = []
  },
  { flush: 'sync' },
)

/** Loads the texts and what was agreed to; the texts also while signed out. */
async function load(): Promise<void> {
  busy.value = true
  try {
    const [known, agreed] = await Promise.all([
      texts.value.length ? undefined : api.get('/api/v1/consents', {}),
      hasProof.value ? api.get('/api/v1/family/consents', {}) : undefined,
    ])
    if (known) texts.value = known.texts ?? []
    given.value = agreed?.consents ?? []
    problem.value = undefined
  } catch (error) {
    problem.value = error
  } finally {
    busy.value = false
  }
}

/** The consent in force for a purpose (and a child, where it is asked for each), whatever its version. */
function inForce(purpose: string, child?: string): Consent | undefined {
  return given.value.find(
    one => one.purpose === purpose && (child === undefined || !one.child_id || one.child_id === child) && !one.withdrawn_at,
  )
}

/** Whether the present text of a purpose was agreed to. */
function agreed(purpose: string, child?: string): boolean {
  const text = texts.value.find(one => one.purpose === purpose)
  const consent = inForce(purpose, child)
  return Boolean(text && consent && consent.version === text.version)
}

async function give(text: ConsentText, child?: string): Promise<void> {
  const { purpose, version } = text
  await api.post('/api/v1/family/consents', { body: { purpose, version, ...(child ? { child_id: child } : {}) } })
  await load()
}

async function withdraw(id: string): Promise<void> {
  await api.delete('/api/v1/family/consents/{id}', { path: { id } })
  await load()
}

export interface Consents {
  /** Every purpose's present text. */
  texts: Ref<ConsentText[]>
  /** What was agreed to, withdrawn ones too, newest first as the server tells it. */
  given: Ref<Consent[]>
  problem: Ref<unknown>
  busy: Ref<boolean>
  load: typeof load
  inForce: typeof inForce
  agreed: typeof agreed
  give: typeof give
  withdraw: typeof withdraw
}

/** What the family agreed to. */
export function useConsents(): Consents {
  return { texts, given, problem, busy, load, inForce, agreed, give, withdraw }
}
