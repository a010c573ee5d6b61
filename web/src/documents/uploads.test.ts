import type { Document } from '@lva/contracts/documents'
import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import { expect, test } from 'vitest'
import { createUploads } from './uploads.ts'

function sending() {
  const calls: { path: string; done: (document: Partial<Document>) => void; fail: (fault: unknown) => void }[] = []
  const arrived: string[] = []
  const uploads = createUploads<Document>({
    api: {
      upload: <T>(path: string, _file: Blob, { signal }: { signal?: AbortSignal } = {}) =>
        new Promise<T>((resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason))
          calls.push({ path, done: (document) => resolve(document as T), fail: reject })
        }),
    },
    pathOf: ({ name }) => `/upload?name=${encodeURIComponent(name)}`,
    arrived: ({ state }, { name }) => void arrived.push(`${name} ${state}`),
  })
  return { calls, arrived, uploads, states: () => uploads.list.value.map(({ name, state }) => `${name} ${state}`) }
}

const file = (name: string) => new File(['x'], name)
const settled = () => new Promise((resolve) => setTimeout(resolve))

test('files are sent two at a time, each can be stopped, and one that failed is sent again', async () => {
  const { calls, arrived, uploads, states } = sending()
  uploads.add([file('a b.pdf'), file('b.pdf'), file('c.pdf'), file('d.pdf')])
  expect(states()).toEqual(['a b.pdf sending', 'b.pdf sending', 'c.pdf waiting', 'd.pdf waiting'])
  expect(calls[0]?.path).toBe('/upload?name=a%20b.pdf')
  calls[0]?.done({ name: 'a b.pdf', state: 'waiting' })
  await settled()
  expect([arrived, states()]).toEqual([['a b.pdf waiting'], ['b.pdf sending', 'c.pdf sending', 'd.pdf waiting']])
  calls[1]?.fail(new Error('down'))
  uploads.cancel(uploads.list.value[1]?.id ?? 0)
  await settled()
  expect(states()).toEqual(['b.pdf failed', 'd.pdf sending'])
  uploads.retry(uploads.list.value[0]?.id ?? 0)
  expect(states()).toEqual(['b.pdf sending', 'd.pdf sending'])
  calls[4]?.done({ name: 'b.pdf', state: 'ready' })
  calls[3]?.done({ name: 'd.pdf', state: 'waiting' })
  await settled()
  expect([arrived.slice(1).sort(), states()]).toEqual([['b.pdf ready', 'd.pdf waiting'], []])
})

test('a file that is too large is not sent at all', () => {
  const { calls, uploads, states } = sending()
  const large = Object.defineProperty(file('large.pdf'), 'size', { value: FILE_BYTES_MAX + 1 })
  uploads.add([large])
  expect([calls, states(), uploads.canRetry(1)]).toEqual([[], ['large.pdf failed'], false])
  uploads.cancel(1)
  expect(states()).toEqual([])
})
