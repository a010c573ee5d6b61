import type { Intent } from '@lva/contracts/conversation'
import { fixed } from '../db/fixed.ts'
import type { Database, Db } from '../db/open.ts'
import type { Learner } from '../learner.ts'
import type { Memory } from '../memory/memory.ts'
import type { TurnFacts } from '../providers/llm/llm.ts'
import { asksOwnPast } from './grounds/grounds.ts'
import type { SaidAndAnswered } from './prompt.ts'
import { type About, quote } from './quote.ts'

/** Exchanges that are too old for the chat but not yet in the rolling summary ride along, up to this many. */
export const UNSUMMARISED_MAX = 16
const RECALLED_MAX = 8
/** What the passages of a turn may cost together, in tokens. */
const RECALLED_TOKENS = 700
const KNOWN_MAX = 3
const SAID_MAX = 200
const REPLIED_MAX = 50
/** Below this a recogniser was not sure of what it heard. */
const SURE = 0.5

/** What a turn is answered from. */
export interface Context {
  userId: string
  sessionId: string
  facts: TurnFacts
  /** Oldest first, this turn excluded. */
  recent: SaidAndAnswered[]
  summary: string | null
  /** Something that was found gives orders to whoever answers; those were left out. */
  ordered: boolean
  /** It was given as an answer to what the guide asked, and is nothing else. */
  answers?: boolean
  /** It is answered once more by the same words, and what a tool did for it then is done. */
  done?: boolean
}

/** The turn a reply is to be given to. `seq` is null while it is not stored. */
export interface Asked {
  user_id: string
  session_id: string
  seq: number | null
  user_text: string
  intent: Intent
  /** Ids of the documents and pictures it is about, as JSON. */
  documents?: string
}

/** What was not heard well says so, and a reply that was begun before that was known does not fit. */
export const asHeard = (context: Context, confidence: number | null): Context =>
  confidence === null || confidence >= SURE ? context : { ...context, facts: { ...context.facts, confidence } }

interface Before {
  userId: string
  sessionId: string
  /** The exchange everything of it stands before. */
  before: number
}

const sessionOf = fixed((db: Db, { userId, sessionId }: Before) =>
  db
    .selectFrom('sessions')
    .select(['rolling_summary', 'rolling_through', 'exchange_count'])
    .where('user_id', '=', userId)
    .where('session_id', '=', sessionId),
)

const earlierThan = fixed((db: Db, { userId, sessionId, before }: Before) =>
  db
    .selectFrom('exchanges')
    .select(['seq', 'user_text', 'agent_text', 'ordered'])
    .where('user_id', '=', userId)
    .where('session_id', '=', sessionId)
    .where('seq', '<', before)
    .where('user_text', '!=', '')
    .orderBy('seq', 'desc')
    .limit(SAID_MAX),
)

/**
 * Gathers what a reply may lean on: the recent exchanges of the session, the rolling summary of what came before them, related things this
 * learner said earlier, here or in other sessions, or brought, what is known `about` them, and the `manner` they like, told what they said
 * last. `exchanges` is how many recent ones the model sees as chat turns.
 */
export function createContext({
  database: { db },
  recall,
  about,
  manner,
  now,
  exchanges,
}: {
  database: Database
  recall: Memory['recall']
  about: About | undefined
  manner:
    | ((userId: string, said: readonly string[]) => Promise<Required<Pick<TurnFacts, 'manner' | 'style'>> | null>)
    | undefined
  now: () => Date
  exchanges: number
}) {
  return async function gather(learner: Learner, row: Asked): Promise<Context> {
    const of = { userId: row.user_id, sessionId: row.session_id, before: row.seq ?? Number.MAX_SAFE_INTEGER }
    const [session] = await sessionOf(db, of)
    // A session's first turn has nothing before it.
    const earlier = session && session.exchange_count > (row.seq === null ? 0 : 1) ? await earlierThan(db, of) : []
    earlier.reverse()
    const recent = earlier
      .filter(({ seq }) => seq > (session?.rolling_through ?? 0))
      .slice(-(exchanges + UNSUMMARISED_MAX))
    const { user_text: text } = row
    const ofPast = asksOwnPast(text, learner.locale)
    const said = [...earlier.slice(-1).map(({ user_text }) => user_text), text]
    const [found, known, wished] = await Promise.all([
      recall({
        ...{
          userId: row.user_id,
          timezone: learner.timezone,
          text,
          asksOwnPast: ofPast,
          sources: JSON.parse(row.documents ?? '[]') as string[],
        },
        beforeSeq: of.before,
        known: new Set(recent.map(({ seq }) => seq)),
        ...{ limit: RECALLED_MAX, tokens: RECALLED_TOKENS },
      }),
      about?.(row.user_id, text, { timezone: learner.timezone, limit: KNOWN_MAX }) ?? [],
      manner?.(row.user_id, said) ?? null,
    ])
    const { recalled, ordered } = quote(found, known)
    return {
      userId: row.user_id,
      sessionId: row.session_id,
      ordered,
      facts: {
        intent: row.intent,
        now: now(),
        timezone: learner.timezone,
        locale: learner.locale,
        learnerName: learner.fullName,
        ...wished,
        text,
        recalled,
        asksOwnPast: ofPast,
        saidInSession: earlier.map(({ user_text }) => user_text),
        toldInSession: earlier.filter(({ ordered }) => ordered === 0).map(({ user_text }) => user_text),
        repliedInSession: earlier.flatMap(({ agent_text }) => agent_text ?? []).slice(-REPLIED_MAX),
      },
      recent,
      summary: session?.rolling_summary ?? null,
    }
  }
}
