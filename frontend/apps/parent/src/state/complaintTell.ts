// Complaints that wait are sent while another page is open: whoever pressed send is told when they arrived, and where the code stands.
import { go } from '@/platform/nav'
import { complaintTexts } from '@tuoyuquan/core/complaint'
import { say } from '@/ui/useToast'
import { onArrival, useComplaintQueue } from './complaintQueue'
import { language } from './language'

let telling = false

/** Sends what waits. On the page of the report itself the page tells; elsewhere this does. */
export async function sendAndTell(): Promise<void> {
  if (!telling) {
    telling = true
    onArrival(({ id }, { no }) => {
      const words = complaintTexts[language.value]
      say(words.doneArrived(no), { action: { label: words.doneSee, run: () => void go('reported', { id }) } })
    })
  }
  await useComplaintQueue().run()
}
