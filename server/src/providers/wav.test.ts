import { expect, test } from 'vitest'
import { collect } from './conformance/llm.ts'
import { toBytes, toWav, wavHeader } from './pcm.ts'
import { readWav } from './wav.ts'

const samples = Int16Array.from({ length: 1_000 }, (_, i) => Math.round(20_000 * Math.sin(i / 7)))

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(bytes: Uint8Array, size = 4_096) {
  const pieces = await collect(readWav(inPieces(bytes, size)))
  return { sampleRate: pieces[0]?.sampleRate, samples: Int16Array.from(pieces.flatMap((piece) => [...piece.samples])) }
}

test.each([1, 3, 7, 45, 4_096])('a WAV that arrives %i bytes at a time is heard whole', async (size) => {
  expect(await read(toWav({ samples, sampleRate: 22_050 }), size)).toEqual({ samples, sampleRate: 22_050 })
})

test('a WAV that does not know its length yet lasts until the end', async () => {
  for (const claimed of [undefined, 0, 0x7fff_f000]) {
    const bytes = Buffer.concat([wavHeader(16_000, claimed), toBytes(samples)])
    expect((await read(bytes)).samples).toEqual(samples)
  }
})

test('what stands before and after the sound is not heard', async () => {
  const whole = toWav({ samples, sampleRate: 16_000 })
  const list = Buffer.from('LIST\x05\x00\x00\x00hello\x00', 'latin1')
  const bytes = Buffer.concat([whole.subarray(0, 36), list, whole.subarray(36), list])
  expect((await read(bytes, 11)).samples).toEqual(samples)
})

test('two channels become one', async () => {
  const stereo = Int16Array.from([...samples].flatMap((sample) => [sample, -sample]))
  const bytes = toWav({ samples: stereo, sampleRate: 16_000 })
  bytes.writeUInt16LE(2, 22)
  expect((await read(bytes, 5)).samples).toEqual(new Int16Array(1_000))
})

test.each([
  ['nothing', Buffer.alloc(0), 'it wrote no sound'],
  ['a message', Buffer.from('usage: speak [options]'), 'it wrote something that is no WAV'],
  ['a stump', wavHeader(16_000).subarray(0, 30), 'it wrote something that is no WAV'],
])('%s is no sound', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toThrow(message)
})

test('a WAV of another kind says which', async () => {
  const bytes = toWav({ samples, sampleRate: 16_000 })
  bytes.writeUInt16LE(24, 34)
  await expect(read(bytes)).rejects.toThrow('24 bits')
})
