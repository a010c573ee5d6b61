import { setImmediate as breath } from 'node:timers/promises'
import { ExchangeState, Intent, Mode, ReplyMark, SessionId, Source, ToolUse } from '@lva/contracts/conversation'
import { Id, text } from '@lva/contracts/text'
import type { Transaction } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { type Columns, Flag, type IdOf, Moment } from '../exported.ts'
import { asIndexed } from '../language/citation-numbers.ts'
import { countInSession } from './session-row.ts'
import type { Work } from './work.ts'

/** So many turns are stored and indexed within a few milliseconds; others write between two transactions. */
const ROWS_AT_ONCE = 10
/** Words of a recording of ten minutes, and the longest answer a model can be asked for. */
const USER_TEXT_MAX = 100_000
const AGENT_TEXT_MAX = 500_000
const NOTE_MAX = 100_000

const Name = text({ max: 200 })

const BroughtSource = Source.extend({
  ...{ text: text({ max: 1_000 }), session_id: SessionId.nullable(), found_by: Name.nullable().default(null) },
  // A page shows it as a link, and it is read anew to be kept.
  url: text({ max: 2_000 })
    .refine((url) => /^https?:\/\//.test(url) && URL.canParse(url), 'Must be the address of a page.')
    .nullable()
    .default(null),
  number: z.int().min(1).max(99).nullable().default(null),
})

/** A turn as the export has it. */
const Turn = z.object({
  id: Id,
  session_id: SessionId,
  mode: Mode,
  state: ExchangeState,
  user_text: text({ max: USER_TEXT_MAX }),
  agent_text: text({ max: AGENT_TEXT_MAX }).nullable(),
  intent: Intent,
  spoken: Flag,
  corrected: Flag,
  provider: Name.nullable(),
  model: Name.nullable(),
  sources: z.array(BroughtSource).max(50),
  // Exports of earlier releases know nothing of these two.
  marks: z.array(ReplyMark).max(10).default([]),
  documents: z.array(Id).max(5).default([]),
  recording_id: Id.nullable(),
  said_at: Moment,
  answered_at: Moment.nullable(),
  // Exports of earlier releases know nothing of these.
  unheard_text: text({ max: AGENT_TEXT_MAX }).nullable().default(null),
  ordered: Flag.default(0),
  tools: z
    .array(ToolUse.extend({ detail: text({ max: 1_000 }).nullable() }))
    .max(50)
    .default([]),
} satisfies Columns<Tables['exchanges'], 'seq' | 'user_id' | 'lease_until'>)
type Turn = z.infer<typeof Turn>

/** A session as the export has it. */
const Session = z.object({
  session_id: SessionId,
  title: text({ max: 500 }),
  started_at: Moment,
  last_at: Moment,
  ended_at: Moment.nullable(),
  summary: text({ max: NOTE_MAX }).nullable(),
  // The rest is counted and written anew.
} satisfies Columns<Tables['sessions'], 'user_id' | 'exchange_count' | 'rolling_summary' | 'rolling_through'>)

/** How many records were new, and how many could not be taken. */
export interface Brought {
  added: number
  refused: number
}

/** Brings exported sessions and turns back, with their index. What is here already stays as it is. */
export function createBringBack({
  database: { db, words },
  work,
  now,
}: {
  database: Database
  work: Pick<Work, 'answerLater' | 'turnsBrought'>
  now: () => Date
}) {
  async function addTurn(trx: Transaction<Tables>, userId: string, turn: Turn): Promise<boolean> {
    const row = await trx
      .insertInto('exchanges')
      .values({
        ...turn,
        user_id: userId,
        sources: JSON.stringify(turn.sources),
        marks: JSON.stringify(turn.marks),
        tools: JSON.stringify(turn.tools),
        documents: JSON.stringify(turn.documents),
        lease_until: null,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('seq')
      .executeTakeFirst()
    if (!row) return false
    if (turn.user_text) await words.add(trx, { seq: row.seq, userId, side: 'user', text: turn.user_text })
    const said = asIndexed(turn.agent_text ?? '', JSON.stringify(turn.sources))
    if (said) await words.add(trx, { seq: row.seq, userId, side: 'agent', text: said })
    await countInSession(trx, userId, { sessionId: turn.session_id, at: turn.said_at, userText: turn.user_text })
    if (turn.state === 'pending') await work.answerLater.enqueue(trx, { userId, exchangeId: turn.id }, { key: turn.id })
    return true
  }

  /** The turn as it can live here, or null. A recording without its sound is nothing. */
  async function settled(userId: string, given: unknown, idOf: IdOf): Promise<Turn | null> {
    const read = Turn.safeParse(given)
    if (!read.success) return null
    const { data } = read
    const recordingId = data.recording_id && idOf(data.recording_id)
    const sound =
      recordingId === null
        ? undefined
        : await db
            .selectFrom('recordings')
            .select('id')
            .where('id', '=', recordingId)
            .where('user_id', '=', userId)
            .executeTakeFirst()
    if (data.state === 'unheard' ? !sound : data.user_text === '') return null
    const latest = now().toISOString()
    return {
      ...data,
      id: idOf(data.id),
      // Whoever was answering it is not here.
      state: data.state === 'answering' ? 'pending' : data.state,
      said_at: [data.said_at, latest].sort()[0] ?? latest,
      recording_id: sound?.id ?? null,
      documents: data.documents.map(idOf),
      sources: data.sources.map((source) => ({
        ...source,
        exchange_id: source.exchange_id && idOf(source.exchange_id),
        source_id: source.source_id && idOf(source.source_id),
      })),
    }
  }

  return {
    /** Brings turns back, in the order in which they were said. Sessions they belong to are made where there are none. */
    async turns(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Brought> {
      let added = 0
      let refused = 0
      for (let at = 0; at < given.length; at += ROWS_AT_ONCE) {
        const some: Turn[] = []
        for (const one of given.slice(at, at + ROWS_AT_ONCE)) {
          const turn = await settled(userId, one, idOf)
          if (turn) some.push(turn)
          else refused += 1
        }
        added += await db.transaction().execute(async (trx) => {
          let new_ = 0
          for (const turn of some) if (await addTurn(trx, userId, turn)) new_ += 1
          if (new_ > 0) await work.turnsBrought.tell(trx, { userId })
          return new_
        })
        await breath()
      }
      return { added, refused }
    },

    /** Brings titles and notes of sessions back, before their turns. */
    async sessions(userId: string, given: readonly unknown[]): Promise<Brought> {
      const read = given.map((one) => Session.safeParse(one))
      const some = read.flatMap(({ data }) => data ?? [])
      const added = await db.transaction().execute(async (trx) => {
        let new_ = 0
        for (const session of some) {
          const row = await trx
            .insertInto('sessions')
            // The rolling note is written anew when it is needed: it says nothing about where it ends here.
            .values({ ...session, user_id: userId, rolling_summary: null, rolling_through: 0, exchange_count: 0 })
            .onConflict((conflict) => conflict.columns(['user_id', 'session_id']).doNothing())
            .returning('session_id')
            .executeTakeFirst()
          if (row) new_ += 1
        }
        return new_
      })
      return { added, refused: given.length - some.length }
    },

    /** After everything is back: sessions without a turn go. */
    async finish(userId: string): Promise<void> {
      await db.deleteFrom('sessions').where('user_id', '=', userId).where('exchange_count', '<=', 0).execute()
    },
  }
}
