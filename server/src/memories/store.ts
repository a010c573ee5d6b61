import type { Transaction } from 'kysely'
import type { MemoryTrx } from './memory-db.ts'
import type { Known } from './settle.ts'
import { settle } from './settle.ts'
import type { Statement } from './statements.ts'
import { saidElsewhere } from './withdrawn.ts'

/** Takes the words of memories out of the replies that quote them. */
// biome-ignore lint/suspicious/noExplicitAny: a transaction of whichever tables the caller has.
export type Unquote = (trx: Transaction<any>, userId: string, gone: { memoryIds: readonly string[] }) => Promise<void>

/** A turn that was read. */
export interface ReadTurn {
  seq: number
  exchangeId: string
  sessionId: string
  at: string
  text: string
  mode: 'conversation' | 'capture'
}

/** What a turn says. */
export interface Taken {
  turn: ReadTurn
  statement: Statement
}

/** A learner has at most so many; what is said beyond is not learnt. */
export const MEMORIES_MAX = 10_000
/** So many of a learner's memories are compared with a statement: the newest. */
const COMPARED_MAX = MEMORIES_MAX
/** Later repetitions add nothing. */
const SOURCES_MAX = 5

/** Takes statements in: the new ones are kept with their source, what they put an end to is ended, what is known gets another source. */
export function createStore({ now, newId, unquote }: { now: () => Date; newId: () => string; unquote: Unquote }) {
  async function known(trx: MemoryTrx, userId: string): Promise<Known[]> {
    const rows = await trx
      .selectFrom('memories')
      .select(['id', 'kind', 'slot', 'value', 'words', 'valid_from', 'valid_to', 'forgotten'])
      .where('user_id', '=', userId)
      .where('forgotten', '=', 0)
      .orderBy('id', 'desc')
      .limit(COMPARED_MAX)
      .execute()
    return rows.map((row) => ({ ...row, words: row.words.trim().split(' '), forgotten: row.forgotten === 1 }))
  }

  /** The places of a turn from which something was learnt already, what was forgotten included. */
  const taken = (trx: MemoryTrx, userId: string, exchangeId: string) =>
    trx
      .selectFrom('memory_sources')
      .select(['memory_id', 'span_start', 'span_end'])
      .where('user_id', '=', userId)
      .where('exchange_id', '=', exchangeId)
      .execute()

  async function addSource(trx: MemoryTrx, userId: string, memoryId: string, turn: ReadTurn, { span }: Statement) {
    const sources = await trx
      .selectFrom('memory_sources')
      .select('exchange_id')
      .where('user_id', '=', userId)
      .where('memory_id', '=', memoryId)
      .execute()
    if (sources.length >= SOURCES_MAX || sources.some(({ exchange_id }) => exchange_id === turn.exchangeId)) return
    await trx
      .insertInto('memory_sources')
      .values({
        ...{ id: newId(), user_id: userId, memory_id: memoryId, exchange_id: turn.exchangeId },
        ...{ session_id: turn.sessionId, said_at: turn.at, span_start: span.start, span_end: span.end },
      })
      .execute()
  }

  /** Takes one statement in; true when it is new. `all`, what is compared with, follows. */
  async function takeOne(trx: MemoryTrx, userId: string, { turn, statement }: Taken, all: Known[]): Promise<boolean> {
    const { span, kind, slot, value, words } = statement
    const there = await taken(trx, userId, turn.exchangeId)
    if (there.some(({ span_start, span_end }) => span_start < span.end && span_end > span.start)) return false
    const { same, ends, endedBy } = settle(statement, turn.at, all)
    if (same) {
      await addSource(trx, userId, same, turn, statement)
      return false
    }
    if (all.length >= MEMORIES_MAX) return false
    const id = newId()
    const valid_to = endedBy?.valid_from ?? null
    await trx
      .insertInto('memories')
      .values({
        ...{ id, user_id: userId, kind, topic: statement.topic.slice(0, 80), slot, value, text: statement.text },
        ...{ words: ` ${words.join(' ')} `, valid_from: turn.at, valid_to, ended_by: endedBy?.id ?? null },
        created_at: now().toISOString(),
      })
      .execute()
    await addSource(trx, userId, id, turn, statement)
    if (ends.length > 0)
      await trx
        .updateTable('memories')
        .set({ valid_to: turn.at, ended_by: id })
        .where('user_id', '=', userId)
        .where('id', 'in', ends)
        .where('valid_to', 'is', null)
        .execute()
    for (const one of all) if (ends.includes(one.id)) one.valid_to = turn.at
    all.unshift({ id, kind, slot, value, words, valid_from: turn.at, valid_to, forgotten: false })
    return true
  }

  async function drop(trx: MemoryTrx, userId: string, id: string) {
    await trx.deleteFrom('memory_sources').where('user_id', '=', userId).where('memory_id', '=', id).execute()
    await trx.deleteFrom('memories').where('user_id', '=', userId).where('id', '=', id).execute()
    await trx
      .updateTable('memories')
      .set({ valid_to: null, ended_by: null })
      .where('user_id', '=', userId)
      .where('ended_by', '=', id)
      .execute()
  }

  return {
    /** Resolves with how many memories are new. Done again with the same turns it changes nothing. */
    async take(trx: MemoryTrx, userId: string, said: readonly Taken[]): Promise<number> {
      if (said.length === 0) return 0
      const all = await known(trx, userId)
      let fresh = 0
      for (const one of said) if (await takeOne(trx, userId, one, all)) fresh += 1
      return fresh
    },

    /**
     * Takes back what was learnt from turns whose words go: with its last source a memory goes, and what it had put an end to is true again.
     * One that was said elsewhere too has the words of there. Resolves with whether there was any.
     */
    async withdraw(trx: MemoryTrx, userId: string, exchangeIds: readonly string[]): Promise<boolean> {
      if (exchangeIds.length === 0) return false
      const gone = await trx
        .deleteFrom('memory_sources')
        .where('user_id', '=', userId)
        .where('exchange_id', 'in', exchangeIds)
        .returning(['memory_id', 'said_at'])
        .execute()
      const ids = [...new Set(gone.map(({ memory_id }) => memory_id))]
      const other: string[] = []
      for (const id of ids) {
        const left = await trx
          .selectFrom('memory_sources as s')
          .innerJoin('exchanges as e', (join) =>
            join.onRef('e.id', '=', 's.exchange_id').onRef('e.user_id', '=', 's.user_id'),
          )
          .select(['e.user_text as text', 's.span_start as start', 's.span_end as end', 's.said_at as at'])
          .where('s.user_id', '=', userId)
          .where('s.memory_id', '=', id)
          .orderBy('s.id')
          .execute()
        const said = gone.filter(({ memory_id }) => memory_id === id).map(({ said_at }) => said_at)
        if (left.length === 0) await drop(trx, userId, id)
        if (left.length === 0 || (await saidElsewhere(trx, userId, id, { left, gone: said }))) other.push(id)
      }
      if (other.length > 0) await unquote(trx, userId, { memoryIds: other })
      return ids.length > 0
    },
  }
}
