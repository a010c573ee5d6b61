import { setImmediate as breath } from 'node:timers/promises'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { asIndexed } from '../language/citation-numbers.ts'
import type { Engine } from './engine.ts'
import { owned } from './sqlite-words.ts'
import type { Tables } from './tables.ts'
import { tokens } from './words.ts'

/** Texts that are looked up and written at once. */
const AT_ONCE = 500

interface Text {
  seq: number
  user_id: string
  user_text?: string | null
  agent_text?: string | null
  sources?: string
  text?: string
}

/**
 * Fills the keyword indexes from the words themselves, where they are empty: in the transaction of whoever put the words back. `onTexts`
 * hears how many exchanges and passages are done.
 */
export async function refillWords(
  trx: Kysely<Tables>,
  engine: Engine,
  onTexts: (done: number) => void = () => {},
): Promise<void> {
  let done = 0
  for await (const page of pagesOf(trx, sql`seq, user_id, user_text, agent_text, sources from exchanges`)) {
    const entries = page.flatMap(({ seq, user_id, user_text, agent_text, sources = '' }) => [
      ...(user_text ? [{ seq, side: 'user', at: seq * 2, owner: user_id, text: user_text }] : []),
      ...(agent_text
        ? [{ seq, side: 'agent', at: seq * 2 + 1, owner: user_id, text: asIndexed(agent_text, sources) }]
        : []),
    ])
    await write(
      trx,
      engine === 'sqlite' ? sql`spoken_words (rowid, words)` : sql`spoken_words (seq, side, user_id, words)`,
      entries.map(({ seq, side, at, owner, text }) =>
        engine === 'sqlite'
          ? sql`(${at}, ${owned(owner, tokens(text))})`
          : sql`(${seq}::bigint, ${side}, ${owner}, to_tsvector('lva_words', ${tokens(text).join(' ')}))`,
      ),
    )
    done += page.length
    onTexts(done)
  }
  for await (const page of pagesOf(trx, sql`seq, user_id, text from passages`)) {
    await write(
      trx,
      engine === 'sqlite' ? sql`passage_words (rowid, words)` : sql`passage_words (seq, user_id, words)`,
      page.map(({ seq, user_id, text = '' }) =>
        engine === 'sqlite'
          ? sql`(${seq}, ${owned(user_id, tokens(text))})`
          : sql`(${seq}::bigint, ${user_id}, to_tsvector('lva_words', ${tokens(text).join(' ')}))`,
      ),
    )
    done += page.length
    onTexts(done)
  }
}

async function write(trx: Kysely<Tables>, into: RawBuilder<unknown>, values: RawBuilder<unknown>[]): Promise<void> {
  if (values.length > 0) await sql`insert into ${into} values ${sql.join(values)}`.execute(trx)
}

async function* pagesOf(trx: Kysely<Tables>, what: RawBuilder<unknown>): AsyncGenerator<Text[]> {
  for (let after = 0; ; ) {
    const { rows } = await sql<Text>`select ${what} where seq > ${after} order by seq limit ${AT_ONCE}`.execute(trx)
    if (rows.length > 0) yield rows
    if (rows.length < AT_ONCE) return
    after = rows.at(-1)?.seq ?? after
    // SQLite answers at once, and a server may be telling others how far this is.
    await breath()
  }
}
