import { afterAll, expect, test } from 'vitest'
import { Problem } from '../src/problem.ts'
import { createEars } from '../src/recordings/ears.ts'
import { identify } from '../src/recordings/identify.ts'
import { random } from '../src/recordings/testing/sounds.ts'
import { inHouses } from './house.ts'
import { voiceFile } from './recordings.ts'

const ears = createEars({ count: 2 })
afterAll(() => ears.close())

/** What becomes of a file: the code of its problem, or `heard`. Anything else thrown is a bug. */
async function fate(bytes: Uint8Array): Promise<string> {
  try {
    await ears.hear({ bytes, kind: identify(bytes), maxSeconds: 60 }, { signal: AbortSignal.timeout(30_000) })
    return 'heard'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

const EXPECTED = ['heard', 'nothing-said', 'unknown-audio', 'damaged-audio', 'audio-too-long', 'too-large']

/** A WAV whose header says what it likes. */
function header({ rate = 16_000, channels = 1, bits = 16, size = 32_000 }): Buffer {
  const file = Buffer.from(voiceFile)
  file.writeUInt16LE(channels, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt16LE(bits, 34)
  file.writeUInt32LE(size, 40)
  return file
}

test('a recording cut off at every thousandth byte is heard or refused', async () => {
  const fates = new Map<string, number>()
  for (let length = 0; length < voiceFile.length; length += 1_000) {
    const code = await fate(voiceFile.subarray(0, length))
    fates.set(code, (fates.get(code) ?? 0) + 1)
  }
  process.stdout.write(`cut off: ${JSON.stringify(Object.fromEntries(fates))}\n`)
  for (const code of fates.keys()) expect(EXPECTED).toContain(code)
})

test('headers that promise the absurd, and bytes changed at random, harm nobody', async () => {
  for (const extreme of [0, 1, 0xffff, 0x7fffffff, 0xffffffff])
    for (const file of [
      header({ rate: extreme }),
      header({ channels: extreme & 0xffff }),
      header({ bits: extreme & 0xffff }),
      header({ size: extreme }),
    ])
      expect(EXPECTED).toContain(await fate(file))
  const chance = random(7281)
  for (let n = 0; n < 60; n++) {
    const file = Buffer.from(voiceFile)
    for (let at = 0; at < 8; at++) file[Math.floor(chance() * (n % 2 ? 64 : file.length))] = chance() * 256
    expect(EXPECTED).toContain(await fate(file))
  }
  expect(await fate(voiceFile)).toBe('heard')
})

inHouses(
  'a file that is something else',
  (open) => {
    test('is refused whatever it is called, and what is given back is sound and nothing else', async () => {
      const house = await open({ stt: null })
      const ada = await house.learner()
      const script = '<script>alert(1)</script>'
      for (const text of [
        `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`,
        `<!doctype html>${script}`,
        'PK\u0003\u0004',
        '%PDF-1.7',
        'GIF89a',
        '\u007fELF',
        `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "&b;&b;">]><a>&a;</a>`,
      ])
        expect((await ada.speak(Buffer.from(text.padEnd(2_000)))).body, text).toMatchObject({ code: 'unknown-audio' })
      // A page behind a true beginning is kept as the sound it says it is, and never served as a page.
      const polyglot = Buffer.concat([voiceFile, Buffer.from(`<html>${script}`)])
      const { exchange_id } = (await ada.speak(polyglot)).body
      const { status, headers } = await ada.get(`/api/conversation/exchanges/${exchange_id}/recording`)
      expect(status).toBe(200)
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': 'audio/wav',
        'content-disposition': 'attachment; filename="recording.wav"',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
    })
  },
  ['sqlite'],
)
