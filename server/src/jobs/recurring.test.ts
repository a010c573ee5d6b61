import { pino } from 'pino'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { newId } from '../ids.ts'
import { createJobs } from './jobs.ts'

const DAY = 86_400_000

onEveryEngine('recurring work', (fresh) => {
  /** Processes of a fleet, each of which backs up in the night. */
  async function fleet() {
    const { database } = await fresh()
    const time = { at: Date.parse('2026-03-01T10:00:00Z') }
    const done: string[] = []
    const join = (pattern = '0 3 * * *') => {
      const jobs = createJobs({ database, now: () => new Date(time.at), newId, log: pino({ level: 'silent' }) })
      jobs.recurring('backup', pattern, async ({ due }) => void done.push(due.toISOString()))
      return jobs
    }
    return { database, time, done, join }
  }

  test('is done once for each period, however many processes there are', async () => {
    const { time, done, join } = await fleet()
    const all = [join(), join(), join()]
    for (const jobs of all) await jobs.settle()
    expect(done).toEqual([])
    for (let day = 0; day < 3; day++) {
      time.at += DAY
      await Promise.all(all.map((jobs) => jobs.settle()))
    }
    expect(done).toEqual(['2026-03-02T03:00:00.000Z', '2026-03-03T03:00:00.000Z', '2026-03-04T03:00:00.000Z'])
  })

  test('what came due while nobody was here is done once, at the next start', async () => {
    const { time, done, join } = await fleet()
    await join().settle()
    time.at += 5 * DAY
    const next = join()
    next.start()
    await expect.poll(() => done).toEqual(['2026-03-02T03:00:00.000Z'])
    await next.stop()
    time.at += DAY
    await join().settle()
    expect(done.at(-1)).toBe('2026-03-07T03:00:00.000Z')
  })

  test('that fails is tried again, and the next period waits for nothing', async () => {
    const { database, time } = await fleet()
    const jobs = createJobs({ database, now: () => new Date(time.at), newId, log: pino({ level: 'silent' }) })
    const tried: string[] = []
    jobs.recurring('backup', '0 3 * * *', async ({ due }) => {
      tried.push(due.toISOString().slice(0, 10))
      if (tried.length < 2) throw new Error('the disk is full')
    })
    await jobs.settle()
    time.at += DAY
    await jobs.settle()
    time.at += 15_000
    await jobs.settle()
    time.at += DAY
    await jobs.settle()
    expect(tried).toEqual(['2026-03-02', '2026-03-02', '2026-03-03'])
  })

  test('begins by itself where the database was away at the start', async () => {
    const { database, time, done, join } = await fleet()
    const { schema } = database.db
    const jobs = join('* * * * * *')
    await schema.alterTable('recurring').renameTo('away').execute()
    jobs.start()
    await expect(jobs.settle()).rejects.toThrow()
    await schema.alterTable('away').renameTo('recurring').execute()
    const again = async () => {
      time.at += DAY
      return done.length
    }
    await expect.poll(again, { timeout: 10_000 }).toBeGreaterThan(0)
    await jobs.stop()
  })

  test('a new pattern counts from when a process with it starts', async () => {
    const { time, done, join } = await fleet()
    await join().settle()
    const weekly = join('0 8 * * 1')
    await weekly.settle()
    time.at = Date.parse('2026-03-02T07:59:00Z')
    await weekly.settle()
    expect(done).toEqual([])
    time.at += 60_000
    await weekly.settle()
    expect(done).toEqual(['2026-03-02T08:00:00.000Z'])
  })
})
