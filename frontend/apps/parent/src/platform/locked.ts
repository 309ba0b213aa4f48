// What must not lie readable on the device: words and photos of a complaint that was not sent yet.
import { ref } from 'vue'
import { keeping, type Keeper } from './locked/keeper'
// #ifdef H5
import { browserKeeper } from './locked/browser'
// #endif
// #ifdef MP-WEIXIN
import { weixinKeeper } from './locked/weixin'
// #endif

export { keeping }

let keeper: Keeper
// #ifdef H5
keeper = browserKeeper
// #endif
// #ifdef MP-WEIXIN
keeper = weixinKeeper
keeping.value = 'private'
// #endif

/** Keeps a value that can be written as JSON. False when the device refused. */
export const lock = (id: string, value: unknown): Promise<boolean> => keeper.writeText(id, JSON.stringify(value))

/** A value kept by lock; undefined when there is none or it cannot be read. */
export async function unlock(id: string): Promise<unknown> {
  try {
    const text = await keeper.readText(id)
    return text === undefined ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

/** Keeps the bytes of a file. False when the device refused. */
export const lockBytes = (id: string, bytes: ArrayBuffer): Promise<boolean> => keeper.write(id, bytes)

/** Bytes kept by lockBytes; undefined when they are gone. */
export const unlockBytes = (id: string): Promise<ArrayBuffer | undefined> => keeper.read(id)

/** Lets go of one thing. */
export const dropLocked = (id: string): Promise<void> => keeper.drop(id)

/** The names of everything kept as bytes. */
export const lockedIds = (): Promise<string[]> => keeper.ids()

/** Where a picture kept here can be shown from; '' when it is gone. Let go of it with closeView. */
export const view = (id: string, type: string): Promise<string> => keeper.view(id, type)

export const closeView = (address: string): void => keeper.closeView(address)

/** How often everything was forgotten: whoever holds in memory what was locked lets go of it too. */
export const forgotten = ref(0)

/** Lets go of everything, and of the key. */
export async function forgetLocked(): Promise<void> {
  forgotten.value++
  await keeper.forget()
}
