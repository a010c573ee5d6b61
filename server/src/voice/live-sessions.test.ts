import type { ServerFrame } from '@lva/contracts/socket'
import { FRAME_BYTES, FRAMES_AT_ONCE_MAX } from '@lva/contracts/voice'
import { expect, test } from 'vitest'
import type { SignedIn } from '../http/who-asks.ts'
import { createMeasures } from '../operations/prometheus.ts'
import { createHandClock } from '../providers/conformance/hand-clock.ts'
import { createBrowserLine } from './browser-line.ts'
import { createLiveMeasures } from './live-measures.ts'
import { createLiveSessions } from './live-sessions.ts'
import type { Session } from './live-voice.ts'
import { createSocketVoice } from './socket-voice.ts'

const START = { type: 'voice-start', protocol: 1, sample_rate: 16_000, input: 'audio', output: 'text' } as const
const SECOND = Buffer.alloc(FRAME_BYTES * FRAMES_AT_ONCE_MAX)

const learner = (userId: string): SignedIn => ({
  ...{ userId, fullName: null, locale: 'en', timezone: 'UTC', signInId: 'one', role: 'user' },
  expiresAt: new Date(8.64e15),
})

/** Live voices whose sessions only count what they hear. */
function lives(wishes: { opens?: () => Promise<void>; close?: () => Promise<void> } = {}) {
  const clock = createHandClock()
  let made = 0
  let heard = 0
  const errors: string[] = []
  const live = createLiveSessions({
    ...{ clock, now: () => new Date(), newId: () => `voice-${++made}` },
    log: { error: (_, message) => void errors.push(message) },
    limits: { total: 9, perUser: 9, lastsMs: 3_600_000 },
    async open() {
      await wishes.opens?.()
      const session: Session = {
        hear: () => void heard++,
        ...{ throughMs: () => 0, state: () => 'listening' },
        ...{ transcript() {}, mute() {}, commit() {}, cancel() {}, played() {}, away() {}, tune() {} },
        close: wishes.close ?? (async () => {}),
      }
      const line = createBrowserLine({ output: 'text', onResume() {} })
      return { session, line, recogniser: 'segment', turns: () => 0, settled: async () => {} }
    },
  })
  const measures = createLiveMeasures(createMeasures(), live)

  function tab(userId = 'ana') {
    const got: ServerFrame[] = []
    const wire = { send: (frame: ServerFrame) => void got.push(frame), sendSound() {} }
    const socket = createSocketVoice({ live, measures, clock }, { sessionId: 'monday', wire })
    const start = (more: object = {}) => socket.take({ ...START, ...more }, async () => learner(userId))
    return { ...socket, got, start }
  }
  return { clock, live, tab, heard: () => heard, errors }
}

test('what was heard already may come again as fast as it likes, and nothing else may', async () => {
  const { clock, tab, heard } = lives()
  const first = tab()
  await first.start()
  for (let n = 0; n < 60; n++) {
    await clock.advance(1_000)
    first.hear(SECOND)
  }
  first.leave()
  const second = tab()
  await second.start({ resume: 'voice-1' })
  for (let n = 0; n < 60; n++) second.hear(SECOND)
  expect(heard()).toBe(3_000)
  expect(() => {
    for (let n = 0; n < 60; n++) second.hear(SECOND)
  }).toThrow('faster than anybody speaks')
})

test('sound for a voice that is over is told once a second', async () => {
  const { clock, live, tab } = lives()
  const one = tab()
  await one.start()
  await live.endAll('ana')
  let told = 0
  for (let n = 0; n < 100; n++) {
    await clock.advance(20)
    try {
      one.hear(SECOND.subarray(0, FRAME_BYTES))
    } catch {
      told++
    }
  }
  expect(told).toBe(2)
})

test('whose account goes while a live voice is being opened gets none', async () => {
  const opened = Promise.withResolvers<void>()
  const { live, tab } = lives({ opens: () => opened.promise })
  const starting = tab().start()
  await Promise.resolve()
  await live.endAll('ana')
  opened.resolve()
  await expect(starting).rejects.toMatchObject({ code: 'voice-lost' })
  expect(live.list()).toEqual([])
})

test('a live voice that does not end well ends, and hinders nobody', async () => {
  const close = () => Promise.reject(new Error('the disk is full'))
  const { clock, live, tab, errors } = lives({ close })
  const first = tab()
  await first.start()
  await tab().start()
  expect(first.got.at(-1)).toMatchObject({ type: 'error', code: 'taken-over' })
  await clock.advance(3_600_000)
  expect(live.list()).toEqual([])
  expect(errors).toHaveLength(2)
})

test('of two tabs that begin at once the one that came last has the voice', async () => {
  const opened = Promise.withResolvers<void>()
  const { live, tab } = lives({ opens: () => opened.promise })
  const both = [tab().start(), tab().start()]
  await Promise.resolve()
  opened.resolve()
  expect(await Promise.allSettled(both)).toMatchObject([{ reason: { code: 'taken-over' } }, { status: 'fulfilled' }])
  expect(live.list()).toHaveLength(1)
})

test('a voice that is ending is not taken up again', async () => {
  const closed = Promise.withResolvers<void>()
  const { tab } = lives({ close: () => closed.promise })
  const first = tab()
  await first.start()
  const ending = first.take({ type: 'voice-stop' }, async () => learner('ana'))
  await expect(tab().start({ resume: 'voice-1' })).rejects.toMatchObject({ code: 'voice-lost' })
  closed.resolve()
  await ending
})
