// A list that is asked for page by page. How many rows are shown is kept in the address: who comes back finds the list as long as it was.
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useLoad, type Loaded } from './load'

/** How many rows are asked for at once. */
const atOnce = 50

interface PageOf<T> {
  rows: readonly T[]
  total: number
  next?: string
}

type RowOf<P extends PageOf<unknown>> = P['rows'][number]

interface Rows<P extends PageOf<unknown>> extends Loaded<P> {
  rows: ComputedRef<readonly RowOf<P>[]>
  /** Asks for another page and gives the first row of it. */
  more: () => Promise<RowOf<P> | undefined>
}

/** Pages up to a number of rows, as one: the first page with the rows of all. */
export async function gather<P extends PageOf<unknown>>(ask: (cursor?: string) => Promise<P>, atLeast: number): Promise<P> {
  let page = await ask()
  const first = page
  const rows = [...page.rows]
  while (page.next && rows.length < atLeast) {
    page = await ask(page.next)
    rows.push(...page.rows)
  }
  return { ...first, rows, total: page.total, next: page.next }
}

export function useRows<P extends PageOf<unknown>>(
  ask: (page: { cursor?: string; limit: number }, signal: AbortSignal) => Promise<P>,
): Rows<P> {
  const route = useRoute()
  const router = useRouter()
  const wanted = () => Math.max(atOnce, Number(route.query['rows']) || 0)
  const loaded = useLoad(signal => gather<P>(cursor => ask({ limit: atOnce, ...(cursor ? { cursor } : {}) }, signal), wanted()))
  const rows = computed<readonly RowOf<P>[]>(() => loaded.data.value?.rows ?? [])
  return {
    ...loaded,
    rows,
    async more() {
      const first = rows.value.length
      if (!loaded.data.value?.next) return undefined
      await router.replace({ query: { ...route.query, rows: first + atOnce } })
      await loaded.load()
      return rows.value[first]
    },
  }
}
