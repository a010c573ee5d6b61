import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventStream, type StreamEvent } from './event-stream.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function cut(bytes: Uint8Array, places: number[]): ReadableStream<Uint8Array> {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return new ReadableStream({
    start(controller) {
      let from = 0
      for (const end of [...ends, bytes.length]) {
        controller.enqueue(bytes.slice(from, end))
        from = end
      }
      controller.close()
    },
  })
}

async function all(stream: ReadableStream<Uint8Array>): Promise<StreamEvent[]> {
  return Array.fromAsync(eventStream(stream))
}

const reply =
  ': hello\n\nevent: turn-start\r\ndata: {"exchange_id":"1"}\r\n\r\nevent: reply-delta\rdata:{"text":"Für Ökologie 🌍"}\r\rdata: a\ndata: b\n\nevent: lost\ndata: half'

test('a reply reads the same however the network cuts it, also inside a letter and a line break', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(200)), async (places) => {
      expect(await all(cut(bytesOf(reply), places))).toEqual([
        { name: 'turn-start', data: '{"exchange_id":"1"}' },
        { name: 'reply-delta', data: '{"text":"Für Ökologie 🌍"}' },
        { name: 'message', data: 'a\nb' },
      ])
    }),
  )
})

test('who stops reading frees the connection', async () => {
  let freed = false
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(bytesOf('data: more\n\n')),
    cancel: () => {
      freed = true
    },
  })
  for await (const event of eventStream(endless)) {
    expect(event.data).toBe('more')
    break
  }
  expect(freed).toBe(true)
})
