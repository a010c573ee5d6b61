import * as contract from '@lva/contracts/voice'
import { expect, test } from 'vitest'
import * as pcm from './pcm.ts'
import { createSoundMemory } from './sound-memory.ts'

/** Frames that say which they are. */
const frame = (which: number) => new Int16Array(pcm.FRAME_SAMPLES).fill(which)
function spoken(count: number) {
  const memory = createSoundMemory()
  for (let i = 0; i < count; i++) memory.push(frame(i))
  return memory
}
const framesIn = (messages: Int16Array[]) =>
  messages.flatMap((message) =>
    Array.from({ length: message.length / pcm.FRAME_SAMPLES }, (_, i) => message[i * pcm.FRAME_SAMPLES]),
  )
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('rates and lengths are those of the contract', () => {
  expect(pcm.HEARD_RATE_HZ).toBe(contract.HEARD_RATE_HZ)
  expect(pcm.SPOKEN_RATE_HZ).toBe(contract.SPOKEN_RATE_HZ)
  expect(pcm.FRAME_MS).toBe(contract.FRAME_MS)
  expect(pcm.FRAME_SAMPLES * 2).toBe(contract.FRAME_BYTES)
  expect(pcm.FRAMES_AT_ONCE).toBe(contract.FRAMES_AT_ONCE_MAX)
})

test('what was said while the line was being opened goes first, a second at a time', () => {
  const memory = spoken(70)
  const messages = memory.unsent()
  expect(messages.map((message) => message.length / pcm.FRAME_SAMPLES)).toEqual([50, 20])
  expect(framesIn(messages)).toEqual(upTo(0, 70))
  memory.push(frame(70))
  expect(framesIn(memory.unsent())).toEqual([70])
})

test('what the server has is forgotten, and nothing else', () => {
  const memory = spoken(10)
  memory.unsent()
  expect(memory.safe(100)).toBe(5)
  expect(memory.waitingMs).toBe(100)
  // Half a frame is not a frame.
  expect(memory.safe(139)).toBe(6)
})

test('a server that claims more than it was sent is not believed', () => {
  const memory = spoken(10)
  expect(memory.safe(1_000)).toBe(0)
  expect(framesIn(memory.unsent())).toEqual(upTo(0, 10))
})

test('over a new line goes all that the server lacks, once more', () => {
  const memory = spoken(10)
  memory.unsent()
  memory.safe(60)
  memory.push(frame(10))
  memory.goOnAfter(100)
  expect(framesIn(memory.unsent())).toEqual(upTo(5, 11))
})

test('another voice is sent what the one before never had, and counts from there', () => {
  const memory = spoken(10)
  memory.unsent()
  memory.safe(60)
  memory.beginAgain()
  expect(framesIn(memory.unsent())).toEqual(upTo(3, 10))
  expect(memory.safe(40)).toBe(5)
  memory.goOnAfter(80)
  expect(framesIn(memory.unsent())).toEqual(upTo(7, 10))
})

test('a recording has the header every player knows', () => {
  const file = new DataView(pcm.wavOf(Int16Array.from([1, -2, 3])))
  const word = (at: number) => String.fromCharCode(...new Uint8Array(file.buffer, at, 4))
  expect([word(0), word(8), word(36)]).toEqual(['RIFF', 'WAVE', 'data'])
  expect(file.getUint32(24, true)).toBe(16_000)
  expect(file.getUint32(40, true)).toBe(6)
  expect(file.getInt16(46, true)).toBe(-2)
})
