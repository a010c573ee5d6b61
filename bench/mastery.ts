import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Engine } from '../server/src/db/engine.ts'
import { type BenchHouse, ENGINES, inBenchHouse } from './house.ts'
import { percentile } from './statistics.ts'

// How well somebody with very many cards knows each concept: how long that takes, and for how long it holds up everybody else.
const { values } = parseArgs({
  options: { cards: { type: 'string', default: '20000' }, times: { type: 'string', default: '10' } },
})
const CARDS = Number(values.cards)
const TIMES = Number(values.times)
const PER_ITEM = 4
const ITEMS_PER_CONCEPT = 2
const AT_ONCE = 500

for (const engine of ENGINES) await inBenchHouse({ engine }, (house) => measure(engine, house))

async function measure(engine: Engine, house: BenchHouse) {
  const { userId } = await house.signUp('learner')
  await keep(userId)
  const { reviews } = house.measured.doors
  const ms: number[] = []
  let hold = 0
  for (let time = 0; time <= TIMES; time++) {
    await pause(50)
    const turns = watchTurns()
    const began = performance.now()
    const { length } = await reviews.mastery(userId)
    ms.push(performance.now() - began)
    // The first one warms up.
    const most = turns.end()
    if (time > 0) hold = Math.max(hold, most)
    if (length === 0) throw new Error('nothing is known')
  }
  const usual = percentile(ms.slice(1), 0.5)
  process.stdout.write(
    `${engine}: mastery of ${CARDS} cards in ${usual.toFixed(0)} ms (median of ${TIMES}); others waited for ${hold.toFixed(1)} ms of it at most\n`,
  )

  /** Items whose prompts were reviewed, four of each. */
  async function keep(userId: string): Promise<void> {
    const { db } = house.database
    const at = new Date().toISOString()
    const items = Array.from({ length: CARDS / PER_ITEM }, (_, number) => ({ id: crypto.randomUUID(), number }))
    for (let from = 0; from < items.length; from += AT_ONCE) {
      const some = items.slice(from, from + AT_ONCE)
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('review_items')
          .values(
            some.map(({ id, number }) => {
              const concept = `concept ${Math.floor(number / ITEMS_PER_CONCEPT)}`
              return {
                ...({ id, user_id: userId, concept, concept_key: concept, state: 'kept', made_by: 'learner' } as const),
                ...{ made_from: null, import_key: null, needed_on: null, created_at: at, kept_at: at },
                kept_on: at.slice(0, 10),
              }
            }),
          )
          .execute()
        for (const { id } of some) {
          const prompts = Array.from({ length: PER_ITEM }, (_, position) => ({ id: crypto.randomUUID(), position }))
          await trx
            .insertInto('review_prompts')
            .values(
              prompts.map(({ id: promptId, position }) => ({
                ...{ id: promptId, user_id: userId, item_id: id, position, kind: 'recall' as const, given: null },
                text: `Question ${position}?`,
              })),
            )
            .execute()
          await trx
            .insertInto('review_cards')
            .values(
              prompts.map(({ id: promptId, position }) => ({
                ...{
                  prompt_id: promptId,
                  user_id: userId,
                  item_id: id,
                  due_on: '2027-01-01',
                  natural_on: '2027-01-01',
                },
                ...{ stability: 10 + 30 * position, difficulty: 5, first_on: '2026-01-01', last_on: '2026-11-01' },
                ...{ last_rating: 3, reviews: 5, recalled_on: '["2026-01-01","2026-02-01","2026-03-01"]' },
              })),
            )
            .execute()
        }
      })
    }
  }
}

/** The most that is computed in one turn of the loop, in ms of this thread: what others do on the machine does not count. */
function watchTurns() {
  let before = process.threadCpuUsage()
  let most = 0
  let going = true
  const turn = () => {
    const { user, system } = process.threadCpuUsage(before)
    most = Math.max(most, (user + system) / 1_000)
    before = process.threadCpuUsage()
    if (going) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    end(): number {
      going = false
      return most
    },
  }
}
