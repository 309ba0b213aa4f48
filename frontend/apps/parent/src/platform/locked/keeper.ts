import { ref } from 'vue'

/** What is promised of things kept locked: 'sealed' (encrypted), 'private' (WeChat's own keeping), or 'gone' (only while the app is open). */
export const keeping = ref<'sealed' | 'private' | 'gone'>('sealed')

/** Where locked things lie on one kind of device. */
export interface Keeper {
  writeText: (id: string, text: string) => Promise<boolean>
  readText: (id: string) => Promise<string | undefined>
  write: (id: string, bytes: ArrayBuffer) => Promise<boolean>
  read: (id: string) => Promise<ArrayBuffer | undefined>
  drop: (id: string) => Promise<void>
  /** Names of everything kept as bytes. */
  ids: () => Promise<string[]>
  /** Where a picture can be shown from, or ''. */
  view: (id: string, type: string) => Promise<string>
  closeView: (address: string) => void
  forget: () => Promise<void>
}
