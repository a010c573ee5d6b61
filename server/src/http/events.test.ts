import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Problem } from '../problem.ts'
import { clientGone, sendEvents } from './events.ts'
import type { App } from './http.ts'
import { testApp } from './test-app.ts'

let app: App
afterEach(() => app.close())

/** An app whose `/reply` streams what `events` makes. */
async function streaming(events: (signal: AbortSignal) => AsyncIterable<{ type: string }>, heartbeatMs?: number) {
  app = await testApp()
  app.get('/reply', { config: { open: true } }, (request, reply) =>
    sendEvents(request, reply, events(clientGone(reply)), heartbeatMs ? { heartbeatMs } : {}),
  )
}

test('a reply arrives as named events', async () => {
  await streaming(async function* () {
    yield { type: 'turn-start', exchange_id: 'e1' }
    yield { type: 'reply-delta', text: 'Two\nlines' }
  })
  const answer = await app.inject('/reply')
  expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8')
  expect(answer.headers['x-accel-buffering']).toBe('no')
  expect(answer.headers['x-frame-options']).toBe('DENY')
  expect(answer.body).toBe(
    'event: turn-start\ndata: {"exchange_id":"e1"}\n\nevent: reply-delta\ndata: {"text":"Two\\nlines"}\n\n',
  )
})

test('a problem before the first event is an ordinary error', async () => {
  // biome-ignore lint/correctness/useYield: it fails before it has anything to say
  await streaming(async function* () {
    throw new Problem('model-unavailable', 'Your words are safe.', { retryAfter: 30, fields: { kept: true } })
  })
  const answer = await app.inject('/reply')
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('30')
  expect(answer.json()).toMatchObject({ code: 'model-unavailable', kept: true })
})

test('a problem after the first event is an error event, and a bug leaks nothing', async () => {
  await streaming(async function* () {
    yield { type: 'turn-start' }
    throw new TypeError('secret of the house')
  })
  const answer = await app.inject('/reply')
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toContain('event: error\ndata: {"detail":"Something went wrong')
  expect(answer.body).not.toContain('secret')
})

test('a heartbeat keeps a silent stream alive', async () => {
  let think = () => {}
  await streaming(async function* () {
    yield { type: 'turn-start' }
    await new Promise<void>((resolve) => {
      think = resolve
    })
    yield { type: 'reply-end' }
  }, 5)
  let text = ''
  await read('/reply', (chunk) => {
    text += chunk
    if (text.includes(':\n\n')) think()
  })
  expect(text).toMatch(/turn-start\ndata: {}\n\n(?::\n\n)+event: reply-end/)
})

test('when the client leaves, the work is told and the events are closed', async () => {
  const closed = Promise.withResolvers<boolean>()
  await streaming(async function* (signal) {
    try {
      yield { type: 'turn-start' }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    } finally {
      closed.resolve(signal.aborted)
    }
  })
  await read('/reply', (_chunk, leave) => leave())
  expect(await closed.promise).toBe(true)
})

test('when the client leaves, events that listen to nobody are closed too', async () => {
  const closed = Promise.withResolvers<string>()
  await streaming(async function* () {
    try {
      for (;;) {
        yield { type: 'reply-delta' }
        await new Promise(setImmediate)
      }
    } finally {
      closed.resolve('closed')
    }
  })
  await read('/reply', (_chunk, leave) => leave())
  expect(await closed.promise).toBe('closed')
})

test('an answer that was finished is not taken for a client that left', async () => {
  let signal: AbortSignal | undefined
  await streaming(async function* (gone) {
    signal = gone
    yield { type: 'turn-start' }
  })
  await read('/reply', () => {})
  await app.close()
  expect(signal?.aborted).toBe(false)
})

async function read(path: string, seen: (chunk: string, leave: () => void) => void): Promise<void> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  await new Promise<void>((resolve, reject) => {
    const asking = httpRequest({ port, path, agent: false }, (answer) => {
      answer.setEncoding('utf8').on('data', (chunk) => seen(chunk, () => asking.destroy()))
      answer.on('close', resolve)
      answer.on('error', () => resolve())
    })
    asking.on('error', reject).end()
  })
}
