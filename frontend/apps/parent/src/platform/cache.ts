import { readStored, writeStored } from './storage'
import { now } from './clock'

const most = 20

/** Keeps a good answer for the time without network. Only the twenty used last are kept; a full device forgets the oldest. */
export function remember(key: string, value: unknown) {
  const order = keys().filter(other => other !== key)
  for (const old of order.splice(most - 1)) writeStored(slot(old), undefined)
  while (!writeStored(slot(key), { at: now().toISOString(), value })) {
    const oldest = order.pop()
    if (oldest === undefined) return
    writeStored(slot(oldest), undefined)
  }
  writeStored('cache', [key, ...order])
}

/** The last good answer under key and when it came, or undefined. */
export function recall<T>(key: string): { value: T; at: Date } | undefined {
  const entry = readStored(slot(key)) as { at?: string; value?: T } | undefined
  const at = new Date(entry?.at ?? '')
  if (!entry || entry.value === undefined || entry.value === null || Number.isNaN(at.getTime())) return undefined
  writeStored('cache', [key, ...keys().filter(other => other !== key)])
  return { value: entry.value, at }
}

const slot = (key: string) => `cache:${key}`

function keys(): string[] {
  const list = readStored('cache')
  return Array.isArray(list) ? list.filter((key): key is string => typeof key === 'string') : []
}

/** How many answers are kept. */
export function answersKept(): number {
  return keys().length
}
