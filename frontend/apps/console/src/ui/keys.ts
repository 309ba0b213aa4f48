// Keys of a page, pressed outside of fields. The same list fills the help that ? opens.
import { onBeforeUnmount, onMounted, reactive, shallowReactive } from 'vue'

export interface Key {
  /** As the keyboard says it: j, k, Enter, ?, … */
  key: string
  does: string
  run: () => void
}

const groups = shallowReactive(new Map<symbol, () => Key[]>())

/** Whether the help is open. */
export const help = reactive({ open: false })

/** Everything that can be pressed now. */
export const allKeys = (): Key[] => [...groups.values()].flatMap(keys => keys())

const typing =
  'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=grid], [role=dialog], [role=combobox], [role=listbox], [role=menu]'

function pressed(event: KeyboardEvent) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  const target = event.target as HTMLElement
  if (target.closest(typing)) return
  // A button or a link answers Enter and Space itself.
  if ((event.key === 'Enter' || event.key === ' ') && target.closest('a, button, summary, label, input')) return
  // A layer above the page takes no keys of the page.
  if (document.querySelector('.el-overlay:not([style*="display: none"]) [role=dialog]')) return
  if (event.key === '?' && groups.size) {
    event.preventDefault()
    help.open = true
    return
  }
  const found = allKeys().find(one => one.key === event.key)
  if (!found) return
  event.preventDefault()
  found.run()
}

/** Keys that count while the component is on the page. */
export function useKeys(keys: () => Key[]): void {
  const mine = Symbol('keys')
  onMounted(() => {
    if (!groups.size) document.addEventListener('keydown', pressed)
    groups.set(mine, keys)
  })
  onBeforeUnmount(() => {
    groups.delete(mine)
    if (!groups.size) document.removeEventListener('keydown', pressed)
  })
}
