import { pino } from 'pino'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { onEveryEngine } from '../../test/engines.ts'
import { newId } from '../ids.ts'
import { createJobs } from '../jobs/jobs.ts'
import { followDatabase } from './shared-clock.ts'

const HOUR = 3_600_000

onEveryEngine(
  'a fleet whose clocks differ by an hour',
  (fresh) => {
    test('goes by the database’s: nobody takes over what is being done, and nothing is late', async () => {
      const { database } = await fresh()
      const warnings: object[] = []
      const node = async (wrongMs: number) => {
        const machine = () => Date.now() + wrongMs
        const log = { warn: (facts: object) => void warnings.push(facts) }
        const clock = await followDatabase(database, { now: () => new Date(machine()), machine, log })
        return createJobs({ database, now: clock.now, newId, log: pino({ level: 'silent' }) })
      }
      const [slow, fast] = [await node(-HOUR), await node(HOUR)]
      expect(warnings).toEqual([{ seconds: 3_600 }, { seconds: -3_600 }])

      const end = Promise.withResolvers<void>()
      const done: string[] = []
      for (const [name, jobs] of Object.entries({ slow, fast }))
        jobs.kind('note', z.object({})).does(async () => {
          done.push(name)
          await end.promise
        })
      await fast.kind('note', z.object({})).enqueue(database.db, {})
      const working = slow.settle()
      await expect.poll(() => done).toEqual(['slow'])
      // Its claim would have run out an hour ago by the other's own clock.
      await fast.settle()
      end.resolve()
      await working
      expect([done, await fast.backlog()]).toEqual([['slow'], { due: 0, failed: 0 }])
    })

    test('says when the machine’s was set right, and hardly notices a second', async () => {
      const { database } = await fresh()
      let wrongMs = 400
      const told: string[] = []
      const clock = await followDatabase(database, {
        now: () => new Date(0),
        machine: () => Date.now() + wrongMs,
        log: { warn: (_facts, message) => void told.push(message) },
      })
      expect([clock.now().getTime(), told]).toEqual([0, []])
      wrongMs = 5_000
      await clock.look()
      expect(clock.now().getTime()).toBeLessThan(-4_000)
      wrongMs = 0
      await clock.look()
      expect([clock.now().getTime(), told.length, told[1]]).toEqual([0, 2, expect.stringContaining('agrees')])
    })
  },
  ['postgres'],
)
