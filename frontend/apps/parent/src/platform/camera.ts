import { pictureType } from './shrink'
// #ifdef H5
import { shrink } from './shrink'
// #endif

/** A photo taken or chosen. */
export interface Shot {
  type: string
  bytes: ArrayBuffer
  /** The camera's own file; otherwise a smaller drawing of it without place and device. */
  whole: boolean
}

/** Why a photo cannot be used. */
export type ShotFault = 'heic' | 'odd' | 'large'

export interface Wish {
  from: 'camera' | 'album'
  /** How many at most. */
  most: number
  /** The camera's own files are wanted. */
  whole: boolean
  /** Largest file, in bytes. */
  largest: number
}

/** Longer side of a photo that is sent, in pixels: as much as the server keeps. */
const longest = 2560

async function shotOf(bytes: ArrayBuffer, { whole, largest }: Wish): Promise<Shot | ShotFault> {
  let shot: { bytes: ArrayBuffer; whole: boolean } = { bytes, whole }
  let type = pictureType(bytes)
  // #ifdef H5
  if (!whole) {
    // Some browsers can draw what others cannot open.
    const drawn = await shrink(new Blob([bytes]), longest)
    if (!drawn) return type === 'image/heic' ? 'heic' : 'odd'
    shot = { bytes: await drawn.arrayBuffer(), whole: false }
    type = 'image/jpeg'
  }
  // #endif
  if (type === 'image/heic') return 'heic'
  if (type === '') return 'odd'
  return shot.bytes.byteLength > largest ? 'large' : { type, ...shot }
}

// #ifdef H5
function files(from: Wish['from'], many: boolean): Promise<File[]> {
  return new Promise(resolve => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = 'image/jpeg,image/png,image/webp'
    input.multiple = many && from === 'album'
    if (from === 'camera') input.setAttribute('capture', 'environment')
    input.addEventListener('cancel', () => resolve([]))
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.click()
  })
}

async function inBrowser(wish: Wish): Promise<(() => Promise<ArrayBuffer>)[]> {
  return (await files(wish.from, wish.most > 1)).slice(0, wish.most).map(file => () => file.arrayBuffer())
}
// #endif

// #ifdef MP-WEIXIN
const inWeChat = ({ from, most, whole }: Wish): Promise<(() => Promise<ArrayBuffer>)[]> =>
  new Promise(resolve =>
    uni.chooseMedia({
      count: Math.min(9, most),
      mediaType: ['image'],
      sourceType: [from],
      sizeType: [whole ? 'original' : 'compressed'],
      success: ({ tempFiles }) => resolve(tempFiles.map(one => () => bytesAt(one.tempFilePath))),
      fail: () => resolve([]),
    }),
  )

const bytesAt = (filePath: string): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) =>
    uni.getFileSystemManager().readFile({
      filePath,
      success: ({ data }) => resolve(data as ArrayBuffer),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    }),
  )
// #endif

let choose: (wish: Wish) => Promise<(() => Promise<ArrayBuffer>)[]>
// #ifdef H5
choose = inBrowser
// #endif
// #ifdef MP-WEIXIN
choose = inWeChat
// #endif

let shoots = true
// #ifdef H5
// A computer's camera is no help here: choosing a file is.
shoots = window.matchMedia?.('(pointer: coarse)').matches ?? false
// #endif

/** Whether this device has a camera worth offering. */
export const canShoot: boolean = shoots

/** Lets the person take or choose photos; each comes as soon as it is ready. Resolves when all are there, or none was chosen. */
export async function takePhotos(wish: Wish, each: (shot: Shot | ShotFault) => Promise<void>): Promise<void> {
  for (const bytes of await choose(wish)) {
    const shot = await bytes().then(
      all => shotOf(all, wish),
      () => 'odd' as const,
    )
    await each(shot)
  }
}
