// Favourites and the compare tray: facilities this device keeps. At most a name is kept beside the id, so that a facility
// which has since gone can still be named.
import { computed, type ComputedRef, type Ref } from 'vue'
import { now } from '@/platform/clock'
import { stored } from '@/platform/storage'
import { useToast } from '@/ui/useToast'
import { useText } from '@/state/settings'

/** Most favourites: what one request of the server answers. */
export const maxFavourites = 100
/** Most facilities side by side. */
export const maxCompared = 4
/** Longest note, in characters. */
export const longestNote = 500

/** A facility kept, with the family's own words; at is when it was kept (ISO time). */
export interface Favourite {
  id: string
  name: string
  note: string
  at: string
}

export interface Compared {
  id: string
  name: string
}

const text = (raw: unknown, longest: number): string => (typeof raw === 'string' ? raw.slice(0, longest) : '')

function readEach<T extends { id: string }>(raw: unknown, most: number, read: (one: Record<string, unknown>) => Omit<T, 'id'>): T[] {
  if (!Array.isArray(raw)) return []
  const found: T[] = []
  for (const one of raw as (Record<string, unknown> | null)[]) {
    const id = text(one?.id, 64)
    if (one && id && !found.some(f => f.id === id)) found.push({ id, ...read(one) } as T)
  }
  return found.slice(0, most)
}

/** Favourites out of what was stored; what is not one is dropped. */
export function readFavourites(raw: unknown): Favourite[] {
  return readEach<Favourite>(raw, maxFavourites, one => ({
    name: text(one.name, 80),
    note: text(one.note, longestNote),
    at: Number.isNaN(Date.parse(text(one.at, 40))) ? '' : text(one.at, 40),
  }))
}

/** The compare tray out of what was stored. */
export function readCompared(raw: unknown): Compared[] {
  return readEach<Compared>(raw, maxCompared, one => ({ name: text(one.name, 80) }))
}

const list = stored<Favourite[]>('favourites', readFavourites)
const ids = stored<Compared[]>('compare', readCompared)
const full = computed(() => ids.value.length >= maxCompared)

/** Puts one back where it was among those that are there now. */
function putBack<T extends { id: string }>(into: Ref<T[]>, one: T, at: number, most: number): void {
  if (into.value.some(o => o.id === one.id) || into.value.length >= most) return
  into.value = [...into.value.slice(0, at), one, ...into.value.slice(at)]
}

export interface Favourites {
  /** Newest first. */
  list: Ref<Favourite[]>
  has: (id: string) => boolean
  /** Keeps or lets go, at once, and offers to undo. */
  toggle: (id: string, name: string) => void
  /** Writes the family's note; called as it is typed. */
  note: (id: string, words: string) => void
  /** Keeps several at once, as many as there is room for; the answer undoes it. */
  keepAll: (all: readonly Compared[]) => () => void
  /** Takes the names the server gave now, so that a rename shows even offline. */
  rename: (names: Map<string, string>) => void
}

/** What this device keeps. */
export function useFavourites(): Favourites {
  const t = useText()
  const toast = useToast()

  function toggle(id: string, name: string): void {
    const at = list.value.findIndex(f => f.id === id)
    const kept = list.value[at]
    if (kept) {
      list.value = list.value.filter(f => f.id !== id)
      toast.say(t.value.saved.removed(kept.name || name), { undo: () => putBack(list, kept, at, maxFavourites) })
      return
    }
    if (list.value.length >= maxFavourites) {
      toast.say(t.value.saved.tooMany(maxFavourites))
      return
    }
    list.value = [{ id, name, note: '', at: now().toISOString() }, ...list.value]
    toast.say(t.value.saved.added(name), { undo: () => (list.value = list.value.filter(f => f.id !== id)) })
  }

  return {
    list,
    has: id => list.value.some(f => f.id === id),
    toggle,
    note(id, words) {
      list.value = list.value.map(f => (f.id === id ? { ...f, note: words.slice(0, longestNote) } : f))
    },
    keepAll(all) {
      const before = list.value
      const fresh = all.filter(one => !before.some(f => f.id === one.id)).slice(0, maxFavourites - before.length)
      const at = now().toISOString()
      list.value = [...fresh.map(({ id, name }) => ({ id, name, note: '', at })), ...before]
      return () => (list.value = list.value.filter(f => f.note !== '' || !fresh.some(one => one.id === f.id)))
    },
    rename(names) {
      const differs = list.value.some(f => (names.get(f.id) ?? f.name) !== f.name)
      if (differs) list.value = list.value.map(f => ({ ...f, name: names.get(f.id) ?? f.name }))
    },
  }
}

export interface Compare {
  /** In the order they were chosen, at most four. */
  ids: Ref<Compared[]>
  has: (id: string) => boolean
  /** Adds or takes out, at once, and offers to undo; says so when four are chosen already. */
  toggle: (id: string, name: string) => void
  /** Empties the tray and offers to undo. */
  clear: () => void
  full: ComputedRef<boolean>
}

/** The facilities chosen to be seen side by side. */
export function useCompare(): Compare {
  const t = useText()
  const toast = useToast()

  function toggle(id: string, name: string): void {
    const at = ids.value.findIndex(c => c.id === id)
    const chosen = ids.value[at]
    if (chosen) {
      ids.value = ids.value.filter(c => c.id !== id)
      toast.say(t.value.compare.removed(chosen.name || name), { undo: () => putBack(ids, chosen, at, maxCompared) })
      return
    }
    if (full.value) {
      toast.say(t.value.compare.full(maxCompared))
      return
    }
    ids.value = [...ids.value, { id, name }]
    toast.say(t.value.compare.added(ids.value.length, maxCompared), { undo: () => (ids.value = ids.value.filter(c => c.id !== id)) })
  }

  return {
    ids,
    full,
    has: id => ids.value.some(c => c.id === id),
    toggle,
    clear() {
      const before = ids.value
      if (!before.length) return
      ids.value = []
      toast.say(t.value.compare.cleared, {
        undo: () => {
          if (!ids.value.length) ids.value = before
        },
      })
    },
  }
}
