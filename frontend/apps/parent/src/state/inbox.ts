// Messages, newest first, and how many of them nobody has looked at. Nothing of them is written to the device.
import { ref, watch, type Ref } from 'vue'
import type { Message } from '@tuoyuquan/api'
import { api } from '@/platform/api'
import { hasProof } from '@/platform/proof'
import { unread } from '@/platform/waiting'

const messages = ref<Message[]>()
const next = ref('')
const problem = ref<unknown>()
const busy = ref(false)
let round = 0

function forget() {
  round++
  messages.value = undefined
  unread.value = 0
  next.value = ''
  problem.value = undefined
  busy.value = false
}
watch(hasProof, has => void (has || forget()), { flush: 'sync' })

async function ask(cursor: string): Promise<void> {
  if (!hasProof.value) return
  const mine = ++round
  busy.value = true
  try {
    const answer = await api.get('/api/v1/inbox', { query: cursor ? { cursor } : {} })
    if (mine !== round) return
    const fresh = answer.messages ?? []
    const known = cursor ? (messages.value ?? []) : []
    messages.value = [...known, ...fresh.filter(one => !known.some(k => k.id === one.id))]
    unread.value = answer.unread
    next.value = answer.next ?? ''
    problem.value = undefined
  } catch (error) {
    if (mine === round) problem.value = error
  } finally {
    if (mine === round) busy.value = false
  }
}

/** Asks for the newest; those in sight stay meanwhile. */
const load = () => ask('')

/** Asks for older ones. */
const more = () => (next.value ? ask(next.value) : Promise.resolve())

/** Marks a message as read, at once; should the server not hear of it, it is unread again. */
async function read(id: string): Promise<void> {
  const one = messages.value?.find(m => m.id === id)
  if (!one || one.read) return
  mark(id, true)
  try {
    await api.post('/api/v1/inbox/{id}/read', { path: { id } })
  } catch {
    mark(id, false)
  }
}

function mark(id: string, to: boolean) {
  const before = messages.value?.find(m => m.id === id)
  if (!before || before.read === to) return
  messages.value = messages.value?.map(m => (m.id === id ? { ...m, read: to } : m))
  unread.value = Math.max(0, unread.value + (to ? -1 : 1))
}

/** Marks every message as read, also older ones that were never shown. Throws when the server did not hear of it. */
async function readAll(): Promise<void> {
  await api.post('/api/v1/inbox/read', {})
  messages.value = messages.value?.map(m => ({ ...m, read: true }))
  unread.value = 0
}

export interface Inbox {
  /** Undefined until the first answer. */
  messages: Ref<Message[] | undefined>
  unread: Ref<number>
  /** Not empty while there are older ones. */
  next: Ref<string>
  problem: Ref<unknown>
  busy: Ref<boolean>
  load: () => Promise<void>
  more: () => Promise<void>
  read: typeof read
  readAll: typeof readAll
}

/** The messages of whoever is signed in. */
export function useInbox(): Inbox {
  return { messages, unread, next, problem, busy, load, more, read, readAll }
}
