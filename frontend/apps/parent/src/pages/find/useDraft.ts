// Filters being chosen: nothing counts before it is applied, yet how many it would find is told all the while.
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { addDays, childStatus, completedMonths, plain, readClock, relax, whyEmpty, type CareDate, type Criteria } from '@tuoyuquan/core'
import { useFamily } from '@/state/family'
import { useSearch, type Peek } from '@/state/search'
import { useText } from '@/state/settings'

/** Which part of the filters a sheet shows; all of them without a name. */
export type Section = 'all' | 'child' | 'room' | 'mode' | 'fee' | 'hours' | 'kind'

/** Milliseconds between the last choice and its count. */
const pause = 180

const copyOf = (c: Criteria): Criteria => ({ ...c, mode: [...c.mode], kind: [...c.kind], nature: [...c.nature], days: [...c.days] })

/** A copy of the criteria to choose on, with its count. */
export function useDraft() {
  const search = useSearch()
  const family = useFamily()
  const t = useText()

  const draft = ref<Criteria>(copyOf(search.criteria.value))
  /** What the family typed about the child; '' is not told. */
  const child = reactive({ birth: '' as CareDate | '', start: '' as CareDate | '' })
  const room = ref<'any' | 'now' | 'by'>('any')
  const fee = ref('')
  const peek = shallowRef<Peek>()
  const counting = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function begin(): void {
    draft.value = copyOf(search.criteria.value)
    child.birth = family.birth.value
    child.start = search.criteria.value.start ?? ''
    room.value = draft.value.vacantBy ? 'by' : draft.value.vacant ? 'now' : 'any'
    fee.value = draft.value.feeMax === undefined ? '' : String(draft.value.feeMax)
    peek.value = { total: search.list.total.value, facets: search.list.facets.value, empty: search.list.empty.value }
  }

  const startDay = computed(() => (child.start && child.start > family.day.value ? child.start : family.day.value))
  const told = computed(() => child.birth !== family.birth.value || child.start !== (search.criteria.value.start ?? ''))
  const ageMonths = computed(() => {
    if (child.birth) return Math.min(120, Math.max(0, completedMonths(child.birth, startDay.value)))
    return child.birth === family.birth.value ? search.criteria.value.ageMonths : undefined
  })
  const status = computed(() => (child.birth ? childStatus(child.birth, startDay.value) : 'fits'))
  const feeNumber = computed(() => {
    const n = Number(fee.value.replace(/[^\d]/g, ''))
    return fee.value.trim() && n > 0 && n <= 1_000_000 ? n : undefined
  })
  const wrongSpan = computed(() => {
    const [from, until] = [readClock(draft.value.from), readClock(draft.value.until)]
    return from !== undefined && until !== undefined && from >= until
  })

  const chosen = computed<Criteria>(() => ({
    ...draft.value,
    ageMonths: ageMonths.value,
    start: child.start && child.start > family.day.value ? child.start : undefined,
    feeMax: feeNumber.value,
    vacant: room.value === 'now',
    vacantBy: room.value === 'by' ? (draft.value.vacantBy ?? addDays(startDay.value, 90)) : undefined,
  }))

  watch(chosen, () => {
    counting.value = true
    clearTimeout(timer)
    timer = setTimeout(async () => {
      try {
        const found = await search.peek(chosen.value)
        if (!found) return
        peek.value = found
      } catch {
        peek.value = undefined // the button then promises no number
      }
      counting.value = false
    }, pause)
  })

  const tips = computed(() => {
    const found = peek.value
    if (counting.value || !found?.empty) return []
    return whyEmpty(found.empty, chosen.value, t.value)
      .tips.filter(tip => tip.drop !== 'minutes' && tip.drop !== 'near')
      .slice(0, 3)
  })

  function loosen(drop: string): void {
    if (drop === 'vacant') room.value = 'any'
    else if (drop === 'fee_max') fee.value = ''
    else if (drop === 'age_months') child.birth = ''
    else draft.value = copyOf(relax(draft.value, drop))
  }

  function clear(): void {
    const { near, minutes, profile, bbox, ageMonths: age, start } = draft.value
    draft.value = {
      near,
      minutes,
      profile,
      bbox,
      ageMonths: age,
      start,
      mode: [],
      inclusive: false,
      kind: [],
      nature: [],
      days: [],
      vacant: false,
      words: '',
      open: plain.open,
    }
    room.value = 'any'
    fee.value = ''
  }

  function apply(): void {
    if (told.value) {
      family.birth.value = child.birth
      family.start.value = child.start
    }
    const { near: _near, ageMonths: _age, start: _start, ...filters } = chosen.value
    const { from, until, sort, bbox } = draft.value
    search.change({ ...filters, from: from || undefined, until: until || undefined, sort, bbox })
  }

  return {
    draft,
    child,
    room,
    fee,
    peek,
    counting,
    startDay,
    ageMonths,
    status,
    wrongSpan,
    tips,
    begin,
    loosen,
    clear,
    apply,
    family,
    search,
  }
}

export type Draft = ReturnType<typeof useDraft>
