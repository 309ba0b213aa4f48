// What the server says of complaints before one is written: limits, and which kinds may go without a name. Without network the last
// answer holds, and before any answer what this app knows.
import { computed, shallowRef } from 'vue'
import type { ComplaintForm } from '@tuoyuquan/api'
import { mayBeNameless, usualLimits, type ReportLimits } from '@tuoyuquan/core/complaint'
import { api } from '@/platform/api'
import { recall, remember } from '@/platform/cache'
import { setNamelessOk } from '@/state/complaintQueue'

const place = 'complaint-form'
const form = shallowRef<ComplaintForm>()

/** Asks for it, once an opening of the page; nobody waits for the answer. */
async function load(): Promise<void> {
  form.value ??= recall<ComplaintForm>(place)?.value
  try {
    form.value = await api.get('/api/v1/complaints/form', {})
    remember(place, form.value)
  } catch {
    // What is known already is good enough to write by.
  }
}

const namelessOk = (category: string): boolean =>
  form.value?.categories.find(one => one.code === category)?.anonymous_ok ?? mayBeNameless(category)
setNamelessOk(namelessOk)

const limits = computed<ReportLimits>(() => {
  const told = form.value?.limits
  return told ? { least: told.text_min, most: told.text, photos: told.files, bytes: told.file_bytes } : usualLimits
})

export function useForm() {
  return { form, limits, namelessOk, load }
}
