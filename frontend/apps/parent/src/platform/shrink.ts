// #ifdef H5
/**
 * Draws a picture anew so that its longer side has at most so many pixels: faster to send from a phone, and the place it was taken at,
 * which cameras write into the file, stays here. undefined when this browser cannot draw it.
 */
export async function shrink(file: Blob, longest: number): Promise<Blob | undefined> {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(picture.width * scale))
    canvas.height = Math.max(1, Math.round(picture.height * scale))
    const pen = canvas.getContext('2d')
    if (!pen) return undefined
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    return (await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/jpeg', 0.85))) ?? undefined
  } catch {
    return undefined
  }
}
// #endif

/** What a file is by its first bytes, whatever it is called; '' when it is no picture anybody here knows. */
export function pictureType(bytes: ArrayBuffer): 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic' | '' {
  const head = String.fromCharCode(...new Uint8Array(bytes, 0, Math.min(16, bytes.byteLength)))
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp'
  return head.slice(4, 8) === 'ftyp' && /^(heic|heix|hevc|heim|heis|mif1|msf1|avif)/.test(head.slice(8, 12)) ? 'image/heic' : ''
}
