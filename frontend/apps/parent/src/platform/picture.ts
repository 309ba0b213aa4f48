/** A line of a picture: its words, the height of its letters in px, and whether they stand out. */
export interface Line {
  text: string
  size: number
  strong?: boolean
}

const width = 720
const margin = 48

type Pen = Pick<CanvasRenderingContext2D, 'fillStyle' | 'font' | 'textBaseline' | 'fillRect' | 'fillText' | 'measureText'>

// A picture is black on white whatever the theme: it is looked at in an album, or printed.
function draw(pen: Pen, lines: readonly Line[], height: number) {
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#000'
  pen.textBaseline = 'top'
  let top = margin
  for (const { text, size, strong } of lines) {
    pen.font = `${strong ? 'bold ' : ''}${size}px sans-serif`
    for (const row of rows(pen, text)) {
      pen.fillText(row, margin, top)
      top += Math.round(size * 1.5)
    }
  }
}

function rows(pen: Pen, text: string): string[] {
  const found: string[] = []
  let row = ''
  for (const piece of text.match(/[\u0020-\u024f]+|./gu) ?? []) {
    if (row && pen.measureText(row + piece).width > width - 2 * margin) {
      found.push(row)
      row = ''
    }
    row += piece
  }
  return [...found, row]
}

/** High enough for every line to wrap once. */
const heightOf = (lines: readonly Line[]) => 2 * margin + lines.reduce((sum, { size }) => sum + Math.round(size * 3), 0)

/** Saves lines as a picture: in H5 into the browser's downloads, in WeChat into the phone's album. False when it was not saved. */
export function savePicture(name: string, lines: readonly Line[]): Promise<boolean> {
  let saved = Promise.resolve(false)
  // #ifdef H5
  saved = toDownloads(name, lines)
  // #endif
  // #ifdef MP-WEIXIN
  saved = toAlbum(lines)
  // #endif
  return saved
}

// #ifdef H5
async function toDownloads(name: string, lines: readonly Line[]): Promise<boolean> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = heightOf(lines)
  const pen = canvas.getContext('2d')
  if (!pen) return false
  draw(pen, lines, canvas.height)
  const blob = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/png'))
  if (!blob) return false
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return true
}
// #endif

// #ifdef MP-WEIXIN
function toAlbum(lines: readonly Line[]): Promise<boolean> {
  return new Promise(resolve => {
    const fail = () => resolve(false)
    try {
      const height = heightOf(lines)
      const canvas = wx.createOffscreenCanvas({ type: '2d', width, height })
      draw(canvas.getContext('2d') as unknown as Pen, lines, height)
      wx.canvasToTempFilePath({
        canvas,
        fileType: 'png',
        success: ({ tempFilePath: filePath }) => uni.saveImageToPhotosAlbum({ filePath, success: () => resolve(true), fail }),
        fail,
      })
    } catch {
      // An older WeChat has no such canvas.
      fail()
    }
  })
}
// #endif
