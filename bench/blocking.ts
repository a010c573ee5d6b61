import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createScriptedStt, createScriptedTts } from '../server/src/providers/scripted.ts'
import { createClient } from './client.ts'
import { type BenchHouse, inBenchHouse, saying } from './house.ts'
import { sentence } from './load/sentences.ts'
import { percentile } from './statistics.ts'

// Which single request holds up everybody else for how long: a learner with very much to remember asks for the most there is to ask.
const { values } = parseArgs({
  options: { exchanges: { type: 'string', default: '20000' }, limit: { type: 'string', default: '50' } },
})
const EXCHANGES = Number(values.exchanges)
const LIMIT_MS = Number(values.limit)
const LONG_SESSION = 5_000
const TIMES = 3

await inBenchHouse(
  {
    llm: saying('Tell me ', 'more.'),
    stt: createScriptedStt(() => ({ text: 'Something was said.' })),
    tts: createScriptedTts(),
  },
  measure,
)

async function measure(house: BenchHouse) {
  const { ask, close } = createClient(await house.serve())
  const { userId, token } = await house.signUp('talker')
  await house.remember(userId, EXCHANGES, (n) => (n < LONG_SESSION ? 'long' : `session-${Math.floor(n / 20)}`))

  const as = { authorization: `Bearer ${token}` }
  const say = (text: string, session = 'new') => ['POST', '/api/conversation', { text, session_id: session }] as const
  const find = (query: string) => ['POST', '/api/search', { query, limit: 100 }] as const
  const upload = (audio_base64: string) => ['POST', '/api/conversation', { audio_base64 }] as const
  const words = [
    ...new Set(
      Array.from({ length: 40 }, (_, n) => sentence('anybody', n))
        .join(' ')
        .toLowerCase()
        .match(/\w+/g),
    ),
  ]
  const requests: Record<string, readonly [string, string, object?]> = {
    'GET /health': ['GET', '/health'],
    'turn, 20 characters': say('What does a tide do?'),
    'turn, 8,000 characters': say('The moon remembers. '.repeat(400)),
    'turn, 8,000 one-letter words': say('a b '.repeat(2_000)),
    'turn, one word of 8,000': say('z'.repeat(8_000)),
    'turn, 8,000 of punctuation': say('*[](`"_~'.repeat(1_000)),
    'turn in a session of 5,000': say('What about the moon and the tide?', 'long'),
    'search, one common word': find('moon'),
    'search, 500 characters': find(words.join(' ').slice(0, 500)),
    'search, 250 one-letter words': find('a b c d e f g h i j '.repeat(25)),
    'search, 80 phrases': find('"the moon" '.repeat(45)),
    'search, one-letter beginning': find('t'),
    'history, 200 exchanges': ['GET', '/api/session/long/history?limit=200'],
    'sessions, 200': ['GET', '/api/conversation/sessions?limit=200'],
    stats: ['GET', '/api/stats'],
    'export as markdown, 5,000': ['GET', '/api/conversation/sessions/long/export?format=markdown'],
    'export as json, 5,000': ['GET', '/api/conversation/sessions/long/export?format=json'],
    'end a session of 5,000': ['POST', '/api/conversation/sessions/long/end', {}],
    'upload, 25 MiB of noise': upload(Buffer.alloc(25 * 2 ** 20, 7).toString('base64')),
    'upload, 33 MB that is no base64': upload(`${'A'.repeat(33_000_000)}!`),
    'upload, 33 MB of spaces': upload(' '.repeat(33_000_000)),
    'delete a session of 5,000': ['DELETE', '/api/conversation/sessions/long'],
  }
  const rows: Record<string, object> = {}
  for (const [name, [method, path, body]] of Object.entries(requests)) {
    rows[name] = await held(method, () => ask(method, path, body && JSON.stringify(body), as))
  }
  console.table(rows)
  await close()
}

async function held(method: string, ask: () => Promise<{ status: number }>) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const longest: number[] = []
  let ms = 0
  let cpuMs = 0
  let last = { status: 0 }
  for (let i = 0; i < (method === 'DELETE' ? 1 : TIMES); i++) {
    delay.enable()
    // The first delay is measured from the second look at the loop.
    await pause(30)
    const began = performance.now()
    const before = process.threadCpuUsage()
    last = await ask()
    ms += performance.now() - began
    const { user, system } = process.threadCpuUsage(before)
    cpuMs += (user + system) / 1000
    // The last delay is only noted when the loop is free again.
    await pause(20)
    delay.disable()
    longest.push(delay.max / 1e6)
    delay.reset()
  }
  const median = percentile(longest, 0.5)
  return {
    status: last.status,
    'answered in ms': Math.round(ms / longest.length),
    // On a busy machine this is the honest figure: what the server's one thread worked, and did not wait.
    'CPU ms': Math.round(cpuMs / longest.length),
    'loop held, median ms': Math.round(median),
    'worst ms': Math.round(Math.max(...longest)),
    'too long': median > LIMIT_MS ? 'yes' : '',
  }
}
