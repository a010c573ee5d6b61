import type { ServerFrame } from '@lva/contracts/socket'
import { expect, test } from 'vitest'
import { createBrowserLine } from './browser-line.ts'

const GREETING: ServerFrame = { type: 'pong' }
const sound = (ms: number, fill: number) => new Int16Array(24 * ms).fill(fill)

function wire() {
  const got: (ServerFrame | number[])[] = []
  return {
    got,
    send: (frame: ServerFrame) => void got.push(frame),
    sendSound: (bytes: Buffer) => void got.push([bytes.length / 48, bytes.readInt16LE(0)]),
    /** What came, in short. */
    short: () => got.map((one) => (Array.isArray(one) ? one : one.type)),
  }
}
const lineWith = (output: 'audio' | 'text' = 'audio') => createBrowserLine({ output, onResume() {} })

test('what is said while there is no connection waits for the next one, in order', () => {
  const line = lineWith()
  const [first, second] = [wire(), wire()]
  line.attach(first, {}, GREETING)
  line.begin({ replyId: 'r1', exchangeId: 'x' })
  line.play(sound(100, 1))
  expect(line.detach(first)).toBe(true)
  line.duck(true)
  line.play(sound(50, 2))
  line.attach(second, {}, GREETING)
  expect(first.short()).toEqual(['pong', [100, 1]])
  expect(second.short()).toEqual(['pong', 'duck', [50, 2]])
  expect(line.detach(first)).toBe(false)
})

test('sound is sent again from where the client says, and what was heard is not kept', () => {
  const line = lineWith()
  const [first, second] = [wire(), wire()]
  line.attach(first, {}, GREETING)
  line.begin({ replyId: 'r1', exchangeId: 'x' })
  line.play(sound(100, 1))
  line.play(sound(100, 2))
  line.played(150, 'r1')
  line.detach(first)
  line.play(sound(100, 3))
  line.attach(second, { replyId: 'r1', receivedMs: 180 }, GREETING)
  expect(second.short()).toEqual(['pong', [20, 2], [100, 3]])
})

test('a reply whose beginning was lost with the connection begins again', () => {
  const line = lineWith()
  const [first, second, third] = [wire(), wire(), wire()]
  line.attach(first, {}, GREETING)
  line.show({ type: 'transcript-end', text: 'What is a monad?', exchange_id: 'x' })
  line.begin({ replyId: 'r1', exchangeId: 'x' })
  line.show({ type: 'reply-start', exchange_id: 'x', reply_id: 'r1' })
  line.show({ type: 'reply-delta', text: 'A ' })
  line.play(sound(100, 1))
  line.detach(first)
  line.show({ type: 'reply-delta', text: 'box.' })
  line.play(sound(50, 2))
  line.show({ type: 'state', state: 'speaking' })
  line.attach(second, {}, GREETING)
  const begins = ['transcript-end', 'reply-start', 'reply-delta', 'reply-delta']
  expect(second.short()).toEqual(['pong', ...begins, 'state', [100, 1], [50, 2]])
  line.show({ type: 'reply-end', exchange_id: 'x', reply_id: 'r1', interrupted: false })
  line.detach(second)
  line.attach(third, {}, GREETING)
  expect(third.short()).toEqual(['pong'])
})

test('what happened while there was no connection is told in its order', () => {
  const line = lineWith()
  const [first, second] = [wire(), wire()]
  line.attach(first, {}, GREETING)
  line.begin({ replyId: 'r1', exchangeId: 'x' })
  line.show({ type: 'reply-start', exchange_id: 'x', reply_id: 'r1' })
  line.play(sound(100, 1))
  line.detach(first)
  line.clear()
  line.show({ type: 'reply-end', exchange_id: 'x', reply_id: 'r1', interrupted: true })
  line.show({ type: 'transcript-end', text: 'And a functor?', exchange_id: 'y' })
  line.begin({ replyId: 'r2', exchangeId: 'y' })
  line.show({ type: 'reply-start', exchange_id: 'y', reply_id: 'r2' })
  line.play(sound(50, 2))
  line.attach(second, { replyId: 'r1', receivedMs: 40 }, GREETING)
  expect(second.short()).toEqual(['pong', 'clear', 'reply-end', 'transcript-end', 'reply-start', [50, 2]])
})

test('nothing of a reply that was cut is sent again', () => {
  const line = lineWith()
  const [first, second] = [wire(), wire()]
  line.attach(first, {}, GREETING)
  line.begin({ replyId: 'r1', exchangeId: 'x' })
  line.play(sound(100, 1))
  line.detach(first)
  line.play(sound(100, 2))
  line.clear()
  line.attach(second, { replyId: 'r1', receivedMs: 50 }, GREETING)
  expect(second.short()).toEqual(['pong', 'clear'])
})

test('no player has heard what it was never sent, and no report goes back', () => {
  const line = lineWith()
  line.attach(wire(), {}, GREETING)
  expect(line.playedMs()).toBe(0)
  line.begin({ replyId: 'r1', exchangeId: 'x' })
  line.play(sound(100, 1))
  line.played(86_400_000, 'r1')
  expect(line.playedMs()).toBe(100)
  line.played(40, 'r1')
  line.played(90, 'r0')
  expect(line.playedMs()).toBe(100)
  line.begin({ replyId: 'r2', exchangeId: 'y' })
  expect(line.playedMs()).toBe(0)
  const own = lineWith('text')
  own.begin({ replyId: 'r1', exchangeId: 'x' })
  own.played(500, 'r1')
  expect(own.playedMs()).toBe(500)
})
