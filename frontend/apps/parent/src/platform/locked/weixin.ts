// Words go into WeChat's encrypted storage, photos into the files only this mini-program can reach.
import type { Keeper } from './keeper'

const prefix = 'tyq:locked:'
const files = () => uni.getFileSystemManager()
const pathOf = (id: string) => `${wx.env.USER_DATA_PATH}/locked-${id}`

const readText = (id: string): Promise<string | undefined> =>
  new Promise(resolve =>
    wx.getStorage({
      key: prefix + id,
      encrypt: true,
      success: ({ data }) => resolve(typeof data === 'string' ? data : undefined),
      fail: () => resolve(undefined),
    }),
  )
const writeText = (id: string, data: string): Promise<boolean> =>
  new Promise(resolve => wx.setStorage({ key: prefix + id, data, encrypt: true, success: () => resolve(true), fail: () => resolve(false) }))

const write = (id: string, data: ArrayBuffer): Promise<boolean> =>
  new Promise(resolve => files().writeFile({ filePath: pathOf(id), data, success: () => resolve(true), fail: () => resolve(false) }))
const read = (id: string): Promise<ArrayBuffer | undefined> =>
  new Promise(resolve =>
    files().readFile({ filePath: pathOf(id), success: ({ data }) => resolve(data as ArrayBuffer), fail: () => resolve(undefined) }),
  )

function drop(id: string): Promise<void> {
  uni.removeStorageSync(prefix + id)
  return new Promise(resolve => files().unlink({ filePath: pathOf(id), success: () => resolve(), fail: () => resolve() }))
}

const ids = (): Promise<string[]> =>
  new Promise(resolve =>
    files().readdir({
      dirPath: wx.env.USER_DATA_PATH,
      success: ({ files: names }) => resolve(names.flatMap(one => (one.startsWith('locked-') ? one.slice(7) : []))),
      fail: () => resolve([]),
    }),
  )

async function forget(): Promise<void> {
  for (const key of uni.getStorageInfoSync().keys) if (key.startsWith(prefix)) uni.removeStorageSync(key)
  for (const id of await ids()) await drop(id)
}

async function view(id: string): Promise<string> {
  return (await ids()).includes(id) ? pathOf(id) : ''
}

export const weixinKeeper: Keeper = { readText, writeText, read, write, drop, ids, view, closeView: () => {}, forget }
