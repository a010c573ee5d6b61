import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorkers } from '../workers/workers.ts'
import { createEars } from './ears.ts'
import { mendWebm } from './mend-webm.ts'
import { encode, has, sound } from './testing/sounds.ts'

const noFfmpeg = !has('ffmpeg') && !process.env.CI
const workers = createWorkers({ count: 1 })
const ears = createEars(workers)
afterAll(() => workers.close())
beforeAll(() => {
  if (noFfmpeg) process.stdout.write('skipped: ffmpeg is not installed (apt install ffmpeg)\n')
})

const asked = { signal: new AbortController().signal, owner: 'ana' }
const hear = (bytes: Uint8Array) => ears.hear({ bytes, kind: 'webm', maxSeconds: 60 }, asked)

// Void, CRC-32 and Cues of RFC 9559, and bytes that are no element at all.
const JUNK = ['ec84000000', 'bf840000000000', '1c53bb6b82bb80', '00ffffffffffffffffff'].map((hex) =>
  Buffer.from(hex, 'hex'),
)

test.skipIf(noFfmpeg)('a WebM with junk behind its sound is heard, and the junk goes unread', async () => {
  const whole = encode(tone(0.4), 'webm', ['-c:a', 'libopus'])
  for (const junk of JUNK) expect((await hear(Buffer.concat([whole, junk]))).durationMs).toBeCloseTo(400, -2)
  for (const junk of JUNK) expect(mendWebm(Buffer.concat([whole, junk]))).toEqual(mendWebm(whole))
})

const tone = (seconds: number) => sound(seconds, (t) => 0.2 * Math.sin(900 * t))
