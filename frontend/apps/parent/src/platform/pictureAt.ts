// A picture of the server that is shown only to who proves that it is theirs, by login or by a header: an address alone would not do.
import { serverUrl } from './api'
import { proofHeaders } from './proof'

/** Where such a picture can be shown from on this device; '' when it did not come. Let go of it with forgetPicture. */
export async function pictureAt(path: string, headers: Record<string, string>, nameless: boolean): Promise<string> {
  let found = Promise.resolve('')
  // #ifdef H5
  found = inBrowser(path, headers, nameless)
  // #endif
  // #ifdef MP-WEIXIN
  found = inWeChat(path, nameless ? headers : { ...headers, ...proofHeaders('GET') })
  // #endif
  return found
}

/** Lets go of a picture. */
export function forgetPicture(address: string): void {
  // #ifdef H5
  if (address) URL.revokeObjectURL(address)
  // #endif
}

/** Opens a file that was fetched so, and that is no picture: a browser saves it under a name, WeChat shows or plays it. */
export function openSent(address: string, kind: string, name: string): void {
  // #ifdef H5
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => forgetPicture(address), 60_000)
  // #endif
  // #ifdef MP-WEIXIN
  if (kind === 'document') uni.openDocument({ filePath: address, showMenu: false })
  else if (kind === 'video') wx.previewMedia({ sources: [{ url: address, type: 'video' }] })
  else {
    const sound = uni.createInnerAudioContext()
    sound.src = address
    sound.play()
  }
  void name
  // #endif
}

// #ifdef H5
async function inBrowser(path: string, headers: Record<string, string>, nameless: boolean): Promise<string> {
  try {
    const answer = await fetch(serverUrl(path), { headers, credentials: nameless ? 'omit' : 'same-origin', cache: 'no-store' })
    return answer.ok ? URL.createObjectURL(await answer.blob()) : ''
  } catch {
    return ''
  }
}
// #endif

// #ifdef MP-WEIXIN
const inWeChat = (path: string, header: Record<string, string>): Promise<string> =>
  new Promise(resolve =>
    uni.downloadFile({
      url: serverUrl(path),
      header,
      success: ({ statusCode, tempFilePath }) => resolve(statusCode === 200 ? tempFilePath : ''),
      fail: () => resolve(''),
    }),
  )
// #endif
