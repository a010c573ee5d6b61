import { pino } from 'pino'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { onEveryEngine } from '../../test/engines.ts'
import { newId } from '../ids.ts'
import { createJobs } from './jobs.ts'

onEveryEngine('jobs', (fresh) => {
  const Note = z.object({ note: z.string() })
  async function office(time = { at: Date.parse('2026-03-01T10:00:00Z') }, pace = {}) {
    const { database } = await fresh()
    const open = (pace: { claimMs?: number; pollMs?: number } = {}) =>
      createJobs({ database, now: () => new Date(time.at), newId, log: pino({ level: 'silent' }), ...pace })
    const jobs = open(pace)
    return { database, db: database.db, jobs, notes: jobs.kind('note', Note), time, open }
  }

  test('work is done once and forgotten', async () => {
    const { db, jobs, notes } = await office()
    const done: string[] = []
    notes.does(async ({ note }) => void done.push(note))
    await notes.enqueue(db, { note: 'water the plants' })
    await jobs.settle()
    await jobs.settle()
    expect(done).toEqual(['water the plants'])
    expect(await jobs.backlog()).toEqual({ due: 0, failed: 0 })
  })

  test('work enqueued in a transaction that fails never existed', async () => {
    const { db, jobs, notes } = await office()
    const changedMind = db.transaction().execute(async (trx) => {
      await notes.enqueue(trx, { note: 'never' })
      throw new Error('changed my mind')
    })
    await expect(changedMind).rejects.toThrow()
    expect(await jobs.backlog()).toEqual({ due: 0, failed: 0 })
  })

  test('what was given up is forgotten after thirty days, whoever it names', async () => {
    const { db, jobs, time } = await office()
    const notes = jobs.kind('note', Note, { maxAttempts: 1 })
    notes.does(() => Promise.reject(new Error('no water')))
    await notes.enqueue(db, { note: 'nobody@example.org' })
    await jobs.settle()
    await notes.enqueue(db, { note: 'still to be done' }, { inMs: 90 * 86_400_000 })
    time.at += 30 * 86_400_000 - 1_000
    await jobs.sweep()
    expect(await jobs.backlog()).toEqual({ due: 0, failed: 1 })
    time.at += 1_000
    await jobs.sweep()
    const left = await db.selectFrom('jobs').select('payload').execute()
    expect(left).toEqual([{ payload: '{"note":"still to be done"}' }])
  })

  test('failing work waits longer each time, and is given up with its reason', async () => {
    const { db, jobs, time } = await office()
    const notes = jobs.kind('note', Note, { maxAttempts: 3 })
    let tries = 0
    notes.does(() => {
      tries++
      return Promise.reject(new Error('no water'))
    })
    await notes.enqueue(db, { note: 'x' })
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
    const { last_error } = await db.selectFrom('jobs').select('last_error').executeTakeFirstOrThrow()
    expect(last_error).toBe('Error: no water')
  })

  test('a keyed job is waiting once, however often it is asked for', async () => {
    const { db, jobs, notes } = await office()
    await Promise.all([1, 2, 3].map(() => notes.enqueue(db, { note: 'x' }, { key: 'k' })))
    expect((await jobs.backlog()).due).toBe(1)
  })

  test('what is asked for again while it is being done is done once more, with what was said last', async () => {
    const { db, jobs, notes } = await office()
    const done: string[] = []
    notes.does(async ({ note }) => {
      done.push(note)
      if (note !== 'first') return
      for (const again of ['second', 'third']) await notes.enqueue(db, { note: again }, { key: 'k' })
      throw new Error('and then it failed')
    })
    await notes.enqueue(db, { note: 'first' }, { key: 'k' })
    await jobs.settle()
    expect((await jobs.backlog()).failed).toBe(0)
    await db.updateTable('jobs').set({ run_at: '2026-01-01' }).execute()
    await jobs.settle()
    expect(done).toEqual(['first', 'third'])
    expect(await jobs.backlog()).toEqual({ due: 0, failed: 0 })

    notes.does(async ({ note }) => {
      done.push(note)
      if (note === 'fourth') await notes.enqueue(db, { note: 'fifth' }, { key: 'k' })
    })
    await notes.enqueue(db, { note: 'fourth' }, { key: 'k' })
    await jobs.settle()
    expect(done).toEqual(['first', 'third', 'fourth', 'fifth'])
  })

  test('what cannot be read is given up at once, and its error repeats nothing of it', async () => {
    const { db, jobs, notes } = await office()
    notes.does(async () => {})
    const wrong = jobs.kind('note', z.object({ note: z.number() }))
    notes.does(async () => {})
    await wrong.enqueue(db, { note: 4711 })
    await jobs.settle()
    expect(await jobs.backlog()).toEqual({ due: 0, failed: 1 })
    const { last_error, attempts } = await db.selectFrom('jobs').selectAll().executeTakeFirstOrThrow()
    expect([last_error, attempts]).toEqual(['Unreadable: its payload is wrong: note (invalid_type)', 1])
  })

  test('work about something that is gone is dropped, and ended where it is being done', async () => {
    const { db, jobs, notes } = await office()
    const begun = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<unknown>()
    notes.does(async ({ note }, { signal }) => {
      if (note !== 'begun') return
      signal.addEventListener('abort', () => ended.resolve(signal.reason))
      begun.resolve()
      await ended.promise
      throw signal.reason
    })
    await notes.enqueue(db, { note: 'begun' }, { key: 'document-1' })
    const working = jobs.settle()
    await begun.promise
    await notes.enqueue(db, { note: 'waiting' }, { key: 'document-2', inMs: 60_000 })
    await jobs.cancel(db, ['document-1', 'document-2'])
    await working
    expect(await ended.promise).toEqual(new Error('this work is no longer wanted'))
    expect(await db.selectFrom('jobs').selectAll().execute()).toEqual([])
  })

  test('work about somebody is forgotten, also what was given up', async () => {
    const { db, jobs } = await office()
    const letters = jobs.kind('letter', z.object({ userId: z.string(), note: z.string() }), { maxAttempts: 1 })
    const resets = jobs.kind('reset', z.object({ emailKey: z.string() }))
    letters.does(() => Promise.reject(new Error('no mail')))
    await letters.enqueue(db, { userId: 'ana', note: 'given up' })
    await jobs.settle()
    await letters.enqueue(db, { userId: 'ana', note: 'to ben' }, { inMs: 60_000 })
    await letters.enqueue(db, { userId: 'ben', note: 'to ana' }, { inMs: 60_000 })
    await resets.enqueue(db, { emailKey: 'ana' }, { inMs: 60_000 })
    await jobs.forget('ana')
    expect(await db.selectFrom('jobs').select(['kind', 'about']).execute()).toEqual([{ kind: 'letter', about: 'ben' }])
  })

  test('work that takes longer than a claim is held, and not done twice', async () => {
    const { db, open, time } = await office()
    const [slow, other] = [open({ claimMs: 40 }), open()]
    const end = Promise.withResolvers<void>()
    let times = 0
    for (const jobs of [slow, other])
      jobs.kind('note', Note).does(async () => {
        times++
        await end.promise
      })
    await slow.kind('note', Note).enqueue(db, { note: 'a thousand pages' })
    const working = slow.settle()
    const claim = async () => (await db.selectFrom('jobs').select('claimed_until').executeTakeFirst())?.claimed_until
    await expect.poll(claim).toBe(new Date(time.at + 40).toISOString())
    for (let passed = 0; passed < 4; passed++) {
      time.at += 39
      await expect.poll(claim).toBe(new Date(time.at + 40).toISOString())
      await other.settle()
    }
    end.resolve()
    await working
    expect([times, await claim()]).toEqual([1, undefined])
  })

  test('a machine that slept does not begin the work again that it is doing', async () => {
    const { db, jobs, notes, time } = await office()
    const begun = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    let times = 0
    notes.does(async () => {
      begun.resolve()
      if (++times === 1) await end.promise
    })
    await notes.enqueue(db, { note: 'a letter' })
    const working = jobs.settle()
    await begun.promise
    time.at += 3_600_000
    await jobs.settle()
    end.resolve()
    await working
    expect([times, await jobs.backlog()]).toEqual([1, { due: 0, failed: 0 }])
  })

  test('work that another process has taken over is ended here and changes nothing', async () => {
    const { db, open } = await office()
    const jobs = open({ claimMs: 40 })
    const notes = jobs.kind('note', Note)
    notes.does(
      (_note, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
    )
    await notes.enqueue(db, { note: 'x' })
    const working = jobs.settle()
    const taken = () => db.updateTable('jobs').set({ claimed_until: '2026-03-02' }).executeTakeFirst()
    await expect
      .poll(async () => (await db.selectFrom('jobs').selectAll().executeTakeFirst())?.claimed_until)
      .toBeTruthy()
    await taken()
    await working
    const row = await db.selectFrom('jobs').selectAll().executeTakeFirstOrThrow()
    expect([row.claimed_until, row.last_error]).toEqual(['2026-03-02', null])
  })

  test('work that is cut short because the server stops is done at the next start, and counts as no attempt', async () => {
    const { db, jobs, notes, open } = await office()
    notes.does(
      (_note, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
    )
    await notes.enqueue(db, { note: 'x' })
    jobs.start()
    await expect.poll(async () => (await db.selectFrom('jobs').selectAll().executeTakeFirst())?.attempts).toBe(1)
    await jobs.stop()
    const again = open()
    const attempts: number[] = []
    again.kind('note', Note).does(async (_note, { attempt }) => void attempts.push(attempt))
    await again.settle()
    expect(attempts).toEqual([1])
  })

  test('two processes never do the same job; one that died is taken over', async () => {
    const { database, jobs, notes, time, open } = await office()
    const done: string[] = []
    const other = open()
    for (const worker of [jobs, other]) worker.kind('note', Note).does(async ({ note }) => void done.push(note))
    for (let i = 0; i < 20; i++) await notes.enqueue(database.db, { note: `${i}` })
    await Promise.all([jobs.settle(), other.settle()])
    expect(done.sort()).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`).sort())

    await notes.enqueue(database.db, { note: 'orphan' })
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

  test('work that takes long holds up nobody else, and room is used as soon as it is free', async () => {
    // Nobody looks by the clock: what ends while it is being looked has to be noticed.
    const { db, jobs, notes } = await office(undefined, { pollMs: 3_600_000 })
    const long = Promise.withResolvers<void>()
    const done: string[] = []
    const documents = jobs.kind('document', Note, { places: 2 })
    let atOnce = 0
    documents.does(async () => {
      atOnce++
      await long.promise
      atOnce--
    })
    notes.does(async ({ note }) => void done.push(note))
    for (let i = 0; i < 10; i++) await documents.enqueue(db, { note: 'a thousand pages' })
    for (let i = 0; i < 10; i++) await notes.enqueue(db, { note: `short ${i}` })
    jobs.start()
    await expect.poll(() => done).toHaveLength(10)
    await expect.poll(() => atOnce).toBe(2)
    long.resolve()
    await jobs.stop()
    expect(atOnce).toBe(0)
  })
})
