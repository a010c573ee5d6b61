import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type RunningServer, startServer } from '../../bench/load/running-server.ts'
import { openDatabase } from '../src/db/open.ts'
import { databaseUrl } from './engines.ts'
import { eventsOf } from './event-stream.ts'
import { createLearner, type TestLearner } from './learner.ts'
import { times } from './thorough.ts'

// The process is killed (SIGKILL, no farewell) while many turns are in every stage: being stored, being answered, failing. Whatever the
// server acknowledged, by an event, an answer, or a 503 that says "kept", must be there when it is started again.

const SPEAKERS = 10
const TURNS = 200
const ROUNDS = times(20, 3)
/** Where in its 200 turns a round is cut off: spread over them, never the same place twice. */
const cutAfter = (round: number, rounds: number) => Math.round(((round + 0.5) / rounds) * TURNS)
// A model that takes its time, and fails now and then, leaves turns in every state.
const MODEL = ['--first-ms', '3', '--between-ms', '1', '--fail-every', '7']

interface Acknowledged {
  session: string
  text: string
  how: 'turn-start' | 'answer' | 'kept'
}

interface Round {
  said: number
  acknowledged: Acknowledged[]
}

describe('a killed server', () => {
  test(`has every acknowledged word afterwards, ${ROUNDS} times over`, async () => {
    const { told, lost, repeated } = await killAgainAndAgain({ rounds: ROUNDS, env: {} })
    process.stdout.write(`SQLite: ${told}\n`)
    expect({ lost, repeated }).toEqual({ lost: [], repeated: [] })
  }, 300_000)

  test.runIf(process.env.TEST_POSTGRES_URL)(
    'has them on PostgreSQL too',
    async () => {
      const { url, drop } = await databaseUrl()
      onTestFinished(drop)
      const { told, lost, repeated } = await killAgainAndAgain({ rounds: times(5, 1), env: { DATABASE_URL: url } })
      process.stdout.write(`PostgreSQL: ${told}\n`)
      expect({ lost, repeated }).toEqual({ lost: [], repeated: [] })
    },
    180_000,
  )
})

async function killAgainAndAgain({ rounds, env }: { rounds: number; env: Record<string, string> }) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-kill-'))
  let server = await startServer(folder, { args: MODEL, env })
  onTestFinished(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const ada = await createLearner(server.url, { email: 'ada@example.org' })
  const all: Acknowledged[] = []
  let said = 0
  for (let round = 0; round < rounds; round++) {
    const last = await speakUntilKilled(server, ada, round, cutAfter(round, rounds))
    said += last.said
    all.push(...last.acknowledged)
    server = await startServer(folder, { args: MODEL, env })
  }
  await server.stop()

  const stored = await wordsIn(env.DATABASE_URL, folder)
  const times = new Map<string, number>()
  for (const words of stored) times.set(words, (times.get(words) ?? 0) + 1)
  const known = all.map(({ session, text }) => `${session}: ${text}`)
  const by = (how: Acknowledged['how']) => all.filter((one) => one.how === how).length
  return {
    told:
      `${rounds} kills, ${said} turns begun, ${all.length} acknowledged (${by('turn-start')} by turn-start, ${by('answer')} by answer, ` +
      `${by('kept')} by 503), ${known.filter((words) => !times.has(words)).length} lost`,
    lost: known.filter((words) => !times.has(words)),
    repeated: [...times].filter(([, count]) => count > 1).map(([words]) => words),
  }
}

/** Ten speakers share 200 turns; as soon as `cut` of them were acknowledged, the server is killed under the others. */
async function speakUntilKilled(server: RunningServer, ada: TestLearner, round: number, cut: number): Promise<Round> {
  const acknowledged: Acknowledged[] = []
  const killed = once(server.child, 'exit')
  let said = 0
  const speaker = async (number: number) => {
    while (said < TURNS && server.child.signalCode === null && !server.child.killed) {
      const session = `round-${round}-${number % 3}`
      const text = `Thought ${said++} of speaker ${number} in round ${round}.`
      await say(server.url, ada, { text, session, streaming: said % 2 === 0 }, (how) => {
        acknowledged.push({ session, text, how })
        if (acknowledged.length >= cut) server.child.kill('SIGKILL')
      })
    }
  }
  await Promise.all(Array.from({ length: SPEAKERS }, (_, number) => speaker(number)))
  server.child.kill('SIGKILL')
  await killed
  return { said, acknowledged }
}

/** Says something and tells how it was acknowledged, at that moment; resolves when the turn is over or the server is gone. */
async function say(
  url: string,
  { token }: TestLearner,
  { text, session, streaming }: { text: string; session: string; streaming: boolean },
  acknowledged: (how: Acknowledged['how']) => void,
): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const body = { text, session_id: session }
  try {
    if (streaming) {
      const events = await eventsOf(url, '/api/conversation', body, headers)
      const first = await events.next()
      if (first?.type === 'turn-start') acknowledged('turn-start')
      await events.rest()
      return
    }
    const answer = await fetch(`${url}/api/conversation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const told = (await answer.json()) as { kept?: boolean; user_text?: string }
    const kept = answer.status === 503 && told.kept
    if (!kept) expect({ status: answer.status, words: told.user_text }).toEqual({ status: 200, words: text })
    acknowledged(kept ? 'kept' : 'answer')
  } catch (error) {
    if (!diedUnderUs(error)) throw error
  }
}

// What fetch throws when the other side is gone: "fetch failed" before the answer, "terminated" within it.
const diedUnderUs = (error: unknown) => error instanceof TypeError && /fetch failed|terminated/.test(error.message)

async function wordsIn(databaseUrl: string | undefined, folder: string): Promise<string[]> {
  const database = openDatabase(
    databaseUrl
      ? { engine: 'postgres', url: databaseUrl, connections: 1 }
      : { engine: 'sqlite', file: join(folder, 'companion.db') },
  )
  try {
    const rows = await database.db.selectFrom('exchanges').select(['session_id', 'user_text']).execute()
    return rows.map(({ session_id, user_text }) => `${session_id}: ${user_text}`)
  } finally {
    await database.close()
  }
}
