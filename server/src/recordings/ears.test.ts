import { afterAll, expect, test } from 'vitest'
import { toWav } from '../providers/pcm.ts'
import { createEars } from './ears.ts'
import { sound } from './testing/sounds.ts'

const ears = createEars({ count: 2 })
afterAll(() => ears.close())

const { signal } = new AbortController()
const ask = (bytes: Uint8Array) => ({ bytes, kind: 'wav' as const, maxSeconds: 60 })
const glide = (seconds: number) =>
  sound(
    seconds,
    (t) =>
      (t % 1 < 0.6 ? 0.1 : 0) *
      [1, 2, 3, 4, 5].reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * (140 * t + 20 * t * (t % 1))), 0),
  )

test('several recordings are heard, each with its own answer', async () => {
  const lengths = [1, 2, 3, 4, 5]
  const heard = await Promise.all(lengths.map((seconds) => ears.hear(ask(toWav(glide(seconds))), { signal })))
  expect(heard.map(({ durationMs }) => durationMs)).toEqual([1000, 2000, 3000, 4000, 5000])
  expect(heard.every(({ voicedMs, speech }) => voicedMs > 100 && speech)).toBe(true)
})

test('nobody else waits while a long recording is heard', async () => {
  const minute = toWav(sound(59, (t) => 0.1 * Math.sin(800 * t)))
  await ears.hear(ask(toWav(glide(1))), { signal })
  const started = performance.now()
  const before = performance.eventLoopUtilization()
  const heard = await ears.hear(ask(minute), { signal })
  const { active } = performance.eventLoopUtilization(before)
  const all = performance.now() - started
  process.stdout.write(`a minute of sound: ${all.toFixed(0)} ms, ${active.toFixed(1)} ms of them in the main thread\n`)
  expect(heard.durationMs).toBe(59_000)
  expect(active).toBeLessThan(all / 5)
})

test('a problem of the file arrives as that problem', async () => {
  await expect(ears.hear(ask(toWav(sound(61, () => 0))), { signal })).rejects.toMatchObject({
    code: 'audio-too-long',
    status: 413,
  })
  await expect(ears.hear(ask(Buffer.from('RIFF????WAVE')), { signal })).rejects.toMatchObject({ code: 'damaged-audio' })
})

test('a recording that takes too long is given up, and the next one is heard', async () => {
  const hasty = createEars({ count: 1, timeoutMs: 5 })
  await expect(hasty.hear(ask(toWav(glide(50))), { signal })).rejects.toMatchObject({ code: 'damaged-audio' })
  await hasty.close()
  const patient = createEars({ count: 1 })
  const leaving = new AbortController()
  const left = patient.hear(ask(toWav(glide(50))), { signal: leaving.signal })
  const waiting = patient.hear(ask(toWav(glide(2))), { signal: leaving.signal })
  const next = patient.hear(ask(toWav(glide(1))), { signal })
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  await expect(waiting).rejects.toThrow('gone')
  expect((await next).durationMs).toBe(1000)
  await patient.close()
})
