import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../bench/load/running-server.ts'
import { inHouses } from './house.ts'
import { createLearner } from './learner.ts'
import { readSystemCalls, type SystemCall } from './system-calls.ts'

const TURNS = 60
const AT_ONCE = 6
/** Longer than a page of the database, so that whole pages are seen. */
const BYTES_SHOWN = 5000

const traceable = process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0

test('a sync that another thread cut into is one, from where it began to where it ended', () => {
  const trace = [
    '7     fdatasync(20</data/companion.db-wal> <unfinished ...>',
    '8     write(1<socket:[1]>, "a line", 6) = 6',
    '7     <... fdatasync resumed>)          = 0',
  ]
  expect(readSystemCalls(trace.join('\n'))[0]).toMatchObject({
    ...{ name: 'fdatasync', on: '/data/companion.db-wal', began: 0, ended: 2, result: 0 },
  })
})

describe('an acknowledgement', () => {
  test.runIf(traceable || process.env.CI)(
    'goes out only after the disk has the words',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'lva-fsync-'))
      const trace = join(folder, 'trace')
      const kinds = 'trace=fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg'
      const server = await startServer(join(folder, 'data'), {
        args: ['--fail-every', '5'],
        wrapped: ['strace', '-f', '--seccomp-bpf', '-y', '-s', String(BYTES_SHOWN), '-e', kinds, '-o', trace],
      })
      onTestFinished(async () => {
        await server.stop()
        rmSync(folder, { recursive: true, force: true })
      })
      const ada = await createLearner(server.url, { email: 'ada@example.org' })
      const statuses = new Set<number>()
      const shown: string[] = []
      let next = 0
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (next < TURNS) {
            const turn = next++
            const session = `session-${turn % 4}`
            if (turn % 2 === 0) {
              const { status, body } = await ada.say(words(turn), { session })
              statuses.add(status)
              // A 503 names the exchange it kept, not its words.
              shown[turn] = body.exchange_id
            } else {
              await (await ada.stream(words(turn), { session })).rest()
              shown[turn] = words(turn)
            }
          }
        }),
      )
      await server.stop()
      expect(statuses).toEqual(new Set([200, 503]))

      const calls = readSystemCalls(readFileSync(trace, 'utf8'))
      const orders = Array.from({ length: TURNS }, (_, turn) => orderOf(calls, words(turn), String(shown[turn])))
      expect(orders).toEqual(Array.from({ length: TURNS }, () => 'written, synced, acknowledged'))
    },
    120_000,
  )
})

inHouses(
  'the writer of a running server',
  (open) => {
    test('waits for the disk at every commit', async () => {
      const house = await open()
      const { rows } = await house.db
        .transaction()
        .execute((trx) => sql<{ synchronous: number }>`pragma synchronous`.execute(trx))
      expect(rows).toEqual([{ synchronous: 2 }])
    })
  },
  ['sqlite'],
)

const words = (turn: number) => `Mark${String(turn).padStart(4, '0')}x is what was said.`

/** In which order a turn's words went to the log of the database, the log to the disk, and the answer that shows them to whoever said them. */
function orderOf(calls: SystemCall[], text: string, shown: string): string {
  const written = calls.find(({ name, on, data }) => name === 'pwrite64' && on.endsWith('-wal') && data.includes(text))
  if (!written) return 'never written'
  const synced = calls.find(
    ({ name, on, began, result }) =>
      /^f(data)?sync$/.test(name) && on.endsWith('-wal') && result === 0 && began > written.ended,
  )
  const acknowledged = calls.find(
    ({ name, on, data }) => name !== 'pwrite64' && /^(socket|TCP)/.test(on) && data.includes(shown),
  )
  if (!acknowledged) return 'never acknowledged'
  if (!synced || synced.ended > acknowledged.began) return 'acknowledged before it was synced'
  return 'written, synced, acknowledged'
}
