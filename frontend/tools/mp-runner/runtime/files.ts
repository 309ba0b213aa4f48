// The files a mini-program can reach: what a person chose, which lives as long as the page, and what it wrote itself, which stays on the
// phone.
import { answer, type Options } from './answer'
import { device, note } from './device'

const own = 'wxfile://usr/'
const kept = 'mp-file:'
const files = new Map<string, ArrayBuffer | string>()
let chosen = 0

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0)).buffer
const base64Of = (bytes: ArrayBuffer) => btoa(Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join(''))
for (const [key, text] of Object.entries(localStorage)) if (key.startsWith(kept)) files.set(key.slice(kept.length), bytesOf(String(text)))

/** Writes a file; false when the phone is full. */
function put(path: string, data: ArrayBuffer | string): boolean {
  if (device.storageFull) return false
  files.set(path, data)
  if (path.startsWith(own) && typeof data !== 'string') localStorage.setItem(kept + path, base64Of(data))
  return true
}

function remove(path: string): boolean {
  localStorage.removeItem(kept + path)
  return files.delete(path)
}

/** Paths of everything that lies there now, for tests. */
export const filePaths = (): string[] => [...files.keys()]

/** What a browser shows for a file that lies here; an address of the network stays as it is. */
export function shownAs(src: string): string {
  const data = files.get(src)
  return data === undefined ? src : URL.createObjectURL(new Blob([data]))
}

/** Puts what the person has at hand where the mini-program may read it; undefined when they choose nothing. */
function choose(): { path: string; name: string; size: number } | undefined {
  const { file } = device
  if (!file) return undefined
  const bytes = bytesOf(file.base64)
  const path = `http://tmp/${++chosen}-${file.name}`
  files.set(path, bytes)
  return { path, name: file.name, size: bytes.byteLength }
}

const bufferOf = (data: unknown): ArrayBuffer | string => (data instanceof ArrayBuffer || typeof data === 'string' ? data : String(data))

const manager = {
  readFile(options: Options & { filePath: string }) {
    const data = files.get(options.filePath)
    return answer(options, data === undefined ? { errMsg: 'readFile:fail no such file' } : { errMsg: 'readFile:ok', data })
  },
  writeFile(options: Options & { filePath: string; data: unknown }) {
    const written = put(options.filePath, bufferOf(options.data))
    return answer(options, { errMsg: written ? 'writeFile:ok' : 'writeFile:fail the maximum size of the file storage limit is exceeded' })
  },
  writeFileSync: (path: string, data: unknown) => void put(path, bufferOf(data)),
  unlinkSync(path: string) {
    if (!remove(path)) throw new Error('unlinkSync:fail no such file')
  },
  unlink(options: Options & { filePath: string }) {
    return answer(options, { errMsg: remove(options.filePath) ? 'unlink:ok' : 'unlink:fail no such file' })
  },
  readdir(options: Options & { dirPath: string }) {
    const folder = options.dirPath.replace(/\/?$/, '/')
    const names = [...files.keys()].filter(path => path.startsWith(folder)).map(path => path.slice(folder.length))
    return answer(options, { errMsg: 'readdir:ok', files: names })
  },
}

const taken = (name: string) => (options: Options & { filePath?: string }) => {
  note(name, options)
  const known = options.filePath === undefined || files.has(options.filePath)
  return answer(options, { errMsg: known ? `${name}:ok` : `${name}:fail no such file` })
}

/** The wx functions of files. */
export const wxFiles: Record<string, unknown> = {
  getFileSystemManager: () => manager,
  openDocument: taken('openDocument'),
  saveImageToPhotosAlbum: taken('saveImageToPhotosAlbum'),
  createOffscreenCanvas({ width, height }: { width: number; height: number }) {
    return Object.assign(document.createElement('canvas'), { width, height })
  },
  canvasToTempFilePath(options: Options & { canvas: HTMLCanvasElement }) {
    note('canvasToTempFilePath', { width: options.canvas.width, height: options.canvas.height })
    const path = `http://tmp/${++chosen}-canvas.png`
    files.set(path, bytesOf(options.canvas.toDataURL('image/png').split(',')[1] ?? ''))
    return answer(options, { errMsg: 'canvasToTempFilePath:ok', tempFilePath: path })
  },
  shareFileMessage: taken('shareFileMessage'),
  chooseMedia(options: Options) {
    note('chooseMedia', options)
    const one = choose()
    if (!one) return answer(options, { errMsg: 'chooseMedia:fail cancel' })
    return answer(options, {
      errMsg: 'chooseMedia:ok',
      type: 'image',
      tempFiles: [{ tempFilePath: one.path, size: one.size, fileType: 'image' }],
    })
  },
  chooseMessageFile(options: Options) {
    note('chooseMessageFile', options)
    const one = choose()
    if (!one) return answer(options, { errMsg: 'chooseMessageFile:fail cancel' })
    return answer(options, { errMsg: 'chooseMessageFile:ok', tempFiles: [{ ...one, type: 'file', time: 0 }] })
  },
}
