import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { SMTPServer } from 'smtp-server'
import { portOf } from '../server/src/providers/conformance/local-server.ts'
import { openConnection } from './load/connection.ts'
import { freePort } from './load/machine.ts'
import { startServer } from './load/running-server.ts'
import { folderOnDisk } from './results.ts'

// Whether the time of an answer tells if there is an account: a wrong password, and a forgotten one, for addresses with and without an
// account, in turns, on a real server. The medians may differ by less than 5 %. --count says how many of each; at least 300.
const { values } = parseArgs({ options: { count: { type: 'string', default: '400' } } })
const count = Math.max(300, Number(values.count))
const MOST_PERCENT = 5
/** Wrong passwords before an address is locked out, and mails that may be asked for to one address in an hour. */
const TRIES = 5
const MAILS = 3

interface Line {
  what: string
  known: number[]
  unknown: number[]
}

type Who = 'known' | 'unknown'
let networks = 0
const emailOf = (who: Who, n: number) => `${who === 'known' ? 'here' : 'gone'}-${n}@example.org`
/** Another /24 each time, because a network may ask for ten mails only. */
const networkOf = (nth: number) => `10.${Math.floor(nth / 250) % 250}.${nth % 250}.1`

const folder = folderOnDisk()
const mailServer = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  onData: (stream, _session, callback) => void stream.resume().once('end', () => callback()),
})
mailServer.listen(0, '127.0.0.1')
await once(mailServer.server, 'listening')
try {
  await bench()
} finally {
  mailServer.close()
  rmSync(folder, { recursive: true, force: true })
}

async function bench() {
  const port = String(await freePort())
  const server = await startServer(folder, {
    env: {
      ENVIRONMENT: 'test',
      PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      SMTP_URL: `smtp://127.0.0.1:${portOf(mailServer.server)}`,
      MAIL_FROM: 'companion@example.org',
      TRUSTED_PROXIES: '127.0.0.1',
      JWT_SECRET_KEY: 'a'.repeat(40),
      JWT_REFRESH_SECRET_KEY: 'b'.repeat(40),
      LOG_LEVEL: 'error',
    },
  })
  const connection = openConnection(server.url)
  const people = Math.ceil(count / MAILS)
  for (let n = 0; n < people; n++)
    await connection.post('/api/auth/register', { email: emailOf('known', n), password: 'Test1234!' })

  const ask = async (path: string, body: object, nth: number, wanted: number) => {
    const { status, ms } = await connection.post(path, body, { 'x-forwarded-for': networkOf(nth) })
    if (status !== wanted) throw new Error(`${path} answered ${status}, not ${wanted}`)
    return ms
  }
  const wrongPassword = (who: Who, nth: number) =>
    ask('/api/auth/login', { email: emailOf(who, Math.floor(nth / TRIES)), password: 'Wrong1234!' }, 0, 401)
  const forgotten = (who: Who, nth: number) =>
    ask('/api/auth/password-reset', { email: emailOf(who, Math.floor(nth / MAILS)) }, ++networks, 204)

  const lines = [await inTurns('a wrong password', wrongPassword), await inTurns('a forgotten password', forgotten)]
  connection.close()
  await server.stop()
  report(lines)
}

/** Measures both, one after the other; which of them comes first changes each time. */
async function inTurns(what: string, work: (who: Who, nth: number) => Promise<number>): Promise<Line> {
  const line: Line = { what, known: [], unknown: [] }
  for (let nth = 0; nth < count; nth++)
    for (const who of nth % 2 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const))
      line[who].push(await work(who, nth))
  return line
}

function report(lines: Line[]) {
  const rows = lines.map(({ what, known, unknown }) => {
    const ratio = median(unknown) / median(known)
    const [low, high] = interval(known, unknown)
    const percent = Math.abs(ratio - 1) * 100
    return { what, known: median(known), unknown: median(unknown), ratio, low, high, percent }
  })
  console.table(
    Object.fromEntries(
      rows.map(({ what, known, unknown, ratio, low, high, percent }) => [
        what,
        {
          'known, median ms': known.toFixed(2),
          'unknown, median ms': unknown.toFixed(2),
          'unknown / known': ratio.toFixed(4),
          '95 % of resamples': `${low.toFixed(4)} to ${high.toFixed(4)}`,
          [`differs by less than ${MOST_PERCENT} %`]: percent < MOST_PERCENT ? 'yes' : 'no',
          'n, each': count,
        },
      ]),
    ),
  )
  if (rows.some(({ percent }) => percent >= MOST_PERCENT)) process.exitCode = 1
}

/** The middle 95 % of the ratio of medians over 2,000 resamples of the pairs (bootstrap). */
function interval(known: number[], unknown: number[]): [number, number] {
  const ratios = Array.from({ length: 2_000 }, () => {
    const drawn = known.map(() => Math.floor(Math.random() * known.length))
    return median(drawn.map((at) => unknown[at] ?? 0)) / median(drawn.map((at) => known[at] ?? 0))
  }).sort((a, b) => a - b)
  return [ratios[50] ?? Number.NaN, ratios[1_949] ?? Number.NaN]
}

function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2
}
