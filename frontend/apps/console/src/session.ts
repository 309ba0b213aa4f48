// Who is signed in, what they may do, and how one comes in and leaves.
import { computed, ref } from 'vue'
import { defineStore } from 'pinia'
import { ApiError, type Session } from '@tuoyuquan/api'
import { api, keepWord, onSignedOut } from './api'
import { settle } from './ui/undo'

export type Role = Session['account']['role']

/** Families have their own app. */
const families: ReadonlySet<Role> = new Set<Role>(['guardian', 'delegate'])

export const useSession = defineStore('session', () => {
  const session = ref<Session>()
  /** True once the service has said who this is, or that it is nobody. */
  const asked = ref(false)
  /** True when a login ended while somebody worked: the sign-in page says so and leads back. */
  const ended = ref(false)
  let asking: Promise<void> | undefined

  const role = computed(() => session.value?.account.role)
  const staff = computed(() => role.value !== undefined && !families.has(role.value))

  function took(answer: Session): Session {
    keepWord(answer.csrf)
    session.value = answer
    asked.value = true
    ended.value = false
    return answer
  }

  function forget(): void {
    keepWord('')
    session.value = undefined
    asked.value = true
  }

  onSignedOut(() => {
    if (session.value) ended.value = true
    forget()
  })

  /** Asks who this is, once. Fails only without an answer. */
  async function load(): Promise<void> {
    if (asked.value) return
    asking ??= api
      .get('/api/v1/session', {})
      .then(answer => void took(answer))
      .catch((error: unknown) => {
        if (!(error instanceof ApiError && error.status === 401)) throw error
        forget()
      })
      .finally(() => (asking = undefined))
    await asking
  }

  /** One's own account has changed. */
  function changed(answer: Session): void {
    if (session.value) session.value = { ...session.value, account: answer.account }
  }

  /** Whether the role has a right over anything. */
  const may = (right: string): boolean => (session.value?.rights as string[] | undefined)?.includes(right) ?? false

  async function byPassword(name: string, password: string, totp: string): Promise<void> {
    took(await api.post('/api/v1/auth/staff', { body: { name, password, totp } }))
  }

  /** Ends an invitation with the first digits of the authenticator: signed in. */
  async function byInvitation(token: string, totp: string): Promise<void> {
    took(await api.post('/api/v1/auth/invitation/confirm', { body: { token, totp } }))
  }

  /** Demonstrations only. */
  async function asDemo(account: string): Promise<void> {
    took(await api.post('/api/v1/demo/sign-in', { body: { account, device: 'web' } }))
  }

  async function signOut(everywhere = false): Promise<void> {
    await settle() // a decision that waits for its undo was made by whoever signs out
    if (everywhere) await api.delete('/api/v1/session/all', {})
    else await api.delete('/api/v1/session', {})
    forget()
  }

  return { session, asked, ended, role, staff, load, changed, may, byPassword, byInvitation, asDemo, signOut }
})
