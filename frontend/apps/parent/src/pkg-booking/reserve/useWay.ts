// The one way on from where the reservation stands: what its button says, and what it does. Where something is missing first, the
// button names it and leads there; nobody looks for why a grey button does nothing.
import { computed } from 'vue'
import { useBookingText } from '@/booking/words'
import { focusIn } from '@/platform/focus'
import { say } from '@/ui/useToast'
import type { Reserve } from './useReserve'

/** The parts of step one that may be missing something. */
export const parts = { who: 'reserve-who', room: 'reserve-room', transfer: 'reserve-transfer', together: 'reserve-together' } as const

export function useWay(reserve: Reserve) {
  const {
    step,
    signedIn,
    child,
    choices,
    choice,
    offer,
    held,
    kept,
    hindrance,
    busyWith,
    agreed,
    more,
    people,
    facility,
    kidReady,
    sending,
  } = reserve
  const b = useBookingText()

  /** What step one still lacks, in the order of the page. */
  const missing = computed(() => {
    const w = b.value
    if (signedIn.value && people.family.value && !child.value)
      return { word: people.children.value.length ? w.who : kidReady.value ? w.addChild : w.addChildFirst, at: parts.who }
    if (!choice.value) return { word: w.chooseClass, at: parts.room }
    if (!signedIn.value) return undefined
    if (more.transfer.value === 'ask') return { word: w.answerTransfer, at: parts.transfer }
    if (more.transfer.value === 'barred') return { word: w.transferBarred, at: parts.transfer }
    return more.settled.value ? undefined : { word: w.chooseMates, at: parts.together }
  })
  const bookable = computed(() => offer.value.kind === 'book')
  /** A place is held, and what is chosen now is none to be had: the way back to it stays open. */
  const toKept = computed(() => held.value && !missing.value && !bookable.value)

  const word = computed(() => {
    const w = b.value
    if (step.value > 1) return step.value === 2 ? w.nextStep : w.submit
    if (missing.value) return missing.value.word
    if (toKept.value) return w.backToKept
    if (kept.value) return w.nextStep
    return signedIn.value ? w.holdIt : w.signInFirst
  })
  /** Where the way on is another one than the next step, only that one is offered. */
  const footless = computed(() => {
    if (!facility.value) return true
    if (step.value > 1 || held.value || sending.value) return false
    if (['full', 'busy', 'over'].includes(hindrance.value?.kind ?? '')) return true
    if (busyWith.value && bookable.value) return true
    return choice.value ? !bookable.value : !choices.value.length
  })
  const off = computed(() => (step.value === 1 ? signedIn.value && !people.family.value : step.value === 3 && !agreed.value))

  function press(): void {
    if (step.value === 3) void reserve.submit()
    else if (step.value === 2) {
      if (agreed.value) reserve.toStep(3)
      else say(b.value.consentsMissing)
    } else if (missing.value?.at === parts.who && kidReady.value) void reserve.addChild()
    else if (missing.value) {
      say(missing.value.word)
      focusIn(missing.value.at)
    } else if (toKept.value) reserve.backToKept()
    else if (signedIn.value) void reserve.hold()
    else void reserve.signIn()
  }
  return { word, footless, off, press }
}
