import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createLog } from '../server/src/http/log.ts'
import { createScriptedLlm, createScriptedStt, createScriptedTts } from '../server/src/providers/scripted.ts'
import { type Caller, createVictim, PASSWORD, strangers, type Victim } from './fuzz/callers.ts'
import { type Attempt, createRequests } from './fuzz/requests.ts'
import { createSender, type Reply } from './fuzz/send.ts'
import { createVerdict } from './fuzz/verdict.ts'
import { openBenchHouse } from './house.ts'
import { createRandom } from './random.ts'

// Asks a whole house things nobody should ask, as everybody who should not: whatever happens, it may not break, lie about its own
// description, tell its insides, or tell one learner what another one said. --seed repeats a run; --database is an empty PostgreSQL.
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string' },
  },
})
const BATCH = 40
const HEALTH_MS = 100
const HEAP_GROWTH_MB = 96
const SECRET = 'the secret that signs the access tokens of this run'
const REFRESH_SECRET = 'the secret that signs the refresh tokens of this run'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const heapMb = () => {
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const faults: string[] = []
const logged: string[] = []
const house = await openBenchHouse({
  env: { RESEARCH: 'off', JWT_SECRET_KEY: SECRET, JWT_REFRESH_SECRET_KEY: REFRESH_SECRET },
  log: createLog({ level: 'error', json: true, to: { write: (line) => void logged.push(line) } }),
  ...(values.database ? { address: { engine: 'postgres', url: values.database } } : {}),
  llm: scriptedModel(),
  stt: createScriptedStt(() => ({ text: 'Something was said.' })),
  tts: createScriptedTts(),
})
const sender = createSender(await house.serve())
try {
  await run()
} finally {
  sender.close()
  await house.end()
}

async function run() {
  const chance = createRandom(Number(values.seed))
  const api = await ask('/openapi.json')
  let [ana, bo, gone] = [
    await createVictim(sender, 'a'),
    await createVictim(sender, 'b'),
    await createVictim(sender, 'c'),
  ]
  await house.accounts.suspend(gone.canaries.find((word) => word.includes('@')) ?? '')
  const without = strangers(ana, { secret: SECRET })
  const ids = (of: readonly Victim[]) => ({
    exchanges: of.flatMap(({ exchanges }) => exchanges),
    sessions: of.flatMap(({ sessions }) => sessions),
    signIns: of.flatMap(({ signIns }) => signIns),
    refreshTokens: of.map(({ refreshToken }) => refreshToken).concat('x', ''),
  })
  const requests = createRequests(api, { chance, ids: () => ids([ana, bo]) })
  const faultOf = createVerdict(api, {
    secrets: [SECRET, REFRESH_SECRET, PASSWORD, 'argon2', house.folder, process.cwd()],
  })
  const table = new Map<string, { asked: number; statuses: Map<number, number>; slowestMs: number }>()
  const heard: string[] = [...ana.canaries, ...bo.canaries, ...gone.canaries]
  let own = 0
  let slowestHealthMs = 0
  let asked = 0

  function whoever(): Caller {
    const kind = chance.below(20)
    if (kind < 8) return ana
    if (kind < 14) return bo
    return kind < 15 ? gone : chance.pick(without)
  }

  async function once() {
    const caller = whoever()
    const attempt = requests.next()
    Object.assign(attempt.headers, caller.headers, attempt.headers.cookie ? { cookie: attempt.headers.cookie } : {})
    const reply = await sender.send(attempt).catch((error: Error) => error)
    const row = table.get(attempt.route) ?? { asked: 0, statuses: new Map(), slowestMs: 0 }
    table.set(attempt.route, row)
    row.asked += 1
    asked += 1
    // Node refuses some requests before they leave, and the server may hang up on what is no HTTP.
    const status = reply instanceof Error ? 0 : reply.status
    row.statuses.set(status, (row.statuses.get(status) ?? 0) + 1)
    if (reply instanceof Error) return
    row.slowestMs = Math.max(row.slowestMs, reply.ms)
    judge(caller, attempt, reply)
  }

  function judge(caller: Caller, attempt: Attempt, reply: Reply) {
    const text = reply.text.toLowerCase()
    if (caller.canaries.some((word) => text.includes(word))) own += 1
    const fault = faultOf(attempt, reply, { foreign: heard.filter((word) => !caller.canaries.includes(word)) })
    if (!fault) return
    const body = typeof attempt.body === 'string' ? attempt.body.slice(0, 300) : attempt.body ? '(bytes)' : ''
    faults.push(`${caller.name}: ${attempt.method} ${attempt.path.slice(0, 300)} ${body}\n  ${fault}`)
  }

  /** Whoever signed themselves out, or deleted what they had said, is replaced, so that there is always something to find. */
  async function replaceWhoLeft() {
    for (const one of [ana, bo]) {
      const replies = await Promise.all(
        one.sessions.map((session) =>
          sender.send({ method: 'GET', path: `/api/session/${session}/history`, headers: one.headers, body: null }),
        ),
      )
      const words = replies.map(({ text }) => text).join()
      if (replies[0]?.status === 200 && one.canaries.slice(0, 3).every((word) => words.includes(word))) continue
      const next = await createVictim(sender, one.name)
      heard.push(...next.canaries)
      if (one === ana) ana = next
      else bo = next
    }
  }

  await warmUp(once)
  const heapBefore = heapMb()
  const until = performance.now() + Number(values.seconds) * 1000
  while (asked < Number(values.requests) && performance.now() < until && faults.length < 200) {
    await Promise.all(Array.from({ length: BATCH }, once))
    const health = await quickestHealth()
    slowestHealthMs = Math.max(slowestHealthMs, health)
    if (health > HEALTH_MS) faults.push(`/health took ${Math.round(health)} ms between requests`)
    await replaceWhoLeft()
  }
  await rawRequests()
  const grownMb = heapMb() - heapBefore
  if (grownMb > HEAP_GROWTH_MB) faults.push(`the heap grew by ${Math.round(grownMb)} MB`)
  if (own < asked / 200) faults.push(`the positive control failed: learners saw their own words only ${own} times`)
  const never = requests.routes.filter((route) => !table.has(route))
  if (never.length > 0 && asked > 2_000) faults.push(`never asked: ${never.join(', ')}`)
  report({ table, asked, own, grownMb, slowestHealthMs })

  async function warmUp(work: () => Promise<void>) {
    for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: BATCH }, work))
    await replaceWhoLeft()
  }
}

async function quickestHealth(): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  // Other work of the machine may hold one of them up, but hardly three.
  for (let i = 0; i < 3 && best > HEALTH_MS; i++)
    best = Math.min(best, (await sender.send({ method: 'GET', path: '/health', headers: {}, body: null })).ms)
  return best
}

async function ask(path: string) {
  return JSON.parse((await sender.send({ method: 'GET', path, headers: {}, body: null })).text)
}

/** What no client library would send. */
async function rawRequests() {
  const raw = [
    'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'GET / HTTP/9.9\r\nHost: a\r\n\r\n',
    'BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n',
    'CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
    `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(5_000)}\r\n`,
    'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
    'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}',
    'GET /ws/a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    Buffer.from('16030100c8010000c40303', 'hex'),
    Buffer.alloc(70_000, 0x41),
  ]
  for (const bytes of raw) {
    const answer = await sender.sendRaw(bytes)
    if (/^HTTP\/1\.1 5/.test(answer) || answer.includes('node_modules'))
      faults.push(`raw ${JSON.stringify(String(bytes).slice(0, 60))}: ${answer.slice(0, 200)}`)
  }
}

function report({
  table,
  asked,
  own,
  grownMb,
  slowestHealthMs,
}: {
  table: Map<string, { asked: number; statuses: Map<number, number>; slowestMs: number }>
  asked: number
  own: number
  grownMb: number
  slowestHealthMs: number
}) {
  const rows = [...table].sort(([a], [b]) => (a < b ? -1 : 1))
  console.table(
    Object.fromEntries(
      rows.map(([route, { asked, statuses, slowestMs }]) => [
        route,
        {
          asked,
          'slowest ms': Math.round(slowestMs),
          statuses: [...statuses]
            .sort(([a], [b]) => a - b)
            .map(([status, count]) => `${status}×${count}`)
            .join(' '),
        },
      ]),
    ),
  )
  console.log(
    `${asked} requests (seed ${values.seed}, ${values.database ? 'postgres' : 'sqlite'}); learners read their own words ${own} times; /health at most ${Math.round(slowestHealthMs)} ms; heap ${grownMb >= 0 ? '+' : ''}${Math.round(grownMb)} MB`,
  )
  const kinds = new Set(faults.map((fault) => fault.split('\n').at(-1)))
  for (const fault of faults.slice(0, 30)) console.log(`BREACH ${fault}`)
  for (const line of logged.slice(0, 10)) console.log(line.slice(0, 1_500))
  console.log(faults.length === 0 ? 'no breach' : `${faults.length} breaches of ${kinds.size} kinds`)
  if (faults.length > 0) process.exitCode = 1
}

function scriptedModel() {
  const model = createScriptedLlm(() => {
    // Every request would otherwise be kept.
    model.requests.length = 0
    return { words: ['Tell me ', 'more & <b>more</b>.'] }
  })
  return model
}
