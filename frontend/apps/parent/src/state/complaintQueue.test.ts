import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { ApiError, NoAnswer } from '../../../../packages/api/src/client'
import './device.fake'

/** What the server would have: complaints by key, uploads with what arrived. */
const server = {
  cases: new Map<string, unknown>(),
  uploads: new Map<string, { size: number; got: number; state: string }>(),
  /** Set to fail the next requests of a kind: before they arrive, or after (the answer is lost). */
  fail: [] as { what: string; with: unknown; after?: boolean }[],
  log: [] as { what: string; nameless: boolean }[],
}
const locked = new Map<string, unknown>()
function put(id: string, value: unknown): Promise<boolean> {
  locked.set(id, value)
  return Promise.resolve(true)
}
const online = ref(true)
const forgotten = ref(0)

function meet<T>(what: string, nameless: boolean, run: () => T): Promise<T> {
  server.log.push({ what, nameless })
  const at = server.fail.findIndex(one => one.what === what)
  const [fault] = at < 0 ? [] : server.fail.splice(at, 1)
  if (fault && !fault.after) return Promise.reject(fault.with as Error)
  const answer = run()
  return fault ? Promise.reject(fault.with as Error) : Promise.resolve(answer)
}

const uploadOf = (id: string) => {
  const one = server.uploads.get(id)
  if (!one) throw new ApiError(404, 'not_found')
  return { id, offset: one.got, size: one.size, chunk: 4, state: one.state }
}
const client = (nameless: boolean) => ({
  get: (_: string, { path }: { path: { id: string } }) => meet('look', nameless, () => uploadOf(path.id)),
  post: (path: string, { body, headers }: { body: { size: number }; headers?: Record<string, string> }) => {
    if (path.endsWith('/uploads'))
      return meet('begin', nameless, () => {
        const id = `u${server.uploads.size + 1}`
        server.uploads.set(id, { size: body.size, got: 0, state: 'receiving' })
        return { ...uploadOf(id), token: `t-${id}` }
      })
    const key = headers?.['idempotency-key'] ?? ''
    return meet('submit', nameless, () => {
      if (!server.cases.has(key)) server.cases.set(key, body)
      else if (JSON.stringify(server.cases.get(key)) !== JSON.stringify(body)) throw new ApiError(409, 'key_reused')
      return { id: 'c', receipt_no: 'NO-1', tracking_code: 'ABCDE', office: { name: '卫健委' } }
    })
  },
})

// One kind of failure for all, however often the app is opened anew.
vi.mock('@tuoyuquan/api', () => ({ ApiError, NoAnswer }))
vi.mock('@/platform/api', () => ({
  api: client(false),
  nameless: client(true),
  sendBytes: (_: string, path: string, bytes: ArrayBuffer, __: string, { nameless = false }: { nameless?: boolean }) =>
    meet('part', nameless, () => {
      const [, id = '', offset = ''] = /uploads\/(\w+)\?offset=(\d+)/.exec(path) ?? []
      const one = server.uploads.get(id)
      if (!one || one.got !== Number(offset)) throw new ApiError(409, 'conflict')
      one.got += bytes.byteLength
      if (one.got === one.size) one.state = 'ready'
      return uploadOf(id)
    }),
}))
vi.mock('@/platform/locked', () => ({
  keeping: { value: 'sealed' },
  forgotten,
  lock: (id: string, value: unknown) => put(id, JSON.parse(JSON.stringify(value))),
  unlock: async (id: string) => locked.get(id),
  lockBytes: put,
  unlockBytes: async (id: string) => locked.get(id),
  dropLocked: async (id: string) => void locked.delete(id),
  lockedIds: async () => [...locked.keys()],
}))
vi.mock('@/platform/network', () => ({ online }))
vi.mock('@/platform/proof', () => ({ hasProof: { value: true } }))
vi.mock('@/platform/clock', () => ({ now: () => new Date('2026-11-16T01:30:00Z') }))

/** The app just opened: what was in memory is gone, what lay on the device is there. */
async function opened() {
  vi.resetModules()
  const { useComplaintDrafts } = await import('./complaintDraft')
  const { useComplaintQueue } = await import('./complaintQueue')
  const { reportWaits } = await import('./reportWaits')
  const drafts = useComplaintDrafts()
  await drafts.open()
  return { drafts, queue: useComplaintQueue(), reportWaits }
}

async function written(as: 'named' | 'nameless' = 'nameless') {
  const app = await opened()
  const draft = app.drafts.begin({
    facility: 'f',
    category: 'FOOD',
    danger: false,
    text: '午饭的菜有股酸味，好几个孩子拉肚子',
    as,
    name: '王',
  })
  const id = draft?.id ?? ''
  for (let i = 0; i < 3; i++) await app.drafts.addPhoto(id, { type: 'image/jpeg', bytes: new ArrayBuffer(10), whole: false })
  return { ...app, id }
}

beforeEach(() => {
  server.cases.clear()
  server.uploads.clear()
  server.fail = []
  server.log = []
  locked.clear()
  online.value = true
})

const texts = () => [...server.cases.values()] as { uploads: unknown[]; text: string }[]

describe('a complaint', () => {
  it('is not sent before somebody presses send, also when the app is opened again', async () => {
    await written()
    const { queue, reportWaits } = await opened()
    await queue.run()
    expect(server.log).toEqual([])
    expect(reportWaits.value).toBe(false)
  })

  it('goes with its photos, without a login when nobody is named, and leaves only its receipt behind', async () => {
    const { queue, drafts, id } = await written()
    await queue.send(id)
    expect(texts()).toHaveLength(1)
    expect(texts()[0]?.uploads).toHaveLength(3)
    expect(server.log.every(one => one.nameless)).toBe(true)
    expect(drafts.draftOf(id)).toMatchObject({ text: '', photos: [], receipt: { no: 'NO-1', code: 'ABCDE' } })
    expect([...locked.keys()]).toEqual(['reports'])
  })

  it('goes with the login when a name is given', async () => {
    const { queue, id } = await written('named')
    await queue.send(id)
    expect(server.log.some(one => one.nameless)).toBe(false)
    expect(texts()).toHaveLength(1)
  })

  it('waits without network, survives the app, and goes once there is one', async () => {
    const { queue, id } = await written()
    online.value = false
    server.fail = [{ what: 'begin', with: new NoAnswer('offline') }]
    await queue.send(id)
    expect(texts()).toEqual([])
    const again = await opened()
    expect(again.reportWaits.value).toBe(true)
    expect(again.drafts.draftOf(id)?.sending).toBe('asked')
    online.value = true
    await again.queue.run()
    expect(texts()).toHaveLength(1)
    expect(again.reportWaits.value).toBe(false)
  })

  it('can be taken back while it waits', async () => {
    const { queue, drafts, id } = await written()
    server.fail = [{ what: 'begin', with: new NoAnswer('offline') }]
    await queue.send(id)
    await queue.takeBack(id)
    expect(drafts.draftOf(id)?.sending).toBe('')
    await queue.run()
    expect(texts()).toEqual([])
  })

  it('is one, whatever breaks off in between: any request lost on its way there or back, and the app killed each time', async () => {
    const { queue, id } = await written()
    const lost = ['begin', 'part', 'look', 'part', 'submit'].flatMap(what => [
      { what, with: new NoAnswer('offline') },
      { what, with: new NoAnswer('timeout'), after: true },
    ])
    server.fail = lost
    await queue.send(id)
    for (let i = 0; i < 30; i++) {
      const app = await opened()
      if (app.drafts.draftOf(id)?.receipt) break
      await app.queue.run()
    }
    const { drafts } = await opened()
    expect(drafts.draftOf(id)?.receipt?.no).toBe('NO-1')
    expect(texts()).toHaveLength(1)
    expect(texts()[0]?.uploads).toHaveLength(3)
    expect(server.fail.filter(one => one.what === 'submit')).toEqual([])
  })

  it('sent by two windows at once is one', async () => {
    const { queue, drafts, id } = await written()
    server.fail = [{ what: 'submit', with: new NoAnswer('timeout'), after: true }]
    await queue.send(id)
    expect(drafts.draftOf(id)?.sending).toBe('posted')
    const other = await opened()
    await Promise.all([queue.run(), other.queue.run()])
    expect(texts()).toHaveLength(1)
  })

  it('that is refused comes back to be changed, and goes as another try', async () => {
    const { queue, drafts, id } = await written()
    const { key } = drafts.draftOf(id) ?? { key: '' }
    server.fail = [{ what: 'submit', with: new ApiError(422, 'invalid_value') }]
    await queue.send(id)
    expect(drafts.draftOf(id)).toMatchObject({ sending: '', sent: '' })
    expect(drafts.draftOf(id)?.key).not.toBe(key)
    expect(queue.trouble.value[id]).toBeInstanceOf(ApiError)
    await drafts.keep(id, { text: '换了一种说法，还是那件事情' })
    await queue.send(id)
    expect(texts().map(one => one.text)).toEqual(['换了一种说法，还是那件事情'])
  })

  it('keeps a photo the server refuses for the person to see', async () => {
    const { queue, drafts, id } = await written()
    server.fail = [{ what: 'begin', with: new ApiError(422, 'invalid_value') }]
    await queue.send(id)
    expect(drafts.draftOf(id)?.photos.map(one => one.state)).toEqual(['refused', 'ready', 'ready'])
    expect(drafts.draftOf(id)?.sending).toBe('')
    expect(texts()).toEqual([])
  })
})

describe('what lies on the device', () => {
  it('is thrown away with its draft, and photos nobody owns with it', async () => {
    const { drafts, id } = await written()
    locked.set('photo-left-behind', new ArrayBuffer(1))
    await drafts.drop(id)
    const again = await opened()
    expect(again.drafts.drafts.value).toEqual([])
    expect([...locked.keys()]).toEqual(['reports'])
  })

  it('is forgotten with everything else, also by an app that stays open', async () => {
    const { drafts, id } = await written()
    forgotten.value++
    locked.clear()
    await drafts.keep(id, { text: 'x' })
    expect(drafts.drafts.value).toEqual([])
    expect([...locked.keys()]).toEqual([])
  })

  it('holds three drafts at most', async () => {
    const { drafts } = await opened()
    for (let i = 0; i < 3; i++) expect(drafts.begin()).toBeDefined()
    expect(drafts.begin()).toBeUndefined()
  })
})
