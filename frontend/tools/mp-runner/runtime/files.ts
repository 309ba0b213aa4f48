// The files a mini-program can reach: what a person chose, and what it wrote itself. They live as long as the page.
import { answer, type Options } from './answer'
import { device, note } from './device'

const files = new Map<string, ArrayBuffer | string>()
let chosen = 0

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
  const bytes = Uint8Array.from(atob(file.base64), letter => letter.charCodeAt(0))
  const path = `http://tmp/${++chosen}-${file.name}`
  files.set(path, bytes.buffer)
  return { path, name: file.name, size: bytes.length }
}

const bufferOf = (data: unknown): ArrayBuffer | string => (data instanceof ArrayBuffer || typeof data === 'string' ? data : String(data))

const manager = {
  readFile(options: Options & { filePath: string }) {
    const data = files.get(options.filePath)
    return answer(options, data === undefined ? { errMsg: 'readFile:fail no such file' } : { errMsg: 'readFile:ok', data })
  },
  writeFile(options: Options & { filePath: string; data: unknown }) {
    files.set(options.filePath, bufferOf(options.data))
    return answer(options, { errMsg: 'writeFile:ok' })
  },
  writeFileSync: (path: string, data: unknown) => void files.set(path, bufferOf(data)),
  unlinkSync(path: string) {
    if (!files.delete(path)) throw new Error('unlinkSync:fail no such file')
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
