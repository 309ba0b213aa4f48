// Who is signed in on this device, and how one comes in and leaves. Looking for care never needs it.
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { onShow } from '@dcloudio/uni-app'
import type { Session } from '@tuoyuquan/api'
import { api } from '@/platform/api'
import { dropProof, hasProof, keepProof } from '@/platform/proof'
import { platform } from '@/platform/system'

const session = ref<Session>()
let asking: Promise<void> | undefined

const device = platform === 'h5' ? 'web' : 'mini'

// Signed out here, in another window, or by the server: what was known of the person goes at once.
watch(
  hasProof,
  has => {
    if (!has) session.value = undefined
  },
  { flush: 'sync' },
)

function took(answer: Session): Session {
  keepProof(answer)
  session.value = answer
  return answer
}

/** Asks the server who this is, once; without a login nothing is asked. Fails only without an answer. */
export async function loadSession(): Promise<void> {
  if (!hasProof.value || session.value) return
  asking ??= api
    .get('/api/v1/session', {})
    .then(answer => void took(answer))
    .finally(() => (asking = undefined))
  await asking.catch(error => {
    // A login that is over has been forgotten by now: nothing failed.
    if (hasProof.value) throw error
  })
}

/** Sends a one-time code to a telephone; answers after how many seconds another may be asked for. */
async function sendCode(phone: string): Promise<number> {
  const { resend_after } = await api.post('/api/v1/auth/code', { body: { phone } })
  return resend_after
}

async function byPhone(phone: string, code: string): Promise<Session> {
  return took(await api.post('/api/v1/auth/phone', { body: { phone, code, device } }))
}

async function byWeChat(code: string, phoneCode?: string): Promise<Session> {
  return took(await api.post('/api/v1/auth/wechat', { body: { code, ...(phoneCode ? { phone_code: phoneCode } : {}) } }))
}

/** Demonstrations only: signs in as one of the made-up people. */
async function asDemo(account: string): Promise<Session> {
  return took(await api.post('/api/v1/demo/sign-in', { body: { account, device } }))
}

/** Leaves this device, or with everywhere every device. The device forgets also when the server cannot be told. */
async function signOut({ everywhere = false } = {}): Promise<void> {
  try {
    if (everywhere) await api.delete('/api/v1/session/all', {})
    else await api.delete('/api/v1/session', {})
  } catch (error) {
    // Leaving every device must really have happened; leaving this one is done by forgetting.
    if (everywhere && hasProof.value) throw error
  }
  dropProof()
}

export interface Login {
  /** True while this device has a login; the server may say otherwise at the next question, then it turns false. */
  signedIn: ComputedRef<boolean>
  /** The person and the family, once the server has said; undefined before and while signed out. */
  session: Ref<Session | undefined>
  /** True for a grandparent or other helper who acts for the family. */
  delegate: ComputedRef<boolean>
  sendCode: typeof sendCode
  byPhone: typeof byPhone
  byWeChat: typeof byWeChat
  asDemo: typeof asDemo
  signOut: typeof signOut
}

const delegate = computed(() => session.value?.family?.role === 'delegate')

/** The one login of this device. Pages that need somebody send them to go('signIn'), which comes back by itself. */
export function useLogin(): Login {
  return { signedIn: hasProof, session, delegate, sendCode, byPhone, byWeChat, asDemo, signOut }
}

/** Calls load each time the page is shown while somebody is signed in, and as soon as somebody is. */
export function whenSignedIn(load: () => unknown) {
  let visible = false
  onShow(() => {
    visible = true
    if (hasProof.value) load()
  })
  watch(hasProof, has => {
    if (has && visible) load()
  })
}
