import { afterAll, expect, test } from 'vitest'
import { toWav } from '../providers/pcm.ts'
import { createWorkers } from '../workers/workers.ts'
import { createEars } from './ears.ts'
import { sound } from './testing/sounds.ts'

const workers = createWorkers({ count: 2 })
const ears = createEars(workers)
afterAll(() => workers.close())

const asked = { signal: new AbortController().signal, owner: 'ana' }
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
  const heard = await Promise.all(lengths.map((seconds) => ears.hear(ask(toWav(glide(seconds))), asked)))
  expect(heard.map(({ durationMs }) => durationMs)).toEqual([1000, 2000, 3000, 4000, 5000])
  expect(heard.every(({ voicedMs, speech }) => voicedMs > 100 && speech)).toBe(true)
})

test('nobody else waits while a long recording is heard', async () => {
  const minute = toWav(sound(59, (t) => 0.1 * Math.sin(800 * t)))
  await ears.hear(ask(toWav(glide(1))), asked)
  // What each thread computed, and not how long it took: others are at work on this machine.
  const [all, own] = [process.cpuUsage(), process.threadCpuUsage()]
  const heard = await ears.hear(ask(minute), asked)
  const [allMs, ownMs] = [process.cpuUsage(all), process.threadCpuUsage(own)].map(
    ({ user, system }) => (user + system) / 1000,
  ) as [number, number]
  process.stdout.write(
    `a minute of sound: ${allMs.toFixed(0)} ms computed, ${ownMs.toFixed(1)} ms of them in the main thread\n`,
  )
  expect(heard.durationMs).toBe(59_000)
  expect(ownMs).toBeLessThan(allMs / 4)
})

test('a problem of the file arrives as that problem', async () => {
  await expect(ears.hear(ask(toWav(sound(61, () => 0))), asked)).rejects.toMatchObject({
    code: 'audio-too-long',
    status: 413,
  })
  await expect(ears.hear(ask(Buffer.from('RIFF????WAVE')), asked)).rejects.toMatchObject({ code: 'damaged-audio' })
})

test('a recording that takes too long is given up, and the next one is heard', async () => {
  const one = createWorkers({ count: 1 })
  const hasty = createEars(one, { timeoutMs: 5 })
  await expect(hasty.hear(ask(toWav(glide(50))), asked)).rejects.toMatchObject({ code: 'damaged-audio' })
  const patient = createEars(one)
  const leaving = new AbortController()
  const left = patient.hear(ask(toWav(glide(50))), { ...asked, signal: leaving.signal })
  const waiting = patient.hear(ask(toWav(glide(2))), { ...asked, signal: leaving.signal })
  const next = patient.hear(ask(toWav(glide(1))), asked)
  leaving.abort(new Error('gone'))
  await Promise.all([left, waiting].map((mine) => expect(mine).rejects.toThrow('gone')))
  expect((await next).durationMs).toBe(1000)
  await one.close()
})
