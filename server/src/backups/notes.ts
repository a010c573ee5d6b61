import { randomUUID } from 'node:crypto'
import { Backups } from '@lva/contracts/backups'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import { keysOf } from '../records.ts'

/** Whoever says nothing for so long is not at it any more. */
export const SILENCE_MS = 10 * 60_000
/** How often whoever is at it says so. */
const SAY_MS = 15_000

const Running = z.object({ since: z.string(), percent: z.int(), said: z.string(), by: z.string() })
const KINDS = {
  running: Running,
  checking: Running,
  last: Backups.shape.last.unwrap(),
  unsettled: Backups.shape.last.unwrap(),
  failure: Backups.shape.failure.unwrap(),
  check: Backups.shape.check.unwrap(),
}
type Kinds = typeof KINDS
type Running = z.infer<typeof Running>
type Held = 'running' | 'checking'
const keyOf = (kind: keyof Kinds) => `backup_${kind}`

interface Needs {
  db: Kysely<Pick<Tables, 'installation'>>
  now: () => Date
  log: Pick<Logger, 'warn'>
}

/** What is known of backups beside the archives themselves, in the table of facts about the installation. */
export function createNotes({ db, now, log }: Needs) {
  async function keep<Kind extends keyof Kinds>(kind: Kind, value: z.infer<Kinds[Kind]>): Promise<void> {
    await db
      .insertInto('installation')
      .values({ key: keyOf(kind), value: JSON.stringify(value) })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: JSON.stringify(value) }))
      .execute()
  }

  async function read<Kind extends keyof Kinds>(kind: Kind): Promise<z.infer<Kinds[Kind]> | null> {
    return parsed(kind, await written(kind))
  }

  async function written(kind: keyof Kinds): Promise<string | null> {
    const row = await db.selectFrom('installation').select('value').where('key', '=', keyOf(kind)).executeTakeFirst()
    return row?.value ?? null
  }

  const isFresh = (found: Running | null) => found !== null && now().getTime() - Date.parse(found.said) < SILENCE_MS

  /** Writes it where nobody is at it. Of several who do so at once one finds what it has read. */
  async function take(kind: Held, value: string): Promise<boolean> {
    const before = await written(kind)
    if (before === null) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('installation')
        .values({ key: keyOf(kind), value })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    }
    if (isFresh(parsed(kind, before))) return false
    const { numUpdatedRows } = await db
      .updateTable('installation')
      .set({ value })
      .where('key', '=', keyOf(kind))
      .where('value', '=', before)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  }

  return {
    keep,
    read,

    async forget(kind: keyof Kinds): Promise<void> {
      await db.deleteFrom('installation').where('key', '=', keyOf(kind)).execute()
    },

    /**
     * Says that one is being made or tried now, again and again until `end`, and how far it is. Resolves with null when another is. Whoever was
     * silent for so long that another began says no more, and does not end for that one. `onLost`: somebody stopped it, here or in another
     * process, or another began.
     */
    async begin(kind: Held, onLost: () => void = () => {}) {
      const by = randomUUID()
      const since = now().toISOString()
      let percent = 0
      const value = () => JSON.stringify({ since, percent, said: now().toISOString(), by } satisfies Running)
      if (!(await take(kind, value()))) return null
      const mine = `%"by":"${by}"%`
      async function say(): Promise<void> {
        const { numUpdatedRows } = await db
          .updateTable('installation')
          .set({ value: value() })
          .where('key', '=', keyOf(kind))
          .where('value', 'like', mine)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) onLost()
      }
      const unsaid = (err: unknown) => log.warn({ err }, 'how far a backup is could not be noted')
      const timer = setInterval(() => void say().catch(unsaid), SAY_MS).unref()
      return {
        progress(reached: number): void {
          percent = reached
          say().catch(unsaid)
        },
        async end(): Promise<void> {
          clearInterval(timer)
          await db.deleteFrom('installation').where('key', '=', keyOf(kind)).where('value', 'like', mine).execute()
        },
      }
    },

    /** Stops whoever is at it, in whatever process, when they next say how far they are. Resolves with false when nobody is. */
    async stop(kind: Held): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('installation')
        .where('key', '=', keyOf(kind))
        .executeTakeFirstOrThrow()
      return numDeletedRows > 0n
    },

    /** What is known now. */
    async all(): Promise<Pick<Backups, 'running' | 'checking' | 'last' | 'failure' | 'check'>> {
      const rows = await db
        .selectFrom('installation')
        .select(['key', 'value'])
        .where('key', 'in', keysOf(KINDS).map(keyOf))
        .execute()
      const of = <Kind extends keyof Kinds>(kind: Kind) =>
        parsed(kind, rows.find(({ key }) => key === keyOf(kind))?.value ?? null)
      const running = of('running')
      return {
        running: running && isFresh(running) ? { since: running.since, percent: running.percent } : null,
        checking: isFresh(of('checking')),
        ...{ last: of('last'), failure: of('failure'), check: of('check') },
      }
    },
  }
}

/** Forgets in a copy what was under way when it was made: nobody is at it where the copy is put back. */
export async function forgetUnderWay(db: Kysely<Tables>): Promise<void> {
  const underWay = (['running', 'checking', 'unsettled'] as const).map(keyOf)
  await db.deleteFrom('installation').where('key', 'in', underWay).execute()
}

function parsed<Kind extends keyof Kinds>(kind: Kind, text: string | null): z.infer<Kinds[Kind]> | null {
  const found = text === null ? null : KINDS[kind].safeParse(JSON.parse(text))
  return found?.success ? (found.data as z.infer<Kinds[Kind]>) : null
}
