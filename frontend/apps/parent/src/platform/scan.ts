import { ApiError, NoAnswer } from '@tuoyuquan/api'
import { language } from '@/state/language'
import { sendBytes, serverUrl } from './api'
import { proofHeaders } from './proof'
// #ifdef H5
import { shrink } from './shrink'
// #endif

/** A picture or PDF chosen to be sent. */
export interface Scan {
  name: string
  type: string
  size: number
  /** Address of the picture on this device, to look at before it is sent; '' for a PDF. */
  preview: string
  bytes: () => Promise<ArrayBuffer>
}

/** Largest scan the server takes, in bytes. */
export const largestScan = 10 * 1024 * 1024
const types: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  pdf: 'application/pdf',
}
const typeOf = (name: string) => types[name.toLowerCase().split('.').pop() ?? ''] ?? ''

// #ifdef H5
/** Longer side of a picture that is sent, in pixels: an A4 page stays readable, a phone's photo becomes a tenth of its size. */
const longest = 2400

async function ofFile(file: File): Promise<Scan> {
  // Not a picture this browser can draw: the server looks at the bytes and says so.
  const blob = file.type.startsWith('image/') ? ((await shrink(file, longest)) ?? file) : file
  return {
    name: file.name,
    type: blob.type || typeOf(file.name),
    size: blob.size,
    preview: blob.type.startsWith('image/') ? URL.createObjectURL(blob) : '',
    bytes: () => blob.arrayBuffer(),
  }
}

function fromBrowser(): Promise<Scan | undefined> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = 'image/jpeg,image/png,image/webp,application/pdf'
    input.addEventListener('cancel', () => resolve(undefined))
    input.addEventListener('change', () => {
      const file = input.files?.[0]
      if (file) ofFile(file).then(resolve, reject)
      else resolve(undefined)
    })
    input.click()
  })
}
// #endif

// #ifdef MP-WEIXIN
const files = () => uni.getFileSystemManager()

function ofPath(path: string, name: string, size: number): Scan {
  const type = typeOf(name) || typeOf(path) || 'image/jpeg'
  const bytes = () =>
    new Promise<ArrayBuffer>((resolve, reject) =>
      files().readFile({
        filePath: path,
        success: ({ data }) => resolve(data as ArrayBuffer),
        fail: ({ errMsg }) => reject(new Error(errMsg)),
      }),
    )
  return { name, type, size, preview: type.startsWith('image/') ? path : '', bytes }
}

// The camera and the album, or a file somebody sent in a chat: WeChat lets a mini-program reach no other files.
function fromWeChat(what: 'picture' | 'file'): Promise<Scan | undefined> {
  return new Promise(resolve => {
    const fail = () => resolve(undefined)
    if (what === 'picture') {
      uni.chooseMedia({
        count: 1,
        mediaType: ['image'],
        sourceType: ['camera', 'album'],
        sizeType: ['compressed'],
        success: ({ tempFiles: [one] }) =>
          resolve(one ? ofPath(one.tempFilePath, one.tempFilePath.split('/').pop() ?? '', one.size) : undefined),
        fail,
      })
    } else {
      uni.chooseMessageFile({
        count: 1,
        type: 'file',
        extension: ['pdf', 'jpg', 'jpeg', 'png', 'webp'],
        success: ({ tempFiles: [one] }) => resolve(one ? ofPath(one.path, one.name, one.size) : undefined),
        fail,
      })
    }
  })
}
// #endif

/** Lets the person choose a picture (camera, album) or a file; undefined when they thought better of it. In H5 one choice offers both. */
export function pickScan(what: 'picture' | 'file'): Promise<Scan | undefined> {
  let picked: Promise<Scan | undefined> = Promise.resolve(undefined)
  // #ifdef H5
  picked = fromBrowser()
  // #endif
  // #ifdef MP-WEIXIN
  picked = fromWeChat(what)
  // #endif
  return picked
}

/** Lets go of the picture kept to be looked at. */
export function dropScan(scan: Scan | undefined) {
  // #ifdef H5
  if (scan?.preview) URL.revokeObjectURL(scan.preview)
  // #endif
}

/** Sends a scan to its place on the server. */
export async function sendScan<T>(path: string, scan: Scan): Promise<T> {
  return sendBytes<T>('PUT', path, await scan.bytes(), scan.type)
}

/** Shows a scan the server keeps: in H5 in a window of its own, in the mini-program in WeChat's viewers. Nothing of it stays on the device. */
export async function openScan(path: string): Promise<void> {
  // #ifdef H5
  window.open(serverUrl(path), '_blank', 'noopener,noreferrer')
  // #endif
  // #ifdef MP-WEIXIN
  await viewInWeChat(path)
  // #endif
}

// #ifdef MP-WEIXIN
let shown = ''

async function viewInWeChat(path: string): Promise<void> {
  const { data, type } = await fetchFile(path)
  forgetShown()
  const end = Object.keys(types).find(name => types[name] === type) ?? 'jpg'
  shown = `${wx.env.USER_DATA_PATH}/scan.${end}`
  await new Promise<void>((resolve, reject) =>
    files().writeFile({ filePath: shown, data, success: () => resolve(), fail: ({ errMsg }) => reject(new Error(errMsg)) }),
  )
  if (end === 'pdf') uni.openDocument({ filePath: shown, showMenu: false })
  else uni.previewImage({ urls: [shown] })
}

function fetchFile(path: string): Promise<{ data: ArrayBuffer; type: string }> {
  return new Promise((resolve, reject) =>
    uni.request({
      url: serverUrl(path),
      responseType: 'arraybuffer',
      timeout: 60_000,
      header: { ...proofHeaders('GET'), 'accept-language': language.value === 'zh' ? 'zh-CN' : 'en' },
      success: ({ statusCode, data, header }) => {
        const headers = header as Record<string, string>
        const type = (headers['content-type'] ?? headers['Content-Type'] ?? '').split(';')[0] ?? ''
        if (statusCode === 200) resolve({ data: data as ArrayBuffer, type })
        else reject(new ApiError(statusCode, statusCode === 404 ? 'not_found' : 'internal'))
      },
      fail: () => reject(new NoAnswer('offline')),
    }),
  )
}

function forgetShown() {
  if (!shown) return
  try {
    files().unlinkSync(shown)
  } catch {
    // already gone
  }
  shown = ''
}
// #endif

/** Removes what openScan had to write to the device to show it. */
export function forgetScan() {
  // #ifdef MP-WEIXIN
  forgetShown()
  // #endif
}
