import { beforeAll, expect, test } from 'vitest'
import { durationMs, type Pcm, toWav, wavHeader } from '../providers/pcm.ts'
import { decode } from './decode.ts'
import { identify } from './identify.ts'
import { encode, has, pinkNoise, random, sound } from './testing/sounds.ts'

const noFfmpeg = !has('ffmpeg') && !process.env.CI
const limit = { maxSeconds: 60 }
const read = (bytes: Uint8Array, maxSeconds = 60) => decode(bytes, identify(bytes), { maxSeconds })

// Three seconds that are nowhere like themselves: a rising tone in a changing level, with some noise.
const noise = pinkNoise(3)
const source = sound(
  3,
  (t) => (0.3 + 0.2 * Math.sin(5 * t)) * Math.sin(2 * Math.PI * (200 * t + 180 * t * t)) + 0.02 * noise(),
)

beforeAll(() => {
  if (noFfmpeg) process.stdout.write('skipped: ffmpeg is not installed (apt install ffmpeg)\n')
})

const rates = ['8000', '16000', '44100', '48000'].flatMap((rate) =>
  ['1', '2'].map((count) => ['-ar', rate, '-ac', count]),
)
const opusRates = ['1', '2'].map((count) => ['-ar', '48000', '-ac', count])
const files: [string, string[][]][] = [
  [
    'wav',
    [
      ...rates,
      ...['pcm_u8', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le', 'pcm_alaw', 'pcm_mulaw'].map((codec) => [
        '-c:a',
        codec,
      ]),
    ],
  ],
  ['mp3', [...rates, ['-b:a', '320k'], ['-id3v2_version', '0']]],
  ['flac', rates],
  [
    'ogg',
    [...rates.map((rate) => [...rate, '-c:a', 'libvorbis']), ...opusRates.map((rate) => [...rate, '-c:a', 'libopus'])],
  ],
  ['webm', [...opusRates, ['-frame_duration', '40'], ['-live', '1']].map((options) => [...options, '-c:a', 'libopus'])],
  ['m4a', rates],
  ['mp4', opusRates.map((rate) => [...rate, '-c:a', 'libopus'])],
]

test.skipIf(noFfmpeg).each(files)('a %s file sounds as it did before', async (ending, ways) => {
  for (const options of ways) {
    const found = await read(encode(source, ending, options))
    const how = `${ending} ${options.join(' ')}`
    expect(Math.abs(durationMs(found) - 3000), `${how}: length`).toBeLessThanOrEqual(50)
    expect(likeness(found, source), `${how}: sound`).toBeGreaterThan(0.98)
  }
  process.stdout.write(`${ending}: ${ways.length} ways of writing it\n`)
})

test.skipIf(noFfmpeg)('of a recording that was cut off, what is there is heard', async () => {
  for (const [ending, options] of [
    ['wav', []],
    ['mp3', []],
    ['flac', []],
    ['ogg', ['-c:a', 'libopus']],
    ['ogg', ['-c:a', 'libvorbis']],
    ['webm', []],
    ['webm', ['-live', '1']],
    ['mp4', ['-c:a', 'aac', '-movflags', 'empty_moov+default_base_moof', '-frag_duration', '500000']],
  ] as const) {
    const whole = encode(source, ending, [...options])
    const found = await read(whole.subarray(0, Math.floor(whole.length * 0.6)))
    expect(durationMs(found), `${ending} ${options}`).toBeGreaterThan(900)
    expect(durationMs(found), ending).toBeLessThan(2_200)
    await expect(read(whole.subarray(0, 60)), ending).rejects.toMatchObject({
      code: expect.stringMatching(/damaged|unknown/),
    })
  }
})

test('a WAV that was still being written when it was sent is heard to its end', async () => {
  const streamed = Buffer.concat([wavHeader(16_000), toWav(source).subarray(44)])
  expect(durationMs(await read(streamed))).toBeCloseTo(3000, -1)
})

test('bytes that only begin like a recording are damaged, and do no harm', async () => {
  const rubbish = random(5)
  let damaged = 0
  for (const start of [
    toWav(source).subarray(0, 44),
    Buffer.from('fLaC'),
    Buffer.from('OggS'),
    Buffer.from('\x1a\x45\xdf\xa3webm', 'latin1'),
    Buffer.from('\0\0\0\x18ftypM4A '),
  ]) {
    const bytes = Buffer.concat([start, Buffer.from(Uint8Array.from({ length: 3000 }, () => rubbish() * 256))])
    const kind = start[0] === 0x4f ? 'ogg-opus' : identify(bytes)
    await decode(bytes, kind, limit).catch((error) => {
      expect(error.code).toMatch(/damaged-audio|unknown-audio/)
      damaged++
    })
  }
  // A WAV has no inner order that rubbish could break: it is noise.
  expect(damaged).toBe(4)
})

test('a recording longer than allowed is given up, at the limit and not at its end', async () => {
  const minute = toWav(sound(10, () => 0))
  await expect(read(minute, 5)).rejects.toMatchObject({ code: 'audio-too-long' })
  expect(durationMs(await read(minute, 10))).toBe(10_000)
})

test.skipIf(noFfmpeg)('a small file that unfolds to much is given up at once', async () => {
  for (const [ending, options] of [
    ['flac', []],
    ['ogg', ['-c:a', 'libvorbis']],
    ['webm', []],
    ['mp3', ['-b:a', '8k', '-ar', '8000']],
  ] as const) {
    const hours = encode(
      sound(1, () => 0),
      ending,
      ['-af', 'aloop=loop=-1:size=16000', '-t', '900', ...options],
    )
    const started = performance.now()
    await expect(read(hours), ending).rejects.toMatchObject({ code: 'audio-too-long' })
    const ms = performance.now() - started
    process.stdout.write(`${ending}: 15 minutes in ${hours.length} bytes given up after ${ms.toFixed(0)} ms\n`)
    expect(ms, ending).toBeLessThan(3_000)
  }
})

/** The best correlation of two sounds within 5 ms of each other. */
function likeness({ samples }: Pcm, { samples: expected }: Pcm): number {
  let best = 0
  for (let shift = -80; shift <= 80; shift++) {
    let [shared, a, b] = [0, 0, 0]
    for (let i = 1000; i < 46_000; i++) {
      const [one = 0, other = 0] = [samples[i + shift], expected[i]]
      shared += one * other
      a += one * one
      b += other * other
    }
    best = Math.max(best, shared / Math.sqrt(a * b + 1))
  }
  return best
}
