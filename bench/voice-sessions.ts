import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { goesWithUs, message, startChild } from './load/children.ts'
import { memoryOf } from './load/machine.ts'
import { AS_STARTED } from './load/running-server.ts'
import { tokenOf } from './load/speakers.ts'
import { backgroundWork } from './voice/load/background.ts'
import { readMetrics } from './voice/load/metrics.ts'
import { type Phase, phaseOf, SESSIONS_FILE, type SessionsRead, verdict } from './voice/load/phase.ts'
import { watchProcessors } from './voice/load/processors.ts'
import type { Told } from './voice/load/talkers.ts'
import { createStudio, missingPrograms } from './voice/sound/studio.ts'

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
/** Signing up costs a second of processor each; what a voice costs does not depend on whose it is. */
const PER_PERSON = 10
const STOPS_WITHIN_MS = 20_000
const LONGEST_MS = 235_000
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
const began = performance.now()
const phases: Phase[] = []
process.once('SIGINT', () => giveUp('stopped'))
// A server that is too slow is slow to answer as well.
const longest = setTimeout(() => giveUp('the machine was too slow to be read'), LONGEST_MS)
process.once('exit', () => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
})
process.exit(await bench())

async function bench(): Promise<number> {
  const vendors = startChild(new URL('./voice/load/fakes.ts', import.meta.url))
  const { port } = await message<{ port: number }>(vendors)
  const server = await serve(`http://127.0.0.1:${port}/v1`)
  const tokens: string[] = []
  for (let n = 0; n < Math.ceil(SESSIONS / PER_PERSON); n++)
    tokens.push(await tokenOf(server.url, `learner-${n}@example.org`))
  tell(`${tokens.length} people signed up`)
  const before = memoryOf(server.pid).rss

  const talkers = startChild(new URL('./voice/load/talkers.ts', import.meta.url))
  const { speech, silence } = await sounds()
  talkers.send({ do: 'open', url: server.url, tokens, sessions: SESSIONS, speech, silence, everyMs: EVERY_MS })
  const opened = await message<{ opened?: number; failed?: string }>(talkers)
  if (opened.failed) throw new Error(`not all could begin: ${opened.failed}`)
  tell(`${opened.opened} live voices are open; the first round is not counted`)
  await pause(EVERY_MS)

  const all = { server, talkers, vendors }
  phases.push(await phase('idle otherwise', all))
  tell('the first half is read; now with jobs and reading besides')
  const work = backgroundWork(server.url, tokens[0] ?? '')
  phases.push(await phase('jobs and reading besides', all))
  const besides = await work.stop()
  clearTimeout(longest)
  const after = memoryOf(server.pid).rss
  const memory = { before, after, perSession: (after - before) / SESSIONS }
  console.log(`besides, in the second half: ${besides}`)
  console.log(`${memory.perSession.toFixed(2)} MB for each session (${before.toFixed(0)} → ${after.toFixed(0)} MB)`)
  show()
  keep(memory)
  talkers.kill('SIGTERM')
  await server.stop()
  return phases.every(({ met }) => met) ? 0 : 1
}

async function phase(
  name: string,
  {
    server,
    talkers,
    vendors,
  }: { server: Awaited<ReturnType<typeof serve>>; talkers: ChildProcess; vendors: ChildProcess },
): Promise<Phase> {
  talkers.send({ do: 'forget' })
  const before = await readMetrics(server.url, ADMIN_KEY)
  const processors = watchProcessors({
    server: server.pid,
    learners: talkers.pid ?? 0,
    vendors: vendors.pid ?? 0,
    bench: process.pid,
  })
  await pause(SECONDS * 1000)
  const took = processors()
  const after = await readMetrics(server.url, ADMIN_KEY)
  talkers.send({ do: 'tell' })
  const { told } = await message<{ told: Told }>(talkers)
  return phaseOf(name, { told, before, after, took })
}

function show() {
  const rows = Object.keys(phases[0]?.shown ?? {}).map((what) => [
    what,
    Object.fromEntries(phases.map(({ name, shown }) => [name, shown[what]])),
  ])
  console.table(Object.fromEntries(rows))
  for (const one of phases) for (const line of verdict(one)) console.log(`${one.name}: ${line}`)
}

/** For the report of npm run eval:voice. */
function keep(memory: SessionsRead['memory']) {
  const read: SessionsRead = {
    at: new Date().toISOString(),
    sessions: SESSIONS,
    seconds: SECONDS,
    cores: cpus().length,
    memory,
    phases,
  }
  writeFileSync(join(RESULTS, SESSIONS_FILE), `${JSON.stringify(read, null, 1)}\n`)
}

/** Shows what was read so far. */
function giveUp(why: string) {
  tell(`${why}; what was read so far:`)
  show()
  process.exit(1)
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
  goesWithUs(server)
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const { url } = await message<{ url: string }>(server)
  return {
    url: url.replace('localhost', '127.0.0.1'),
    pid: server.pid ?? 0,
    async stop() {
      server.kill('SIGTERM')
      if (await Promise.race([exited.then(() => false), pause(STOPS_WITHIN_MS, true)])) tell('the server did not stop')
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

function tell(what: string) {
  console.log(`${Math.round((performance.now() - began) / 1000)} s: ${what}`)
}
