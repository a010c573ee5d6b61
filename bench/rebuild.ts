import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { openBenchHouse } from './house.ts'
import { sentence } from './load/sentences.ts'

// How long it takes to count everything anew of a learner who has said very much: first as after an update, when no fact is written down
// yet, then from the facts alone. What is counted has to be the same both times.
const { values } = parseArgs({
  options: { exchanges: { type: 'string', default: '100000' }, limit: { type: 'string', default: '60' } },
})
const EXCHANGES = Number(values.exchanges)
const LIMIT_S = Number(values.limit)
const MINUTE = 60_000
const TURNS_A_SITTING = 12
const SITTINGS_A_DAY = 4
const ROWS_AT_ONCE = 400

const house = await openBenchHouse()
try {
  await measure()
} finally {
  await house.end()
}

async function measure() {
  const { userId } = await house.signUp('talker')
  await speak(userId)
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  const first = await timed(() => house.measured.rebuild(userId))
  const before = await counted(userId)
  const again = await timed(() => house.measured.rebuild(userId))
  loop.disable()
  const same = JSON.stringify(await counted(userId)) === JSON.stringify(before)
  console.table({
    'turns become facts, and are counted': { s: first },
    'counted anew from the facts': { s: again },
  })
  console.log(
    `${EXCHANGES} exchanges, ${before.days.length} days, ${before.sittings.length} sittings; equal afterwards: ${same ? 'yes' : 'NO'}; ` +
      `others waited ${(loop.max / 1e6).toFixed(0)} ms at most, ${(loop.percentile(99) / 1e6).toFixed(0)} ms in 99 of 100`,
  )
  if (!same || again > LIMIT_S) process.exitCode = 1
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return Math.round((performance.now() - began) / 10) / 100
}

function counted(userId: string) {
  const of = (table: 'sittings' | 'learner_days') =>
    house.database.db.selectFrom(table).selectAll().where('user_id', '=', userId).orderBy('day').execute()
  return Promise.all([of('sittings'), of('learner_days')]).then(([sittings, days]) => ({ sittings, days }))
}

/** Years of turns, in the table itself: how they are taken is measured elsewhere. */
async function speak(userId: string) {
  const days = Math.ceil(EXCHANGES / (TURNS_A_SITTING * SITTINGS_A_DAY))
  const began = Date.now() - days * 24 * 60 * MINUTE
  for (let at = 0; at < EXCHANGES; at += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, EXCHANGES - at) }, (_, n) => {
      const turn = at + n
      const sitting = Math.floor(turn / TURNS_A_SITTING)
      const minutes = sitting * ((24 * 60) / SITTINGS_A_DAY) + (turn % TURNS_A_SITTING) * 2
      const said = new Date(began + minutes * MINUTE).toISOString()
      return {
        ...{
          id: crypto.randomUUID(),
          user_id: userId,
          session_id: `session ${sitting}`,
          mode: 'conversation' as const,
        },
        ...{
          state: 'answered' as const,
          user_text: sentence('talker', turn),
          agent_text: 'Tell me more.',
          spoken: turn % 2,
        },
        ...{ intent: 'statement' as const, corrected: 0, provider: 'bench', model: null, sources: '[]' },
        ...{ recording_id: null, said_at: said, answered_at: said, lease_until: null, unheard_text: null },
      }
    })
    await house.database.db.insertInto('exchanges').values(rows).execute()
  }
}
