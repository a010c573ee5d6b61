import { writeFileSync } from 'node:fs'
import { createResampler } from '@lva/speech/resample'
import type { openConversation } from '../room/conversation.ts'

/** A conversation as a WAV: the microphone on the left, the loudspeaker on the right; 16 kHz. */
export function writeStereo(path: string, { microphone, loudspeaker }: ReturnType<typeof openConversation>) {
  const left = microphone.recording
  const resampler = createResampler(24_000, 16_000)
  const right = Int16Array.from(loudspeaker.flatMap((block) => [...resampler.push(block)]))
  const length = left.length * 320
  const bytes = Buffer.alloc(44 + length * 4)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + length * 4, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(2, 22)
  bytes.writeUInt32LE(16_000, 24)
  bytes.writeUInt32LE(64_000, 28)
  bytes.writeUInt16LE(4, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(length * 4, 40)
  for (let i = 0; i < length; i++) {
    bytes.writeInt16LE(left[Math.floor(i / 320)]?.[i % 320] ?? 0, 44 + i * 4)
    bytes.writeInt16LE(right[i] ?? 0, 46 + i * 4)
  }
  writeFileSync(path, bytes)
}
