import { expect, test } from 'vitest'
import type { Api } from '../api/api.ts'
import { createCarrying } from './carrying.ts'

const ended = { created_at: '2026-11-27T10:00:00.000Z', download_url: '/d' }
const signal = new AbortController().signal

/** A server that gives these answers, one after the other, whatever is asked. */
function scripted(answers: unknown[]) {
  const next = async () => answers.shift()
  return { get: next, post: next, upload: next, file: next } as unknown as Pick<Api, 'get' | 'post' | 'file' | 'upload'>
}

test('a download waits until the server is done, and is named after its day and form', async () => {
  let [changes, stopped] = [0, 0]
  const watch = () => ({ change: async () => void changes++, stop: () => void stopped++ })
  const api = scripted([
    { status: 'processing' },
    { status: 'processing' },
    { status: 'completed', ...ended },
    new Blob(['x']),
  ])
  let ready = 0
  const { download } = createCarrying({ api, watch })
  const file = await download('csv', { signal, ready: () => ready++ })
  expect(file?.name).toBe('learning-voice-agent-2026-11-27.csv.zip')
  expect([changes, stopped, ready]).toEqual([2, 1, 1])
})

test('what the server could not make or read is told as nothing', async () => {
  const watch = () => ({ change: async () => {}, stop() {} })
  expect(
    await createCarrying({ api: scripted([{ status: 'failed' }]), watch }).download('json', { signal, ready() {} }),
  ).toBeNull()
  const told: unknown[] = []
  const api = scripted([{ status: 'processing' }, { status: 'failed', counts: { conversations: 3 } }])
  expect(
    await createCarrying({ api, watch }).bringIn(new Blob(), { signal, tell: (counts) => told.push(counts) }),
  ).toBeNull()
  expect(told).toEqual([{ conversations: 3 }])
})
