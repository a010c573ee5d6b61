import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, describe, expect, test } from 'vitest'
import { Problem } from '../src/problem.ts'
import { createScriptedTts } from '../src/providers/scripted.ts'
import { createEars } from '../src/recordings/ears.ts'
import { identify } from '../src/recordings/identify.ts'
import { has, random, reencode } from '../src/recordings/testing/sounds.ts'
import { createWorkers } from '../src/workers/workers.ts'
import { inHouses } from './house.ts'
import { voiceFile } from './recordings.ts'
import { times } from './thorough.ts'

const workers = createWorkers({ count: 2 })
const ears = createEars(workers)
afterAll(() => workers.close())

/** What becomes of a file: the code of its problem, or `heard`. Anything else thrown is a bug. */
async function fate(bytes: Uint8Array): Promise<string> {
  try {
    await ears.hear(
      { bytes, kind: identify(bytes), maxSeconds: 60 },
      { signal: AbortSignal.timeout(30_000), owner: 'ana' },
    )
    return 'heard'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

const noFfmpeg = !has('ffmpeg') && !process.env.CI
const CUTS = times(60, 10)
const MUTATIONS = times(100, 20)
/** The ears give a recording up after 20 s; beside it waits one other. */
const SLOWEST_MS = 45_000
const HEAP_BYTES = 48 * 1024 * 1024
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

const chance = random(7281)
const below = (limit: number) => Math.floor(((chance() + 1) / 2) * limit)
/** The same file with some bytes changed, every other time in its first ones only, where formats keep what they promise. */
function changed(file: Uint8Array, n: number): Buffer {
  const copy = Buffer.from(file)
  const many = 1 + below(8)
  for (let at = 0; at < many; at++) copy[below(n % 2 ? Math.min(256, file.length) : file.length)] = below(256)
  return copy
}

/** The fates of many files, two at a time as the ears have it, how many of each, and the longest any took. */
async function fatesOf(files: Iterable<Uint8Array>) {
  const fates = new Map<string, number>()
  const rest = files[Symbol.iterator]()
  let slowestMs = 0
  async function next(): Promise<void> {
    for (let file = rest.next(); !file.done; file = rest.next()) {
      const began = performance.now()
      const code = await fate(file.value)
      slowestMs = Math.max(slowestMs, performance.now() - began)
      fates.set(code, (fates.get(code) ?? 0) + 1)
    }
  }
  await Promise.all([next(), next()])
  return { fates: Object.fromEntries(fates), slowestMs: Math.round(slowestMs) }
}

function heapBytes(): number {
  setFlagsFromString('--expose_gc')
  runInNewContext('gc')()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** One sample of every kind that is taken. */
const samples: Record<string, () => Uint8Array> = {
  wav: () => voiceFile,
  mp3: () => reencode(voiceFile, 'wav', 'mp3'),
  'ogg-opus': () => reencode(voiceFile, 'wav', 'ogg', ['-c:a', 'libopus']),
  'ogg-vorbis': () => reencode(voiceFile, 'wav', 'ogg', ['-c:a', 'libvorbis']),
  webm: () => reencode(voiceFile, 'wav', 'webm', ['-c:a', 'libopus']),
  // Its table first, so that one that is cut off still has something in it.
  mp4: () => reencode(voiceFile, 'wav', 'm4a', ['-movflags', '+faststart']),
  flac: () => reencode(voiceFile, 'wav', 'flac'),
}

describe.each(Object.keys(samples))('a recording as %s', (kind) => {
  test.skipIf(noFfmpeg && kind !== 'wav')(
    'cut off or changed at random is heard or refused, in bounded time and memory',
    async () => {
      const sample = samples[kind]?.() ?? new Uint8Array()
      expect(identify(sample)).toBe(kind)
      expect(await fate(sample)).toBe('heard')
      const before = heapBytes()
      const cuts = Array.from({ length: CUTS }, (_, n) => sample.subarray(0, Math.floor((sample.length * n) / CUTS)))
      const cut = await fatesOf(cuts)
      const mutated = await fatesOf(Array.from({ length: MUTATIONS }, (_, n) => changed(sample, n)))
      // Whatever became of the threads, the next good file is heard.
      expect(await fate(sample)).toBe('heard')
      const grown = heapBytes() - before
      process.stdout.write(
        `${kind}: cut ${JSON.stringify(cut)} changed ${JSON.stringify(mutated)} heap ${Math.round(grown / 1024)} KiB\n`,
      )
      for (const code of [...Object.keys(cut.fates), ...Object.keys(mutated.fates)]) expect(EXPECTED).toContain(code)
      expect(Math.max(cut.slowestMs, mutated.slowestMs)).toBeLessThan(SLOWEST_MS)
      expect(grown).toBeLessThan(HEAP_BYTES)
    },
    240_000,
  )
})

/** The same file with the four bytes at every place where `name` ends, or begins, saying `value`. */
function withNumber(file: Uint8Array, name: string, value: number, { offset }: { offset: number }): Buffer {
  const copy = Buffer.from(file)
  for (let at = copy.indexOf(name, 0, 'latin1'); at >= 0; at = copy.indexOf(name, at + 1, 'latin1'))
    if (at + offset >= 0 && at + offset + 4 <= copy.length) copy.writeUInt32BE(value, at + offset)
  return copy
}

/** The same WebM with the length of an element as large as its field can say (RFC 8794). */
function withLength(file: Uint8Array, id: string): Buffer {
  const copy = Buffer.from(file)
  const at = copy.indexOf(Buffer.from(id, 'hex')) + id.length / 2
  const width = Math.clz32(copy[at] ?? 1) - 23
  copy.fill(0xff, at, at + width)
  copy[at] = (0x100 >> width) | ((0x100 >> width) - 1)
  // All ones would say that the length is unknown.
  copy[at + width - 1] = (copy[at + width - 1] ?? 0) & 0xfe
  return copy
}

test('headers that promise the absurd, and bytes changed at random, harm nobody', async () => {
  const absurd = [0, 1, 0xffff, 0x7fffffff, 0xffffffff].flatMap((extreme) => [
    header({ rate: extreme }),
    header({ channels: extreme & 0xffff }),
    header({ bits: extreme & 0xffff }),
    header({ size: extreme }),
    header({ rate: extreme, channels: 0xffff, bits: 0xffff, size: 0xffffffff }),
  ])
  if (!noFfmpeg) {
    const [mp4, webm, flac, mp3] = (['mp4', 'webm', 'flac', 'mp3'] as const).map(
      (kind) => samples[kind]?.() ?? new Uint8Array(),
    ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    for (const value of [0, 1, 7, 0x7fffffff, 0xffffffff]) {
      for (const box of ['ftyp', 'moov', 'mdat', 'trak', 'stbl', 'stsz', 'stts', 'stco', 'esds'])
        absurd.push(withNumber(mp4, box, value, { offset: -4 }))
      for (const box of ['stts', 'stsc', 'stco']) absurd.push(withNumber(mp4, box, value, { offset: 8 }))
      for (const offset of [8, 12]) absurd.push(withNumber(mp4, 'stsz', value, { offset }))
      absurd.push(withNumber(flac, 'fLaC', value, { offset: 22 }), withNumber(mp3, 'ID3', value, { offset: 6 }))
    }
    for (const id of ['18538067', '1549a966', '1654ae6b', '1f43b675', '63a2', 'a3']) absurd.push(withLength(webm, id))
  }
  const { fates, slowestMs } = await fatesOf(absurd)
  process.stdout.write(`absurd: ${absurd.length} files, ${JSON.stringify(fates)}, slowest ${slowestMs} ms\n`)
  for (const code of Object.keys(fates)) expect(EXPECTED).toContain(code)
  expect(slowestMs).toBeLessThan(SLOWEST_MS)
  expect(await fate(voiceFile)).toBe('heard')
}, 240_000)

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

    test('or was changed at random never breaks the door', async () => {
      const house = await open({ stt: null })
      const ada = await house.learner()
      const kinds = Object.keys(samples).filter((kind) => kind === 'wav' || !noFfmpeg)
      const told = new Map<string, number>()
      for (const kind of kinds) {
        const sample = samples[kind]?.() ?? new Uint8Array()
        for (let n = 0; n < 12; n++) {
          const file = n < 8 ? changed(sample, n) : sample.subarray(0, (sample.length * (n - 8)) / 4)
          const { status, body } = await ada.speak(file, { session: `${kind}-${n}` })
          const said = `${status} ${body.code}`
          told.set(said, (told.get(said) ?? 0) + 1)
          // Without a recogniser a good file is kept; anything else is refused.
          expect(status === 503 ? body : { code: 'no-recogniser', kept: true }, said).toMatchObject({
            code: 'no-recogniser',
            kept: true,
          })
          expect(status === 503 || (status >= 400 && status < 500), said).toBe(true)
        }
      }
      process.stdout.write(`through the door: ${JSON.stringify(Object.fromEntries(told))}\n`)
    }, 240_000)

    test('is not what a reply is heard as', async () => {
      const house = await open({ tts: createScriptedTts() })
      const ada = await house.learner()
      const { audio_url } = (await ada.say('Read this to me.')).body
      const answer = await fetch(house.url + audio_url)
      expect(answer.status).toBe(200)
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'audio/wav',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      expect(Buffer.from(await answer.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF')
    })
  },
  ['sqlite'],
)
