import { Backups } from '@lva/contracts/backups'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'

/** Whoever says nothing for so long is not at it any more. */
const SILENCE_MS = 10 * 60_000

const Running = z.object({ since: z.string(), percent: z.int(), said: z.string() })
const KINDS = {
  running: Running,
  checking: Running,
  last: Backups.shape.last.unwrap(),
  failure: Backups.shape.failure.unwrap(),
  check: Backups.shape.check.unwrap(),
}
type Kinds = typeof KINDS
const keyOf = (kind: keyof Kinds) => `backup_${kind}`

export type Notes = ReturnType<typeof createNotes>

/** What is known of backups beside the archives themselves, in the table of facts about the installation. */
export function createNotes({ db, now }: { db: Kysely<Pick<Tables, 'installation'>>; now: () => Date }) {
  async function keep<Kind extends keyof Kinds>(kind: Kind, value: z.infer<Kinds[Kind]>): Promise<void> {
    await db
      .insertInto('installation')
      .values({ key: keyOf(kind), value: JSON.stringify(value) })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: JSON.stringify(value) }))
      .execute()
  }

  async function read<Kind extends keyof Kinds>(kind: Kind): Promise<z.infer<Kinds[Kind]> | null> {
    const row = await db.selectFrom('installation').select('value').where('key', '=', keyOf(kind)).executeTakeFirst()
    const found = row && KINDS[kind].safeParse(JSON.parse(row.value))
    return found?.success ? (found.data as z.infer<Kinds[Kind]>) : null
  }

  async function atIt(kind: 'running' | 'checking') {
    const found = await read(kind)
    return found && now().getTime() - Date.parse(found.said) < SILENCE_MS ? found : null
  }

  return {
    keep,

    async forget(kind: keyof Kinds): Promise<void> {
      await db.deleteFrom('installation').where('key', '=', keyOf(kind)).execute()
    },

    /** Says that one is being made or tried now. Resolves with false when another is. */
    async begin(kind: 'running' | 'checking'): Promise<boolean> {
      if (await atIt(kind)) return false
      const at = now().toISOString()
      await keep(kind, { since: at, percent: 0, said: at })
      return true
    },

    /** How far the one that is being made is. */
    async progress(percent: number): Promise<void> {
      const found = await read('running')
      if (found) await keep('running', { ...found, percent, said: now().toISOString() })
    },

    /** What is known now. */
    async all(): Promise<Pick<Backups, 'running' | 'checking' | 'last' | 'failure' | 'check'>> {
      const running = await atIt('running')
      return {
        running: running && { since: running.since, percent: running.percent },
        checking: (await atIt('checking')) !== null,
        ...{ last: await read('last'), failure: await read('failure'), check: await read('check') },
      }
    },
  }
}
