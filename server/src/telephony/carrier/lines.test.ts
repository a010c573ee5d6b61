import { createResampler } from '@lva/speech/resample'
import { describe, expect, test } from 'vitest'
import { readTwiml } from '../../../test/telephony/read-twiml.ts'
import { createHandClock } from '../../providers/conformance/hand-clock.ts'
import { createIncomingSound } from './incoming-sound.ts'
import { createMediaLine, type MediaOut } from './media-line.ts'
import { fromMulaw, toMulaw } from './mulaw.ts'
import { createRelayLine } from './relay-line.ts'
import { twiml, verb } from './twiml.ts'

test('what is said is well-formed, whatever is in it', () => {
  const odd = `<Hangup/> & "quotes" 'and'\u0000\u0007\ufffe \ud800 ä 日本 🌊\n`
  const [say, gather] = readTwiml(
    twiml(verb('Say', { language: odd }, odd), verb('Gather', { numDigits: 6, hints: undefined })),
  )
  const kept = `<Hangup/> & "quotes" 'and' \ufffd ä 日本 🌊\n`
  expect(say).toMatchObject({ text: kept, attributes: { language: kept } })
  expect(gather?.attributes).toEqual({ numDigits: '6' })
})

test('µ-law is what G.711 says, and silence is 0xFF', () => {
  expect([...toMulaw(Int16Array.of(0, 8, -8, 100, -100, 32_767, -32_768))]).toEqual([
    0xff, 0xfe, 0x7e, 0xf2, 0x72, 0x80, 0x00,
  ])
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const back = toMulaw(fromMulaw(bytes))
  // Of the two zeros one is written.
  expect([...back].map((byte, i) => (i === 0x7f ? 0x7f : byte))).toEqual([...bytes])
})

describe('what a caller says', () => {
  const frame = (level: number) => toMulaw(new Int16Array(160).fill(level))
  function heardOf(messages: [atMs: number, level: number][]) {
    const heard: Int16Array[] = []
    const incoming = createIncomingSound((one) => heard.push(one))
    for (const [atMs, level] of messages) incoming.take(atMs, frame(level))
    return heard.map((one) => Math.round((one[200] ?? 0) / 1000))
  }

  test('is heard in its time: gaps are silence, what comes late is put in its place, twice is once', () => {
    const inOrder: [number, number][] = [0, 20, 40, 60, 80, 100].map((at) => [at, at * 100])
    expect(heardOf(inOrder)).toEqual([0, 2, 4, 6, 8, 10])
    expect(heardOf([...inOrder.slice(0, 2), ...inOrder.slice(3)])).toEqual([0, 2, 0, 6, 8, 10])
    const [a, b, c, d, e, f] = inOrder as [
      [number, number],
      [number, number],
      [number, number],
      [number, number],
      [number, number],
      [number, number],
    ]
    expect(heardOf([a, c, b, d, f, e])).toEqual([0, 2, 4, 6, 8, 10])
    expect(heardOf([a, a, b, b, a, c])).toEqual([0, 2, 4])
  })

  test('is bounded: a clock that jumps is no gap, and absurd messages are nothing', () => {
    expect(
      heardOf([
        [0, 1_000],
        [3_600_000, 2_000],
      ]),
    ).toEqual([1, 2])
    expect(
      heardOf([
        [0, 1_000],
        [Number.MAX_VALUE, 2_000],
      ]),
    ).toEqual([1, 2])
    // One absurd moment takes the place of a frame, and nobody is deaf afterwards; two that agree are believed.
    const steady = (from: number, at: number[]) => at.map((ms): [number, number] => [from + ms, ms * 100])
    expect(heardOf([...steady(0, [0, 20]), [1e15, 3_000], ...steady(0, [40, 60, 80])])).toEqual([0, 2, 3, 6, 8])
    expect(heardOf([...steady(1e12, [0, 20]), ...steady(0, [40, 60, 80])])).toEqual([0, 2, 6, 8])
    const heard: Int16Array[] = []
    const incoming = createIncomingSound((one) => heard.push(one))
    incoming.take(0, new Uint8Array(0))
    incoming.take(0, new Uint8Array(1_000_000))
    for (let n = 0; n < 3; n++) incoming.take(Number.NaN, frame(1_000))
    expect(heard).toHaveLength(3)
  })

  test('comes out as it went in, a frame for a frame', () => {
    const tone = (n: number, rate: number) => 8_000 * Math.sin((2 * Math.PI * 440 * n) / rate)
    const heard: number[] = []
    const incoming = createIncomingSound((one) => heard.push(...one))
    for (let at = 0; at < 50; at++) {
      incoming.take(at * 20, toMulaw(Int16Array.from({ length: 160 }, (_, i) => tone(at * 160 + i, 8_000))))
      expect(heard).toHaveLength((at + 1) * 320)
    }
    // 32 samples behind: 2 ms.
    const error = heard.slice(4_000).map((sample, i) => Math.abs(sample - tone(i + 4_000 - 32, 16_000)))
    expect(Math.max(...error)).toBeLessThan(400)
  })
})

describe('a telephone as a line of sound', () => {
  const sound = (ms: number) => new Int16Array(24 * ms).fill(5_000)
  function within() {
    const clock = createHandClock()
    const sent: (MediaOut & { at: number })[] = []
    const line = createMediaLine({ clock, send: (what) => sent.push({ ...what, at: clock.ms() }), show() {} })
    const media = () => sent.filter(({ event }) => event === 'media')
    const marks = () => sent.flatMap((one) => (one.event === 'mark' ? [one.name] : []))
    return { clock, sent, line, media, marks }
  }

  test('gets whole frames at once and then in time, and a mark at least every fifth of a second', async () => {
    const { clock, line, media, sent } = within()
    line.begin({ replyId: 'r1', exchangeId: 'x1' })
    line.play(sound(3_000))
    expect(media()[0]?.at).toBe(0)
    expect(media()).toHaveLength(25)
    line.end?.()
    await clock.advance(4_000)
    expect(media()).toHaveLength(151)
    expect(media().every((one) => one.event === 'media' && Buffer.from(one.payload, 'base64').length === 160)).toBe(
      true,
    )
    let since = 0
    for (const { event } of sent) {
      since = event === 'media' ? since + 20 : 0
      expect(since).toBeLessThanOrEqual(200)
    }
    expect(clock.pending).toBe(0)
  })

  test('is silent at once, and what comes back of it then was not heard', async () => {
    const { clock, line, sent, marks } = within()
    line.begin({ replyId: 'r1', exchangeId: 'x1' })
    line.play(sound(2_000))
    await clock.advance(250)
    const before = marks()
    expect(line.marked(before[0] ?? '')).toBe(100)
    expect(line.marked(before[1] ?? '')).toBe(200)
    line.clear()
    expect(sent.at(-1)).toMatchObject({ event: 'clear', at: 250 })
    for (const name of [...before, 'nonsense', '9:9', '']) expect(line.marked(name)).toBe(null)
    expect(line.playedMs()).toBe(200)
    await clock.advance(1_000)
    expect(sent.at(-1)?.event).toBe('clear')
    line.begin({ replyId: 'r2', exchangeId: 'x2' })
    line.play(sound(2_000))
    expect(line.playedMs()).toBe(0)
    for (const name of before) expect(line.marked(name)).toBe(null)
  })

  test('waits where it is told to, and goes on from there', async () => {
    const { clock, line, media, marks } = within()
    line.begin({ replyId: 'r1', exchangeId: 'x1' })
    line.play(sound(1_000))
    line.end?.()
    await clock.advance(100)
    line.marked(marks()[0] ?? '')
    await clock.advance(100)
    line.pause()
    const paused = media().length
    await clock.advance(5_000)
    expect(media()).toHaveLength(paused)
    expect(line.playedMs()).toBe(100)
    line.resume()
    await clock.advance(2_000)
    // A fifth of a second was heard; the rest is sent again.
    expect(media()).toHaveLength(paused + 51 - 10)
    expect(line.marked(marks().at(-1) ?? '')).toBe(1_020)
  })

  test('adds less than 60 ms to what a voice says', () => {
    // Into the line: the first frame leaves with the first 20 ms of sound and what the filter holds.
    const clock = createHandClock()
    let sentMs = 0
    let first: number | null = null
    const line = createMediaLine({ clock, send: () => (first ??= sentMs), show() {} })
    line.begin({ replyId: 'r1', exchangeId: 'x1' })
    for (; first === null; sentMs += 1) line.play(sound(1))
    expect(first + 1).toBeLessThanOrEqual(24)
    // Out of it: the filter's 2 ms, and 40 at most where something is missing.
    const up = createResampler(8_000, 16_000)
    expect(320 - up.push(new Int16Array(160)).length).toBeLessThanOrEqual(32)
  })
})

describe('a telephone as a line of text', () => {
  function within() {
    const sent: { type: string; token?: string; last?: boolean }[] = []
    return { sent, line: createRelayLine({ clock: createHandClock(), send: (what) => sent.push(what), show() {} }) }
  }

  test('is told everything as one utterance that is always closed', () => {
    const { line, sent } = within()
    line.begin({ replyId: 'r1', exchangeId: 'x1' })
    line.say('One two.', 800)
    line.say('Three.', 600)
    line.end?.()
    line.begin({ replyId: 'r2', exchangeId: 'x2' })
    line.say('Four.', 500)
    line.clear()
    expect(sent.map(({ token, last }) => [token, last])).toEqual([
      ['One two.', false],
      [' Three.', false],
      ['', true],
      ['Four.', false],
      ['', true],
    ])
  })

  test.each([
    ['', 0],
    ['One', 300],
    ['one TWO', 700],
    ['One two. Thr', 1_100],
    ['One two Three', 1_300],
    ['One three', 500],
    ['Something else', 0],
  ])('knows how much was heard of it: %s', (words, ms) => {
    const { line } = within()
    line.begin({ replyId: 'r1', exchangeId: 'x1' })
    line.say('One two.', 800)
    line.say('Three.', 600)
    expect(Math.round(line.cutAt(words))).toBe(ms)
  })
})
