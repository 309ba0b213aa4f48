import { computed, reactive, ref, watch } from 'vue'
import type { Child, ChildInput } from '@tuoyuquan/api'
import { addMonths, completedMonths, idNumberFault, readDate, today } from '@tuoyuquan/core'
import { useNow } from '@/platform/clock'
import { stored } from '@/platform/storage'
import { useFamily } from '@/state/family'
import { usePeople } from '@/state/people'
import { useText } from '@/state/settings'

interface Draft {
  name: string
  birth: string
  sex: string
}

const text = (raw: unknown): string => (typeof raw === 'string' ? raw.slice(0, 40) : '')

/** What was typed of a new child and not yet sent, so that a call in between loses nothing. Neither number nor notes are kept. */
const draft = stored<Draft | null>('draft-child', raw => {
  const one = raw as Partial<Record<keyof Draft, unknown>> | null | undefined
  return one && typeof one === 'object' ? { name: text(one.name), birth: readDate(one.birth) ?? '', sex: text(one.sex) } : null
})

/** The fields of a child, new or known; saved is called with its id. */
export function useChildForm(child: Child | undefined, saved: (id: string) => void) {
  const t = useText()
  const now = useNow()
  const { birth: told } = useFamily()
  const { addChild, changeChild } = usePeople()
  const first = child ?? draft.value
  const input = reactive({
    name: first?.name ?? '',
    birth: first?.birth ?? '',
    sex: first?.sex ?? '',
    idNumber: '',
    notes: child?.notes ?? '',
  })
  const forgetId = ref(false)
  const wrong = reactive({ name: '', birth: '', idNumber: '' })
  const busy = ref(false)
  const problem = ref<unknown>()

  const day = computed(() => today(now.value))
  const limits = computed(() => ({ min: addMonths(day.value, -36), max: addMonths(day.value, 10) }))
  /** The birthday told for searching, offered while the field is empty. */
  const known = computed(() => (!child && !input.birth ? told.value : ''))

  watch(input, ({ name, birth, sex }) => {
    if (!child) draft.value = name || birth || sex ? { name, birth, sex } : null
  })

  function check(): boolean {
    const f = t.value.family
    const number = input.idNumber.trim()
    const birth = readDate(input.birth) ?? ''
    wrong.name = input.name.trim() ? '' : f.nameEmpty
    wrong.birth = !birth
      ? f.birthEmpty
      : birth > limits.value.max
        ? f.birthFar
        : !child && completedMonths(birth, day.value) >= 36
          ? f.birthOld
          : ''
    const fault = number && idNumberFault(number, birth)
    wrong.idNumber = fault === 'form' ? f.idNumberForm : fault === 'birth' ? f.idNumberBirth : ''
    return !wrong.name && !wrong.birth && !wrong.idNumber
  }

  function body(): ChildInput {
    const number = input.idNumber.trim().toUpperCase()
    return {
      name: input.name.trim(),
      birth: input.birth,
      sex: (input.sex || undefined) as ChildInput['sex'],
      notes: input.notes.trim(),
      ...(number ? { id_number: number } : {}),
      ...(forgetId.value && !number ? { forget_id_number: true } : {}),
    }
  }

  async function save() {
    if (busy.value || !check()) return
    busy.value = true
    problem.value = undefined
    try {
      const kept = child ? await changeChild(child.id, body()) : await addChild(body())
      if (!child) draft.value = null
      saved(kept.id)
    } catch (error) {
      problem.value = error
    } finally {
      busy.value = false
    }
  }

  return { input, forgetId, wrong, busy, problem, limits, known, save }
}
