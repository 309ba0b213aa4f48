import { ref } from 'vue'
import { dropScan, largestScan, pickScan, sendScan, type Scan } from '@/platform/scan'
import { useText } from '@/state/settings'

const taken = /^(image\/(jpeg|png|webp)|application\/pdf)$/

/** The photo or PDF of a paper: chosen, looked at, sent. */
export function useScan() {
  const t = useText()
  const scan = ref<Scan>()
  const error = ref('')

  async function pick(what: 'picture' | 'file') {
    error.value = ''
    const picked = await pickScan(what).catch(() => undefined)
    if (!picked) return
    if (!taken.test(picked.type)) error.value = t.value.family.scanType
    else if (picked.size > largestScan) error.value = t.value.family.scanLarge
    if (error.value) {
      dropScan(picked)
      return
    }
    dropScan(scan.value)
    scan.value = picked
  }

  function drop() {
    dropScan(scan.value)
    scan.value = undefined
  }

  async function send(child: string, paper: string): Promise<void> {
    if (scan.value) await sendScan(`/api/v1/family/children/${child}/papers/${paper}/scan`, scan.value)
  }

  return { scan, error, pick, drop, send }
}
