import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { History } from '@lva/contracts/conversation'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startServer } from '../../bench/load/running-server.ts'
import { ask, createLearner } from './learner.ts'
import { goLive } from './live-client.ts'

// The process is killed (SIGKILL, no farewell) while somebody speaks. The sound it acknowledged must be a turn when it is started again.
// With PostgreSQL another process may be at work in the same folder, so there it takes ten minutes; what it does is the same.

const ROUNDS = 3
const SAID = 'What is a monad?'
const WAV_HEADER_BYTES = 44
const BYTES_PER_MS = 32
/** Silence around live speech that is kept. */
const QUIET_MS = 800

test('a server that is killed in mid-speech has every acknowledged sound afterwards, written down', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lva-kill-speech-'))
  const start = () => startServer(folder, { args: ['--hears', SAID] })
  let server = await start()
  onTestFinished(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const ada = await createLearner(server.url, { email: 'ada@example.org' })
  await ada.call('PATCH', '/api/user/me', { settings: { recordings_kept: '30d' } })
  const headers = { authorization: `Bearer ${ada.token}` }
  const recorded = async (url: string, id: string) => {
    const recording = await fetch(`${url}/api/conversation/exchanges/${id}/recording`, { headers })
    return ((await recording.arrayBuffer()).byteLength - WAV_HEADER_BYTES) / BYTES_PER_MS - QUIET_MS
  }

  for (let round = 0; round < ROUNDS; round++) {
    const session = `round-${round}`
    const live = await goLive(server.url, ada, { session })
    await live.next('voice-ready')
    live.speak(1_000 + 700 * round)
    const acknowledged = () => live.all('audio-ack').at(-1)?.through_ms ?? 0
    await vi.waitFor(
      () => {
        live.speak(100)
        expect(acknowledged()).toBeGreaterThanOrEqual(1_000)
      },
      { timeout: 20_000 },
    )
    const safeMs = acknowledged()
    const gone = once(server.child, 'exit')
    server.child.kill('SIGKILL')
    await gone

    server = await start()
    // Whoever could not speak for two seconds, on a machine that was busy, has made two turns of it.
    await vi.waitFor(
      async () => {
        const { body } = await ask<History>(server.url, 'GET', `/api/session/${session}/history`, { headers })
        expect(new Set(body.history.map(({ user_text }) => user_text))).toEqual(new Set([SAID]))
        const recordedMs = await Promise.all(body.history.map(({ id }) => recorded(server.url, id)))
        expect(recordedMs.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(safeMs)
      },
      { timeout: 30_000, interval: 100 },
    )
  }
  const left = readdirSync(join(folder, 'takes'), { recursive: true, withFileTypes: true })
  expect(left.filter((entry) => entry.isFile())).toEqual([])
}, 180_000)
