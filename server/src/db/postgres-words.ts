import { type Kysely, sql } from 'kysely'
import { narrowed } from './narrowed.ts'
import type { Tables } from './tables.ts'
import type { WordIndex } from './word-index.ts'
import { formsOf, tokens, type WordQuery } from './words.ts'

/** tsvector in a table of its own, with the `lva_words` configuration: English stems and no stop words, as in the SQLite index. */
export function postgresWords(db: Kysely<Tables>): WordIndex {
  return {
    async add(trx, { seq, userId, side, text }) {
      await sql`insert into spoken_words (seq, side, user_id, words)
        values (${seq}, ${side}, ${userId}, to_tsvector('lva_words', ${tokens(text).join(' ')}))`.execute(trx)
    },

    async remove(trx, { seq, userId, side }) {
      await sql`delete from spoken_words where seq = ${seq} and side = ${side} and user_id = ${userId}`.execute(trx)
    },

    // A turn that was being stored while its owner went away goes by the database's own rule, which knows no index.
    async forget(trx, userId) {
      await sql`delete from spoken_words where user_id = ${userId}`.execute(trx)
    },

    async find(userId, query, { every, limit, filters = {} }) {
      const match = sql`to_tsquery('lva_words', ${expression(query, every)})`
      const found = await sql<{ seq: number; side: 'user' | 'agent'; score: number }>`
        select e.seq, f.side, ts_rank_cd(f.words, ${match}, 1) as score
        from spoken_words f join exchanges e on e.seq = f.seq
        where f.words @@ ${match} and f.user_id = ${userId} and e.user_id = ${userId} ${filters.side === undefined ? sql`` : sql`and f.side = ${filters.side}`} ${narrowed(filters)}
        order by score desc, e.seq desc limit ${limit}`.execute(db)
      return found.rows
    },
  }
}

function expression({ terms, phrases, prefix }: WordQuery, every: boolean): string {
  const parts = [
    ...phrases.map((words) => `(${words.map(quoted).join(' <-> ')})`),
    ...terms.map((term, at) => {
      const forms = formsOf(term).map(quoted)
      if (prefix && at === terms.length - 1) forms.push(`${quoted(term)}:*`)
      return `(${forms.join(' | ')})`
    }),
  ]
  return parts.join(every ? ' & ' : ' | ')
}

// Tokens hold letters and digits only, so a quote cannot occur in them.
const quoted = (token: string) => `'${token}'`
