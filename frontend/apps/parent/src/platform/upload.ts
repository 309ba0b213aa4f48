// Files sent in parts, for networks that break: what arrived stays there, and the rest goes on from where it ended, also after the app
// was killed in between.
import { ApiError, type Client, type Upload } from '@tuoyuquan/api'
import { api, nameless as namelessApi, sendBytes } from './api'

/** What the server knows a file by: its name there, and the secret that proves it is ours. */
export interface Ticket {
  id: string
  token: string
}

export interface Sending {
  bytes: ArrayBuffer
  type: string
  /** Of an earlier try, if there was one. */
  ticket?: Ticket | undefined
  /** Without anything that shows who sends. */
  nameless: boolean
  /** Called before the first part goes, so that it can be written down. */
  onTicket: (ticket: Ticket) => Promise<void>
  /** Called with the bytes that have arrived. */
  onBytes: (arrived: number) => void
}

/** How long the server's look at a file is waited for, in steps that become longer. */
const looks = [150, 300, 600, 1000, 1500, 2000, 3000, 4000, 5000, 5000, 5000]

/** Sends a file, or the rest of it, and waits until the server has looked at it. Rejects without an answer; asked again it goes on. */
export async function sendFile(sending: Sending): Promise<Upload> {
  const client = sending.nameless ? namelessApi : api
  const start = await begun(client, sending)
  const { ticket } = start
  let { upload } = start
  sending.onBytes(upload.offset)
  while (upload.state === 'receiving' && upload.offset < sending.bytes.byteLength) {
    upload = await part(client, sending, ticket, upload)
    sending.onBytes(upload.offset)
  }
  for (const pause of looks) {
    if (upload.state !== 'checking' && upload.state !== 'receiving') break
    await new Promise(next => setTimeout(next, pause))
    upload = await asked(client, ticket)
  }
  return upload
}

/** The upload as the server has it: one begun earlier, or a new one when there was none or it has been thrown away. */
async function begun(client: Client, { bytes, type, ticket, onTicket }: Sending): Promise<{ upload: Upload; ticket: Ticket }> {
  if (ticket) {
    try {
      return { upload: await asked(client, ticket), ticket }
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error
    }
  }
  const upload = await client.post('/api/v1/uploads', { body: { size: bytes.byteLength, type, purpose: 'complaint' } })
  const fresh = { id: upload.id, token: upload.token ?? '' }
  await onTicket(fresh)
  return { upload, ticket: fresh }
}

const asked = (client: Client, { id, token }: Ticket): Promise<Upload> =>
  client.get('/api/v1/uploads/{id}', { path: { id }, headers: { 'x-upload-token': token } } as never)

async function part(client: Client, { bytes, nameless }: Sending, ticket: Ticket, { offset, chunk }: Upload): Promise<Upload> {
  const piece = bytes.slice(offset, offset + Math.max(1, chunk))
  const path = `/api/v1/uploads/${encodeURIComponent(ticket.id)}?offset=${offset}`
  try {
    return await sendBytes<Upload>('PUT', path, piece, 'application/octet-stream', {
      headers: { 'x-upload-token': ticket.token },
      nameless,
    })
  } catch (error) {
    // A part arrived although its answer did not: the server says where to go on.
    if (error instanceof ApiError && error.status === 409) return asked(client, ticket)
    throw error
  }
}
