import type { MemoriesQuery, Memory } from '@lva/contracts/memories'
import type { Selectable } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { Tables } from '../db/tables.ts'
import { tokens } from '../db/words.ts'
import type { MemoryDb } from './memory-db.ts'
import { contentOf } from './statements.ts'

const SOURCES_SHOWN = 5
const TOPICS_MAX = 30
/** Words of a question that are looked for. */
const WORDS_MAX = 8
/** Memories that hold one of them and are put into an order. */
const MATCHED_MAX = 400

type Row = Selectable<Tables['memories']>
/** A stretch of time; instants, `to` excluded. */
export interface Stretch {
  from: Date
  to: Date
}

/** What is wanted: words (stems), and when it was true. */
export interface Wanted extends Pick<MemoriesQuery, 'kind' | 'topic' | 'state'> {
  words: string[]
  during: Stretch | null
  pinned: boolean | null
  before: string | null
  limit: number
}

/** What is read of it by the database; undefined: all of them. */
interface Matched {
  userId: string
  kind: Wanted['kind']
  topic: string | undefined
  pinned: number | undefined
  before: string | undefined
  current: true | undefined
  ended: true | undefined
  /** What was true at some time from one to the other. */
  from: string | undefined
  to: string | undefined
  /** One of them is in its words. */
  like: readonly string[]
  limit: number
}

const own = (db: MemoryDb, userId: string) =>
  db.selectFrom('memories').where('user_id', '=', userId).where('forgotten', '=', 0)

// Every turn asks twice.
const matching = fixed(
  (db: MemoryDb, { userId, kind, topic, pinned, before, current, ended, from, to, like, limit }: Matched) =>
    own(db, userId)
      .selectAll()
      .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'fact'))
      .$if(topic !== undefined, (query) => query.where('topic', '=', topic ?? ''))
      .$if(pinned !== undefined, (query) => query.where('pinned', '=', pinned ?? 0))
      .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
      .$if(current !== undefined, (query) => query.where('valid_to', 'is', null))
      .$if(ended !== undefined, (query) => query.where('valid_to', 'is not', null))
      .$if(to !== undefined, (query) =>
        query
          .where('valid_from', '<', to ?? '')
          .where(({ eb, or }) => or([eb('valid_to', 'is', null), eb('valid_to', '>', from ?? '')])),
      )
      .$if(like.length > 0, (query) => query.where(({ eb, or }) => or(like.map((word) => eb('words', 'like', word)))))
      .orderBy('id', 'desc')
      .limit(limit),
)

/** Reads memories of one learner. */
export function createReading({ db }: { db: MemoryDb }) {
  async function withSources(userId: string, rows: readonly Row[]): Promise<Memory[]> {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const sources = await db
      .selectFrom('memory_sources')
      .selectAll()
      .where('user_id', '=', userId)
      .where('memory_id', 'in', ids)
      .orderBy('said_at', 'desc')
      .execute()
    return rows.map((row) => ({
      ...{ id: row.id, kind: row.kind, topic: row.topic, text: row.text },
      ...{ valid_from: row.valid_from, valid_to: row.valid_to, ended_by: row.ended_by },
      ...{ pinned: row.pinned === 1, edited: row.edited === 1, created_at: row.created_at },
      sources: sources
        .filter(({ memory_id }) => memory_id === row.id)
        .slice(0, SOURCES_SHOWN)
        .map(({ exchange_id, session_id, said_at, span_start, span_end }) => ({
          ...{ exchange_id, session_id, timestamp: said_at, start: span_start, end: span_end },
        })),
    }))
  }

  return {
    withSources,

    /** Where the words of memories were said, by their ids: what was learnt first of what is left. */
    async saidIn(userId: string, ids: readonly string[]) {
      if (ids.length === 0) return new Map<string, Selectable<Tables['memory_sources']>>()
      const sources = await db
        .selectFrom('memory_sources')
        .selectAll()
        .where('user_id', '=', userId)
        .where('memory_id', 'in', ids)
        .orderBy('id', 'desc')
        .execute()
      return new Map(sources.map((source) => [source.memory_id, source]))
    },

    /** Rows that meet what is wanted, with words the best first, otherwise the latest; one more than `limit` when there are more. */
    async find(userId: string, wanted: Wanted): Promise<Row[]> {
      const { kind, topic, state, during, pinned, before } = wanted
      const words = wanted.words.slice(0, WORDS_MAX)
      const rows = await matching(db, {
        ...{ userId, kind, topic, before: before ?? undefined, pinned: pinned === null ? undefined : Number(pinned) },
        ...{ current: state === 'current' || undefined, ended: state === 'ended' || undefined },
        ...{ from: during?.from.toISOString(), to: during?.to.toISOString() },
        like: words.map((word) => `% ${word.replace(/[%_\\]/g, '_')} %`),
        limit: words.length > 0 ? MATCHED_MAX : wanted.limit + 1,
      })
      if (words.length === 0) return rows
      return byWords(rows, words, during).slice(0, wanted.limit + 1)
    },

    /** The most frequent topics of what is true now. */
    async topics(userId: string): Promise<Array<{ topic: string; count: number }>> {
      const rows = await own(db, userId)
        .select((eb) => ['topic', eb.fn.countAll<number>().as('count')])
        .where('topic', '!=', '')
        .groupBy('topic')
        .orderBy('count', 'desc')
        .orderBy('topic')
        .limit(TOPICS_MAX)
        .execute()
      return rows.map(({ topic, count }) => ({ topic, count: Number(count) }))
    },

    one: (userId: string, id: string) => own(db, userId).selectAll().where('id', '=', id).executeTakeFirst(),
  }
}

/** Those that hold most of the words first; of equals what was said within the time, what is true, what is new. */
export function byWords<One extends Pick<Row, 'words' | 'id' | 'valid_from' | 'valid_to' | 'pinned'>>(
  rows: readonly One[],
  words: readonly string[],
  during: Stretch | null,
): One[] {
  const score = (row: One) => {
    const held = words.filter((word) => row.words.includes(` ${word} `)).length / words.length
    const said = during && row.valid_from >= during.from.toISOString() && row.valid_from < during.to.toISOString()
    return held + (said ? 0.3 : 0) + (row.valid_to === null ? 0.1 : 0) + (row.pinned === 1 ? 0.05 : 0)
  }
  return [...rows].sort((a, b) => score(b) - score(a) || b.id.localeCompare(a.id))
}

/** Words that ask for a sort of memory or for a time; no memory is found by them. */
const ASKED_BY = new Set(
  `think thought believe feel say said told tell mention remember opinion view mind favourite favorite like likes love prefer hate enjoy want goal
  plan live work job study learn january february march april may june july august september october november december monday tuesday
  wednesday thursday friday saturday sunday week month year spring summer autumn winter yesterday last recently before since ago time`.split(
    /\s+/,
  ),
)

/** Stems a question looks for. */
export const wordsAskedFor = (question: string): string[] =>
  contentOf(
    tokens(question.slice(0, 1_000))
      .filter((word) => !ASKED_BY.has(word))
      .join(' '),
  )
