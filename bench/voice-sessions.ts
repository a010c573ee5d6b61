import { type ChildProcess, fork, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { busy, memoryOf, processorTime } from './load/machine.ts'
import { AS_STARTED } from './load/running-server.ts'
import { tokenOf } from './load/speakers.ts'
import { backgroundWork } from './voice/load/background.ts'
import { change, framesSlower, readMetrics, sumOf } from './voice/load/metrics.ts'
import type { Told } from './voice/load/talkers.ts'
import { createStudio, missingPrograms } from './voice/sound/studio.ts'
import { percentile } from './voice/statistics.ts'

// V12: so many live voices over real sockets against the server as anybody starts it, which recognises, answers and speaks through a machine
// with known delays. The learners are one process, that machine another, the server a third, all on the same cores.
const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '60' },
    profile: { type: 'string' },
  },
})
const SESSIONS = Number(values.sessions)
const SECONDS = Number(values.seconds)
const PER_PERSON = 3
const ADMIN_KEY = randomBytes(24).toString('hex')
/** One turn in so long a time gives 60 % listening, 30 % speaking and 10 % thinking; what it really was is printed. */
const EVERY_MS = 12_000
const RESULTS = fileURLToPath(new URL('results/voice', import.meta.url))

const missing = await missingPrograms(['espeak-ng'])
if (missing.length > 0) {
  console.error('The learners need espeak-ng. On Debian: apt install espeak-ng')
  process.exit(1)
}
mkdirSync(RESULTS, { recursive: true })
const folder = mkdtempSync(join(RESULTS, 'data-'))
const started: ChildProcess[] = []
try {
  process.exitCode = await bench()
} finally {
  for (const child of started) child.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}

async function bench(): Promise<number> {
  const fakes = child('fakes.ts')
  const { port } = await message<{ port: number }>(fakes)
  const server = await serve(`http://127.0.0.1:${port}/v1`)
  const tokens: string[] = []
  for (let n = 0; n < Math.ceil(SESSIONS / PER_PERSON); n++)
    tokens.push(await tokenOf(server.url, `learner-${n}@example.org`))
  console.log(`${tokens.length} people signed up`)
  const before = memoryOf(server.pid).rss

  const talkers = child('talkers.ts')
  const { speech, silence } = await sounds()
  talkers.send({ do: 'open', url: server.url, tokens, sessions: SESSIONS, speech, silence, everyMs: EVERY_MS })
  const opened = await message<{ opened?: number; failed?: string }>(talkers)
  if (opened.failed) throw new Error(`not all could begin: ${opened.failed}`)
  console.log(`${opened.opened} live voices are open`)
  await pause(EVERY_MS)

  const rows = [await phase('idle otherwise', server, talkers)]
  const work = backgroundWork(server.url, tokens[0] ?? '')
  rows.push(await phase('jobs and reading besides', server, talkers))
  const done = await work.stop()
  const after = memoryOf(server.pid).rss
  const perSession = (after - before) / SESSIONS

  console.log(
    `\n${cpus().length} cores for learners, vendors and server together, load ${busy().toFixed(1)}; besides, in the second half: ${done}`,
  )
  console.table(Object.fromEntries(rows.map(({ name, shown }) => [name, shown])))
  console.log(`${perSession.toFixed(2)} MB for each session (${before.toFixed(0)} → ${after.toFixed(0)} MB)`)
  writeFileSync(
    join(RESULTS, 'sessions.json'),
    `${JSON.stringify({ at: new Date().toISOString(), sessions: SESSIONS, seconds: SECONDS, rows, perSession }, null, 1)}\n`,
  )
  await server.stop()
  return rows.every(({ met }) => met) ? 0 : 1
}

async function phase(name: string, server: Awaited<ReturnType<typeof serve>>, talkers: ChildProcess) {
  talkers.send({ do: 'forget' })
  const before = await readMetrics(server.url, ADMIN_KEY)
  const cpu = processorTime(server.pid)
  await pause(SECONDS * 1000)
  const frames = change(before, await readMetrics(server.url, ADMIN_KEY))
  const cpuMs = processorTime(server.pid) - cpu
  talkers.send({ do: 'tell' })
  const { told } = await message<{ told: Told }>(talkers)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => framesSlower(frames, part))
  const dropped = sumOf(frames, 'lva_voice_frames_total', 'kind="dropped"')
  const states = Object.values(told.inState).reduce((sum, ms) => sum + ms, 0)
  const shareOf = (...names: string[]) =>
    `${Math.round((100 * names.reduce((sum, state) => sum + (told.inState[state] ?? 0), 0)) / states)} %`
  const shown = {
    sessions: told.sessions,
    'frames/s': Math.round(told.sentFrames / SECONDS),
    'frame p50 ms': p50,
    'p95 ms': p95,
    'p99 ms': p99,
    dropped,
    'unsafe, most ms': Math.round(told.unsafeMs),
    'CPU of a core': `${Math.round(cpuMs / SECONDS / 10)} %`,
    listening: shareOf('idle', 'listening', 'holding'),
    thinking: shareOf('thinking'),
    speaking: shareOf('speaking', 'paused'),
    turns: told.turns,
    replies: told.replies,
    'first sound p50 ms': Math.round(percentile(told.firstSoundMs, 0.5)),
    p95: Math.round(percentile(told.firstSoundMs, 0.95)),
    'closed or errors': told.closed + told.errors.length,
    'client late %': Math.round((1000 * told.lateTicks) / Math.max(1, told.ticks)) / 10,
  }
  if (told.errors.length > 0) console.log(told.errors)
  const met = (p99 ?? Number.POSITIVE_INFINITY) < 20 && dropped === 0 && told.closed === 0 && told.errors.length === 0
  return { name, shown, told, met }
}

/** `lva serve`, configured as anybody could. */
async function serve(vendor: string) {
  const command = fileURLToPath(new URL('../server/bin/lva.mjs', import.meta.url))
  const profiled = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : []
  const server = spawn(process.execPath, [...AS_STARTED, ...profiled, command, 'serve'], {
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'warn',
      LLM: 'openai',
      STT: 'openai',
      TTS: 'openai',
      OPENAI_API_KEY: 'none',
      OPENAI_BASE_URL: vendor,
      ADMIN_API_KEY: ADMIN_KEY,
      RATE_LIMIT_ENABLED: 'false',
      QUOTA_REQUESTS_PER_DAY: 'unlimited',
      QUOTA_TOKENS_PER_DAY: 'unlimited',
      QUOTA_AUDIO_MINUTES_PER_DAY: 'unlimited',
      MAX_VOICE_SESSIONS: String(SESSIONS),
      MAX_VOICE_SESSIONS_PER_USER: String(PER_PERSON),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  started.push(server)
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const { url } = await message<{ url: string }>(server)
  return {
    url: url.replace('localhost', '127.0.0.1'),
    pid: server.pid ?? 0,
    async stop() {
      server.kill('SIGTERM')
      await exited
    },
  }
}

/** What they say, and a quiet room, as base64 of 16-bit samples. */
async function sounds() {
  const { samples } = await createStudio(join(RESULTS, 'clips')).say(
    { text: 'Tell me about the tides.' },
    'espeak:en-us',
  )
  const bytes = (of: Int16Array) => Buffer.from(of.buffer).toString('base64')
  return {
    speech: bytes(Int16Array.from(samples, (sample) => Math.round(sample * 32_767))),
    silence: bytes(Int16Array.from({ length: 16_000 }, () => Math.round((Math.random() - 0.5) * 20))),
  }
}

function child(file: string): ChildProcess {
  const made = fork(fileURLToPath(new URL(`voice/load/${file}`, import.meta.url)))
  started.push(made)
  return made
}

function message<T>(from: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    from.once('message', (told) => resolve(told as T))
    from.once('exit', (code) => reject(new Error(`a process ended with ${code}`)))
  })
}
