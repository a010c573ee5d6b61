import { pino } from 'pino'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { onEveryEngine } from '../../test/engines.ts'
import { newId } from '../ids.ts'
import { createJobs } from './jobs.ts'

onEveryEngine('jobs', (fresh) => {
  const Note = z.object({ note: z.string() })
  async function office(time = { at: Date.parse('2026-03-01T10:00:00Z') }) {
    const { database } = await fresh()
    const jobs = createJobs({ database, now: () => new Date(time.at), newId, log: pino({ level: 'silent' }) })
    return { database, jobs, time }
  }

  test('work is done once and forgotten', async () => {
    const { database, jobs } = await office()
    const done: string[] = []
    jobs.on('note', Note, async ({ note }) => void done.push(note))
    await jobs.enqueue(database.db, 'note', { note: 'water the plants' })
    await jobs.settle()
    await jobs.settle()
    expect(done).toEqual(['water the plants'])
    expect(await jobs.backlog()).toEqual({ due: 0, failed: 0 })
  })

  test('work enqueued in a transaction that fails never existed', async () => {
    const { database, jobs } = await office()
    const changedMind = database.db.transaction().execute(async (trx) => {
      await jobs.enqueue(trx, 'note', { note: 'never' })
      throw new Error('changed my mind')
    })
    await expect(changedMind).rejects.toThrow()
    expect(await jobs.backlog()).toEqual({ due: 0, failed: 0 })
  })

  test('what was given up is forgotten after thirty days, whoever it names', async () => {
    const { database, jobs, time } = await office()
    jobs.on('note', Note, () => Promise.reject(new Error('no water')), { maxAttempts: 1 })
    await jobs.enqueue(database.db, 'note', { note: 'nobody@example.org' })
    await jobs.settle()
    await jobs.enqueue(database.db, 'note', { note: 'still to be done' }, { inMs: 90 * 86_400_000 })
    time.at += 30 * 86_400_000 - 1_000
    await jobs.sweep()
    expect(await jobs.backlog()).toEqual({ due: 0, failed: 1 })
    time.at += 1_000
    await jobs.sweep()
    const left = await database.db.selectFrom('jobs').select('payload').execute()
    expect(left).toEqual([{ payload: '{"note":"still to be done"}' }])
  })

  test('failing work waits longer each time, and is given up with its reason', async () => {
    const { database, jobs, time } = await office()
    let tries = 0
    jobs.on(
      'note',
      Note,
      () => {
        tries++
        return Promise.reject(new Error('no water'))
      },
      { maxAttempts: 3 },
    )
    await jobs.enqueue(database.db, 'note', { note: 'x' })
    await jobs.settle()
    expect(tries).toBe(1)
    time.at += 14_000
    await jobs.settle()
    expect(tries).toBe(1)
    time.at += 1_000
    await jobs.settle()
    time.at += 30_000
    await jobs.settle()
    expect([tries, await jobs.backlog()]).toEqual([3, { due: 0, failed: 1 }])
    expect((await database.db.selectFrom('jobs').select('last_error').executeTakeFirstOrThrow()).last_error).toBe(
      'Error: no water',
    )
  })

  test('a keyed job is waiting once, however often it is asked for', async () => {
    const { database, jobs } = await office()
    await Promise.all([1, 2, 3].map(() => jobs.enqueue(database.db, 'note', { note: 'x' }, { key: 'k' })))
    expect((await jobs.backlog()).due).toBe(1)
  })

  test('two processes never do the same job; one that died is taken over', async () => {
    const { database, jobs, time } = await office()
    const done: string[] = []
    const other = createJobs({ database, now: () => new Date(time.at), newId, log: pino({ level: 'silent' }) })
    for (const worker of [jobs, other]) worker.on('note', Note, async ({ note }) => void done.push(note))
    for (let i = 0; i < 20; i++) await jobs.enqueue(database.db, 'note', { note: `${i}` })
    await Promise.all([jobs.settle(), other.settle()])
    expect(done.sort()).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`).sort())

    await jobs.enqueue(database.db, 'note', { note: 'orphan' })
    await database.db
      .updateTable('jobs')
      .set({ claimed_until: new Date(time.at + 60_000).toISOString() })
      .execute()
    await jobs.settle()
    expect(done).not.toContain('orphan')
    time.at += 61_000
    await jobs.settle()
    expect(done).toContain('orphan')
  })

  test('work that takes long holds up nobody else', async () => {
    const { database, jobs } = await office()
    const long = Promise.withResolvers<void>()
    const done: string[] = []
    jobs.on('note', Note, async ({ note }) => {
      if (note === 'long') await long.promise
      done.push(note)
    })
    await jobs.enqueue(database.db, 'note', { note: 'long' })
    for (let i = 0; i < 10; i++) await jobs.enqueue(database.db, 'note', { note: `short ${i}` })
    jobs.start()
    await expect.poll(() => done).toHaveLength(10)
    expect(done).not.toContain('long')
    long.resolve()
    await jobs.stop()
    expect(done).toContain('long')
  })
})
