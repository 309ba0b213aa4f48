// A file in parts: what breaks goes on where the service stands.
import { ApiError, NoAnswer, type Upload } from '@tuoyuquan/api'
import { api, sendBytes } from '../api'

const tries = 5

const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/** Sends a file and answers its upload once it is checked. Fails with why it was refused. */
export async function upload(file: File, told: (share: number) => void): Promise<{ id: string; token: string }> {
  const begun = await api.post('/api/v1/uploads', {
    body: { size: file.size, type: file.type || 'application/octet-stream', purpose: 'filing' },
  })
  const token = begun.token ?? ''
  let now: Upload = begun
  for (let at = begun.offset, broken = 0; now.state === 'receiving';) {
    try {
      now = await sendBytes<Upload>(
        'PUT',
        `/api/v1/uploads/${begun.id}?offset=${at}`,
        file.slice(at, at + begun.chunk),
        'application/octet-stream',
        { 'x-upload-token': token },
      )
      at = now.offset
      broken = 0
    } catch (error) {
      const known = error instanceof ApiError && error.code === 'upload_offset' ? error.problem?.offset : undefined
      if (known !== undefined) at = known
      else if (!(error instanceof NoAnswer) || ++broken > tries) throw error
      else await pause(1000 * broken)
    }
    told(Math.round((at / file.size) * 100))
  }
  for (let i = 0; now.state === 'checking' && i < 60; i++) {
    await pause(1000)
    now = await api.get('/api/v1/uploads/{id}', { path: { id: begun.id }, headers: { 'x-upload-token': token } })
  }
  if (now.state !== 'ready') throw new ApiError(422, now.code ?? 'upload_unready', undefined)
  return { id: begun.id, token }
}
