import { computed, type ComputedRef } from 'vue'
import { stored } from './storage'

// What shows the server who asks. In H5 it is a cookie no script can read, and a word besides that every change must carry: it
// comes with GET /session and is never written down. A mini-program has no cookies: it keeps a token, in storage only it can read.

/** The token (mini-program), or in H5 only the remark that this browser has a login; '' while signed out. */
const kept = stored<string>('login', raw => (typeof raw === 'string' ? raw.slice(0, 200) : ''))

const cookie = 'cookie'
let word = ''

/** Whether this device has a login, as far as it knows: the server may have ended it meanwhile. */
export const hasProof: ComputedRef<boolean> = computed(() => kept.value !== '')

/** Keeps what a sign-in or GET /session answered. */
export function keepProof({ token, csrf }: { token?: string; csrf?: string }) {
  word = csrf ?? word
  let next = kept.value || cookie
  // #ifdef MP-WEIXIN
  next = token ?? kept.value
  // #endif
  if (next !== kept.value) kept.value = next
}

/** Forgets it: signed out here, or the server says that the login is over. */
export function dropProof() {
  word = ''
  kept.value = ''
}

/** Forgets only the word, so that the next change asks for the present one. */
export function dropWord() {
  word = ''
}

const safe = /^(GET|HEAD)$/

/** Whether a request of this method first needs the word from GET /session. */
export function lacksWord(method: string): boolean {
  let lacks = false
  // #ifdef H5
  lacks = hasProof.value && word === '' && !safe.test(method)
  // #endif
  return lacks
}

/** The headers that show who asks, for a request of this method. */
export function proofHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = {}
  if (!hasProof.value) return headers
  // #ifdef H5
  if (word && !safe.test(method)) headers['x-csrf-token'] = word
  // #endif
  // #ifdef MP-WEIXIN
  headers.authorization = `Bearer ${kept.value}`
  // #endif
  return headers
}
