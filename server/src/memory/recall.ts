import type { Find } from './find.ts'
import type { MemoryDb } from './memory-db.ts'
import { readQuestion } from './question.ts'

/** Passages whose turns say less than this of what was said, with the turns beside them, have nothing to do with it. 0–1. */
const COVERED_MIN = 0.3

/** Something the learner said before, found again. */
export interface Recalled {
  exchangeId: string
  sessionId: string
  /** RFC 3339, UTC. */
  at: string
  /** The learner's own words. */
  text: string
}

/** What is recalled for a turn of this learner. */
export interface Recalling {
  userId: string
  timezone: string
  /** What was just said. */
  text: string
  /** Only what was said before this exchange. */
  beforeSeq: number
  /** What the turn knows anyway. */
  known: ReadonlySet<number>
  limit: number
}

/**
 * Finds what one learner said before, here or in other sessions, that belongs to what they say now; nothing when little of it was ever
 * said. Their own words only: what the companion answered is no memory of theirs.
 */
export function createRecall({ db, find, now }: { db: MemoryDb; find: Find; now: () => Date }) {
  return async function recall({ userId, timezone, text, beforeSeq, known, limit }: Recalling): Promise<Recalled[]> {
    const question = readQuestion(text, { now: now(), timezone, typing: false })
    const { ranked } = await find(userId, question, { beforeSeq, side: 'user', kinds: ['turn'] })
    const wanted = ranked.filter(({ seq, covered }) => covered >= COVERED_MIN && !known.has(seq)).slice(0, limit)
    if (wanted.length === 0) return []
    const rows = await db
      .selectFrom('exchanges')
      .select(['seq', 'id', 'session_id', 'said_at', 'user_text'])
      .where('user_id', '=', userId)
      .where('user_text', '!=', '')
      .where(
        'seq',
        'in',
        wanted.map(({ seq }) => seq),
      )
      .execute()
    return wanted.flatMap(({ seq }) =>
      rows
        .filter((row) => row.seq === seq)
        .map(({ id, session_id, said_at, user_text }) => ({
          ...{ exchangeId: id, sessionId: session_id, at: said_at, text: user_text },
        })),
    )
  }
}
