import { pino } from 'pino'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { onEveryEngine } from '../../test/engines.ts'
import { newId } from '../ids.ts'
import { doJob } from './doing.ts'
import { NotYet } from './kind.ts'
import { createQueue } from './queue.ts'

onEveryEngine('doing a job', (fresh) => {
  /** A job whose `run` ends while it is being said that it is still done: in the table that stands already, here not yet. */
  async function endWhileHeld(run: () => void) {
    const { database } = await fresh()
    const time = { at: Date.parse('2026-03-01T10:00:00Z') }
    const queue = createQueue({ database, now: () => new Date(time.at), newId, claimMs: 120_000 })
    await queue.add(database.db, 'note', {}, {})
    const [job] = await queue.take(['note'], { limit: 1, but: [] })
    if (!job) throw new Error('there is no job')
    const held = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const stop = new AbortController()
    const working = doJob(job, {
      way: {
        payload: z.object({}),
        maxAttempts: 1,
        async run() {
          await held.promise
          run()
        },
      },
      queue: {
        ...queue,
        async hold() {
          time.at += 30_000
          const moved = { ...job }
          const ours = await queue.hold(moved)
          held.resolve()
          await answer.promise
          job.claimed_until = moved.claimed_until
          return ours
        },
      },
      ...{ stop, stopping: new AbortController().signal, holdMs: 1, log: pino({ level: 'silent' }) },
    })
    await held.promise
    await new Promise(setImmediate)
    answer.resolve()
    await working
    expect(stop.signal.aborted).toBe(false)
    return database.db.selectFrom('jobs').select(['claimed_until', 'attempts', 'last_error']).execute()
  }

  test('that ends while it is being held is done', async () => {
    expect(await endWhileHeld(() => {})).toEqual([])
  })

  test('that was held while the answer of the database was lost is done', async () => {
    const { database } = await fresh()
    const time = { at: Date.parse('2026-03-01T10:00:00Z') }
    let loses = false
    const db = database.db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        if (loses) throw new Error('the connection was lost')
        return result
      },
    })
    const queue = createQueue({ database: { ...database, db }, now: () => new Date(time.at), newId, claimMs: 120_000 })
    await queue.add(db, 'note', {}, {})
    const [job] = await queue.take(['note'], { limit: 1, but: [] })
    if (!job) throw new Error('there is no job')
    time.at += 30_000
    loses = true
    await expect(queue.hold(job)).rejects.toThrow('the connection was lost')
    loses = false
    await queue.done(job)
    expect(await db.selectFrom('jobs').select('id').execute()).toEqual([])
  })

  test('that has to wait while it is being held keeps nobody waiting for its claim', async () => {
    const wait = () => {
      throw new NotYet(5_000)
    }
    expect(await endWhileHeld(wait)).toEqual([{ claimed_until: null, attempts: 0, last_error: null }])
  })

  test('that fails while it is being held is given up with its reason', async () => {
    const fail = () => {
      throw new Error('no water')
    }
    expect(await endWhileHeld(fail)).toEqual([{ claimed_until: null, attempts: 1, last_error: 'Error: no water' }])
  })
})
