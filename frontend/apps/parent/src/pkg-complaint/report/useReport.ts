// What the report page knows: the draft being written, what it still lacks, and where it goes. Every change is kept at once.
import { computed, ref, watch } from 'vue'
import { firstLacking, isBegun, lacks, type Lack, type ReportDraft, type ReportStep } from '@tuoyuquan/core/complaint'
import { now } from '@/platform/clock'
import { setAddress } from '@/platform/nav'
import { useComplaintDrafts } from '@/state/complaintDraft'
import { useComplaintQueue } from '@/state/complaintQueue'
import { useLogin } from '@/state/login'
import { useForm } from './useForm'

interface Asked {
  facility?: string
  name?: string
  draft?: string
}

export function useReport() {
  const store = useComplaintDrafts()
  const queue = useComplaintQueue()
  const { signedIn } = useLogin()
  const { limits, namelessOk, load } = useForm()

  /** The facility the page was opened for. */
  const about = ref<Asked>({})
  const id = ref('')
  const draft = computed<ReportDraft | undefined>(() => store.drafts.value.find(one => one.id === id.value))
  const opened = ref(false)

  async function open(asked: Asked): Promise<void> {
    about.value = asked
    void load()
    await store.open()
    opened.value = true
    if (asked.draft && store.draftOf(asked.draft)) goOn(asked.draft)
    void queue.run()
  }

  /** Those that can be gone on with; what was only opened and never written is none. */
  const others = computed(() => store.drafts.value.filter(one => isBegun(one) || one.sending || one.receipt))
  const sameFacility = computed(() =>
    others.value.find(one => about.value.facility && one.facility === about.value.facility && !one.receipt && !one.sending),
  )

  async function begin(): Promise<boolean> {
    for (const one of store.drafts.value) if (!others.value.includes(one)) await store.drop(one.id)
    const { facility = '', name = '' } = about.value
    const fresh = store.begin(facility ? { facility, facilityName: name } : {})
    if (fresh) goOn(fresh.id)
    return fresh !== undefined
  }

  function goOn(which: string): void {
    id.value = which
    setAddress(`draft=${which}`)
  }

  async function dropDraft(which: string): Promise<void> {
    await store.drop(which)
  }

  const keep = (change: Partial<ReportDraft>) => void (id.value && store.keep(id.value, change))

  const canBeNameless = computed(() => !draft.value?.category || namelessOk(draft.value.category))
  const asks = computed(() => ({ now: now(), limits: limits.value, namelessOk: canBeNameless.value, signedIn: signedIn.value }))
  const step = computed<ReportStep>(() => draft.value?.step ?? 1)
  const missing = computed<Lack[]>(() => (draft.value ? lacks(draft.value, step.value, asks.value) : []))
  /** Nobody is told what is missing before they tried to go on. */
  const tried = ref(false)
  const faults = computed(() => (tried.value ? missing.value : []))

  function toStep(to: number): void {
    tried.value = false
    keep({ step: Math.min(4, Math.max(1, to)) as ReportStep })
  }

  /** To the next step, or on the last one off it goes; false when something is missing. */
  function forward(): boolean {
    if (!draft.value) return false
    if (missing.value.length) {
      tried.value = true
      return false
    }
    if (step.value < 4) {
      toStep(step.value + 1)
      return true
    }
    const first = firstLacking(draft.value, asks.value)
    if (first < 4) {
      toStep(first)
      tried.value = true
      return false
    }
    void queue.send(id.value)
    return true
  }

  /** The person would rather change it before it goes. */
  async function change(): Promise<void> {
    await queue.takeBack(id.value)
    const refused = draft.value?.photos.some(one => one.state === 'refused')
    toStep(refused ? 3 : 4)
  }

  const trouble = computed(() => queue.trouble.value[id.value])
  const progress = computed(() => (queue.progress.value?.id === id.value ? queue.progress.value : undefined))
  /** On its way, or waiting to be. */
  const leaving = computed(() => Boolean(draft.value?.sending))

  // A refused photo is shown where it can be changed.
  watch(leaving, (is, was) => {
    if (was && !is && draft.value?.photos.some(one => one.state === 'refused')) {
      toStep(3)
      tried.value = true
    }
  })

  return {
    about, opened, draft, others, sameFacility, limits, signedIn, canBeNameless, step, missing, faults, trouble, progress, leaving,
    open, begin, goOn, dropDraft, keep, toStep, forward, change, again: queue.run, addPhoto: store.addPhoto, dropPhoto: store.dropPhoto,
  } // prettier-ignore
}

export type TheReport = ReturnType<typeof useReport>
