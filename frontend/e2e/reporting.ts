// Reports in browser tests: photos as a camera would make them, and the fields of the form.
import { deflateSync } from 'node:zlib'
import { expect, type Locator, type Page } from '@playwright/test'
import { complaintTexts, type ComplaintText } from '../packages/core/src/complaint'

export const c = complaintTexts.zh

/** Told inside every photo, where a camera writes the place: it must not be found in anything that was sent. */
export const canary = 'GPS 31.2304N 121.4737E CANARY'

export interface Photo {
  name: string
  mimeType: string
  buffer: Buffer
}

const table = Array.from({ length: 256 }, (_, n) => {
  let value = n
  for (let i = 0; i < 8; i++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})
function crc(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}
function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc(body), body.length + 4)
  return whole
}

/** A picture with a place written into it. A smooth one is small; a rough one stays large however it is compressed. */
export function photo(number: number, { width = 480, height = 360, rough = false } = {}): Photo {
  let seed = 7919 * (number + 1)
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >>> 16
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3
      rows[at] = rough ? random() : 90 + ((x * (number + 2)) >> 4)
      rows[at + 1] = rough ? random() : 120 + ((y * (5 - number)) >> 4)
      rows[at + 2] = rough ? random() : 140 + ((x + y) >> 4)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const text = Buffer.from(`Comment\0${canary}`, 'latin1')
  const buffer = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('tEXt', text),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return { name: `IMG_${number + 1}.png`, mimeType: 'image/png', buffer }
}

export const story = '今天午饭的菜有股酸味，回家后拉肚子，群里好几个孩子都这样。'

/** Chooses photos as a person does; press opens the choice. */
export async function choosePhotos(page: Page, photos: Photo[], words: ComplaintText = c, press?: () => Promise<void>): Promise<void> {
  const before = await page.getByRole('button', { name: new RegExp(`^${words.photoDrop(1).slice(0, -1).trim()}`) }).count()
  const pick = page.getByRole('button', { name: words.photoPick, exact: true })
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press ? press() : pick.click()])
  await chooser.setFiles(photos)
  await expect(page.getByRole('button', { name: words.photoDrop(before + photos.length) })).toBeVisible()
}

/** The first screen: no danger, and what it is about. */
export async function fillWhat(view: Page | Locator, category = c.categories.FOOD.name, words: ComplaintText = c): Promise<void> {
  await view.getByRole('radio', { name: words.dangerNo, exact: true }).click()
  await view.getByRole('radio', { name: category }).click()
}
