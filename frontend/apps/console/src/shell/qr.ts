// A QR code (ISO/IEC 18004), byte mode, error correction M, versions 1 to 15: enough for the address of an authenticator. It is
// drawn here, because the secret in it must reach no other service.

/** Codewords of error correction in each block, and how many data codewords each block has, by version at level M. */
const blocks: readonly (readonly [ec: number, ...data: number[]])[] = [
  [10, 16],
  [16, 28],
  [26, 44],
  [18, 32, 32],
  [24, 43, 43],
  [16, 27, 27, 27, 27],
  [18, 31, 31, 31, 31],
  [22, 38, 38, 39, 39],
  [22, 36, 36, 36, 37, 37],
  [26, 43, 43, 43, 43, 44],
  [30, 50, 51, 51, 51, 51],
  [22, 36, 36, 36, 36, 36, 36, 37, 37],
  [22, 37, 37, 37, 37, 37, 37, 37, 37, 38],
  [24, 40, 40, 40, 40, 41, 41, 41, 41, 41],
  [24, 41, 41, 41, 41, 41, 42, 42, 42, 42, 42],
]

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

// Arithmetic in the field of 256 elements that QR codes are made with (0x11d).
const exp: number[] = []
const log: number[] = []
for (let i = 0, x = 1; i < 255; i++) {
  exp[i] = x
  log[x] = i
  x = (x << 1) ^ (x & 0x80 ? 0x11d : 0)
}
const times = (a: number, b: number) => (a && b ? (exp[((log[a] ?? 0) + (log[b] ?? 0)) % 255] ?? 0) : 0)

function correction(data: readonly number[], degree: number): number[] {
  let generator = [1]
  for (let i = 0; i < degree; i++) {
    const next = Array.from({ length: generator.length + 1 }, () => 0)
    generator.forEach((g, j) => {
      next[j] = (next[j] ?? 0) ^ g
      next[j + 1] = (next[j + 1] ?? 0) ^ times(g, exp[i] ?? 0)
    })
    generator = next
  }
  const rest = [...data, ...Array.from({ length: degree }, () => 0)]
  for (let i = 0; i < data.length; i++) {
    const lead = rest[i] ?? 0
    if (lead) generator.forEach((g, j) => (rest[i + j] = (rest[i + j] ?? 0) ^ times(g, lead)))
  }
  return rest.slice(data.length)
}

/** Every codeword of the code, data and correction of its blocks woven together. */
function codewords(bytes: Uint8Array, version: number): number[] {
  const [ec, ...sizes] = blocks[version - 1] as readonly [number, ...number[]]
  const capacity = sum(sizes)
  const bits: number[] = []
  const put = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1)
  }
  put(4, 4)
  put(bytes.length, version < 10 ? 8 : 16)
  bytes.forEach(byte => put(byte, 8))
  put(0, Math.min(4, capacity * 8 - bits.length))
  put(0, (8 - (bits.length % 8)) % 8)
  const data: number[] = []
  for (let i = 0; i < bits.length; i += 8) data.push(Number.parseInt(bits.slice(i, i + 8).join(''), 2))
  for (let pad = 0xec; data.length < capacity; pad ^= 0xec ^ 0x11) data.push(pad)
  let at = 0
  const parts = sizes.map(size => data.slice(at, (at += size)))
  const ends = parts.map(part => correction(part, ec))
  const out: number[] = []
  for (let i = 0; i < Math.max(...sizes); i++) for (const part of parts) if (i < part.length) out.push(part[i] ?? 0)
  for (let i = 0; i < ec; i++) for (const end of ends) out.push(end[i] ?? 0)
  return out
}

type Grid = (boolean | undefined)[][]

/** The fixed patterns: three finders, timing, alignment; format and version are set aside. */
function skeleton(version: number): { grid: Grid; fixed: boolean[][] } {
  const size = 17 + 4 * version
  const grid: Grid = Array.from({ length: size }, () => Array.from({ length: size }, () => undefined as boolean | undefined))
  const set = (row: number, column: number, dark: boolean) => {
    const line = grid[row]
    if (line && column >= 0 && column < size) line[column] = dark
  }
  for (const [top, left] of [
    [0, 0],
    [0, size - 7],
    [size - 7, 0],
  ] as const) {
    for (let r = -1; r < 8; r++)
      for (let c = -1; c < 8; c++) {
        const ring = Math.max(Math.abs(r - 3), Math.abs(c - 3))
        set(top + r, left + c, ring !== 2 && ring < 4)
      }
  }
  const count = version === 1 ? 0 : Math.floor(version / 7) + 2
  const step = count < 2 ? 0 : Math.ceil((size - 13) / (count - 1) / 2) * 2
  const centres = Array.from({ length: count }, (_, i) => (i === 0 ? 6 : size - 7 - (count - 1 - i) * step))
  for (const r of centres)
    for (const c of centres) {
      if (grid[r]?.[c] !== undefined) continue
      for (let i = -2; i <= 2; i++) for (let j = -2; j <= 2; j++) set(r + i, c + j, Math.max(Math.abs(i), Math.abs(j)) !== 1)
    }
  for (let i = 8; i < size - 8; i++) {
    set(6, i, i % 2 === 0)
    set(i, 6, i % 2 === 0)
  }
  for (let i = 0; i < 9; i++) {
    const beside: [number, number][] = [
      [8, i],
      [i, 8],
    ]
    if (i < 8) beside.push([8, size - 1 - i], [size - 1 - i, 8])
    for (const [r, c] of beside) if (grid[r]?.[c] === undefined) set(r, c, false)
  }
  set(size - 8, 8, true)
  if (version > 6) {
    const bits = (version << 12) | remainder(version, 12, 0x1f25)
    for (let i = 0; i < 18; i++) {
      const dark = ((bits >> i) & 1) === 1
      set(Math.floor(i / 3), size - 11 + (i % 3), dark)
      set(size - 11 + (i % 3), Math.floor(i / 3), dark)
    }
  }
  return { grid, fixed: grid.map(line => line.map(cell => cell !== undefined)) }
}

function remainder(value: number, degree: number, generator: number): number {
  let rest = value << degree
  for (let i = 31; i >= degree; i--) if ((rest >>> i) & 1) rest ^= generator << (i - degree)
  return rest
}

function format(grid: Grid, mask: number): void {
  const size = grid.length
  const data = mask // level M is 00
  const bits = ((data << 10) | remainder(data, 10, 0x537)) ^ 0x5412
  const set = (row: number, column: number, i: number) => {
    const line = grid[row]
    if (line) line[column] = ((bits >> i) & 1) === 1
  }
  for (let i = 0; i < 15; i++) {
    set(i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, 8, i)
    set(8, i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i, i)
  }
}

const masks: ((r: number, c: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  r => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
]

/** How hard a code is to read: runs, blocks, patterns that look like a finder, an uneven share of dark. */
function penalty(grid: boolean[][]): number {
  const size = grid.length
  const lines = [...grid, ...grid.map((_, c) => grid.map(line => line[c] ?? false))]
  let points = 0
  for (const line of lines) {
    const text = line.map(Number).join('')
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2
    for (const like of ['10111010000', '00001011101']) for (let i = text.indexOf(like); i >= 0; i = text.indexOf(like, i + 1)) points += 40
  }
  for (let r = 1; r < size; r++)
    for (let c = 1; c < size; c++) {
      const one = grid[r]?.[c]
      if (one === grid[r - 1]?.[c] && one === grid[r]?.[c - 1] && one === grid[r - 1]?.[c - 1]) points += 3
    }
  const share = sum(grid.map(line => line.filter(Boolean).length)) / (size * size)
  return points + Math.floor(Math.abs(share * 100 - 50) / 5) * 10
}

/** The dark squares of the QR code of a text, row by row. */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text)
  const version = blocks.findIndex(([, ...sizes], i) => bytes.length + (i < 9 ? 2 : 3) <= sum(sizes)) + 1
  if (!version) throw new Error('qr: the text is too long')
  const words = codewords(bytes, version)
  const { grid, fixed } = skeleton(version)
  const size = grid.length
  let bit = 0
  let up = true
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let i = 0; i < size; i++) {
      const row = up ? size - 1 - i : i
      for (const column of [right, right - 1]) {
        if (fixed[row]?.[column]) continue
        const line = grid[row]
        if (line) line[column] = (((words[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1
        bit++
      }
    }
    up = !up
  }
  const tries = masks.map((mask, i) => {
    const masked = grid.map((line, r) => line.map((cell, c) => (fixed[r]?.[c] ? cell : Boolean(cell) !== mask(r, c))))
    format(masked, i)
    return masked as boolean[][]
  })
  return tries.reduce((best, one) => (penalty(one) < penalty(best) ? one : best))
}
