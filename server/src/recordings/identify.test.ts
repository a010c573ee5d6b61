import { expect, test } from 'vitest'
import { toWav } from '../providers/pcm.ts'
import { identify, MAX_BYTES } from './identify.ts'
import { encode, has, random, sound } from './testing/sounds.ts'

const tone = sound(0.5, (t) => 0.3 * Math.sin(t * 2000))
const noFfmpeg = !has('ffmpeg') && !process.env.CI

test.skipIf(noFfmpeg)('a recording is known by its content', () => {
  const kinds = {
    wav: identify(toWav(tone)),
    mp3: identify(encode(tone, 'mp3')),
    bareMp3: identify(encode(tone, 'mp3', ['-id3v2_version', '0', '-write_xing', '0'])),
    ogg: identify(encode(tone, 'ogg', ['-c:a', 'libvorbis'])),
    opus: identify(encode(tone, 'ogg', ['-c:a', 'libopus'])),
    webm: identify(encode(tone, 'webm')),
    m4a: identify(encode(tone, 'm4a')),
    flac: identify(encode(tone, 'flac')),
  }
  expect(kinds).toEqual({
    wav: 'wav',
    mp3: 'mp3',
    bareMp3: 'mp3',
    ogg: 'ogg-vorbis',
    opus: 'ogg-opus',
    webm: 'webm',
    m4a: 'mp4',
    flac: 'flac',
  })
})

test('anything else is refused, whatever it is called', () => {
  const others: Record<string, Uint8Array> = {
    page: Buffer.from('<!doctype html><title>RIFF</title>'),
    picture: Buffer.from('\x89PNG\r\n\x1a\n and more of it', 'latin1'),
    video: Buffer.from('RIFF\x00\x10\x00\x00AVI LIST', 'latin1'),
    oneByte: Buffer.from([0xff]),
    words: Buffer.from('I said it aloud'),
    matroska: Buffer.from('\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska', 'latin1'),
  }
  for (const [name, bytes] of Object.entries(others)) {
    expect(() => identify(bytes), name).toThrow(expect.objectContaining({ code: 'unknown-audio' }))
  }
  const noise = random(7)
  for (let n = 0; n < 200; n++) {
    const bytes = Uint8Array.from({ length: 4096 }, () => noise() * 256)
    expect(() => identify(bytes), `noise ${n}`).toThrow(expect.objectContaining({ code: 'unknown-audio' }))
  }
})

test('an empty recording and one that is too large are told apart', () => {
  expect(() => identify(new Uint8Array())).toThrow(expect.objectContaining({ code: 'nothing-said' }))
  const large = new Uint8Array(MAX_BYTES + 1)
  large.set(toWav(tone))
  expect(() => identify(large)).toThrow(expect.objectContaining({ code: 'too-large' }))
})
