// "They told me it is full": a word to the server without an account, shown at once and taken back if it does not get there.
import { ApiError } from '@tuoyuquan/api'
import { computed, type ComputedRef } from 'vue'
import { api } from '@/platform/api'
import { now } from '@/platform/clock'
import { stored } from '@/platform/storage'
import { useText } from '@/state/settings'
import { useToast } from '@/ui/useToast'

/** When this device said so, by facility. */
type Reports = Record<string, string>

/** Reports remembered; the oldest is let go. */
const kept = 50

const reports = stored<Reports>('told-full', raw => {
  const entries = Object.entries(typeof raw === 'object' && raw !== null ? raw : {})
  return Object.fromEntries(entries.filter((e): e is [string, string] => typeof e[1] === 'string' && !Number.isNaN(Date.parse(e[1]))))
})

export interface Report {
  /** When this family said so, while the facility has not confirmed since. */
  at: ComputedRef<string | undefined>
  tell: (classId: string | undefined) => Promise<void>
}

/** Reports of this device about one facility; confirmedAt is when it last confirmed its figures. */
export function useReport(id: () => string, confirmedAt: () => string | undefined): Report {
  const t = useText()
  const { say } = useToast()

  function write(at: string | undefined): void {
    const others = Object.entries(reports.value).filter(([other]) => other !== id())
    const mine: [string, string][] = at ? [[id(), at]] : []
    reports.value = Object.fromEntries([...mine, ...others].slice(0, kept))
  }

  async function tell(classId: string | undefined): Promise<void> {
    const before = reports.value[id()]
    write(now().toISOString())
    try {
      await api.post('/api/v1/facilities/{id}/vacancy-reports', { path: { id: id() }, body: { told: 'full', class_id: classId } })
      say(t.value.facility.toldThanks)
    } catch (error) {
      const code = error instanceof ApiError ? error.code : ''
      if (code === 'already_reported') {
        say(t.value.facility.toldAlready)
        return
      }
      write(before)
      say(code === 'too_many_requests' ? t.value.facility.toldTooMany : t.value.facility.toldFailed)
    }
  }

  const at = computed(() => {
    const said = reports.value[id()]
    const confirmed = confirmedAt()
    return said && (!confirmed || Date.parse(said) > Date.parse(confirmed)) ? said : undefined
  })
  return { at, tell }
}
