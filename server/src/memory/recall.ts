import type { PassagePlace } from '@lva/contracts/conversation'
import { fixed } from '../db/fixed.ts'
import { tokens } from '../db/words.ts'
import { tokensIn } from '../language/token-count.ts'
import type { Find, FoundKind, Meaning } from './find.ts'
import type { MemoryDb } from './memory-db.ts'
import { readQuestion } from './question.ts'
import type { Ranked } from './rank.ts'

/** Passages whose turns say less than this of what was said, with the turns beside them, have nothing to do with it. 0–1. */
const COVERED_MIN = 0.3
/** Where no words belong to it, those do that are so near in meaning, −1 to 1. */
const NEAR_MIN = 0.6
/** And so much nearer than the farthest that was found: to some models all texts are alike. */
const STANDS_OUT = 0.2
/** How many are read to choose from. */
const CANDIDATES = 24
/** Longest text of one passage, in characters. */
const TEXT_MAX = 1_200
/** Two texts that share so much of their words say the same, 0–1. */
const ALIKE = 0.8
/** What stands at the beginning of a document says what it is about; so many of its passages are read where nothing else is found. */
const BEGINNING = 3

const EVERYTHING: readonly FoundKind[] = ['turn', 'document', 'picture']
const BROUGHT: readonly FoundKind[] = ['document', 'picture']

/** Something the learner said before, or a passage of what they brought, found again. */
export interface Recalled {
  kind: FoundKind
  exchangeId: string | null
  sessionId: string | null
  /** The document or picture; null for a turn. */
  sourceId: string | null
  title: string | null
  place: PassagePlace | null
  /** RFC 3339, UTC. */
  at: string
  /** The learner's own words, or those of the passage. */
  text: string
}

interface Wanted {
  userId: string
  seqs: readonly number[]
}

const readTurns = fixed((db: MemoryDb, { userId, seqs }: Wanted) =>
  db
    .selectFrom('exchanges')
    .select(['seq', 'id', 'session_id', 'said_at', 'user_text'])
    .where('user_id', '=', userId)
    .where('user_text', '!=', '')
    .where('ordered', '=', 0)
    .where('seq', 'in', seqs),
)

/** What is recalled for a turn of this learner. */
export interface Recalling {
  userId: string
  timezone: string
  /** What was just said. */
  text: string
  /** What it means, where a model has told that in time. */
  meaning: Meaning | null
  now: Date
  /** They ask for something of their past, so that every word of it counts, misspelt or not. */
  asksOwnPast: boolean
  /** Only what was said before this exchange. */
  beforeSeq: number
  /** What the turn knows anyway. */
  known: ReadonlySet<number>
  limit: number
  /** What all of it may cost together, in tokens. */
  tokens: number
  /** The documents or pictures the turn is about; they come first, and their beginnings where none of their passages is meant. */
  sources?: readonly string[] | undefined
}

/**
 * Finds the few passages that belong to what one learner says now and are worth their tokens: of what they said, here or in other
 * sessions, and of what they brought; nothing when little of it was ever said. By words, and by meaning where there is a model that tells
 * it in time. Of turns their own words only: what the companion answered is no memory of theirs. What says the same as a better one is
 * left out.
 */
export function createRecall({ db, find }: { db: MemoryDb; find: Find }) {
  async function read(userId: string, seqs: readonly number[]): Promise<Map<number, Recalled>> {
    const said = seqs.filter((seq) => seq > 0)
    const brought = seqs.filter((seq) => seq < 0).map((seq) => -seq)
    const found = new Map<number, Recalled>()
    const turns = said.length === 0 ? [] : await readTurns(db, { userId, seqs: said })
    for (const { seq, id, session_id, said_at, user_text } of turns)
      found.set(seq, {
        ...{ kind: 'turn', exchangeId: id, sessionId: session_id, sourceId: null, title: null, place: null },
        ...{ at: said_at, text: user_text },
      })
    const passages =
      brought.length === 0
        ? []
        : await db
            .selectFrom('passages')
            .selectAll()
            .where('user_id', '=', userId)
            .where('seq', 'in', brought)
            .execute()
    for (const { seq, ...row } of passages) found.set(-seq, passage(row))
    return found
  }

  /** The first passages of sources a turn is about. */
  async function beginnings(userId: string, sources: readonly string[]): Promise<Recalled[]> {
    const rows = await db
      .selectFrom('passages')
      .selectAll()
      .where('user_id', '=', userId)
      .where('source_id', 'in', sources)
      .orderBy('seq')
      .limit(BEGINNING)
      .execute()
    return rows.map(passage)
  }

  return async function recall(asked: Recalling): Promise<Recalled[]> {
    const { userId, timezone, text, meaning, now, beforeSeq, known, sources } = asked
    const question = readQuestion(text, { now, timezone, typing: false, spelling: asked.asksOwnPast })
    const look = async (kinds: readonly FoundKind[], within?: readonly string[]) => {
      const asked = { beforeSeq, side: 'user' as const, kinds, sources: within, seeds: CANDIDATES }
      const { ranked } = await find(userId, question, asked, meaning)
      // Of a source that the turn is about, any word of the question is enough.
      const told = ranked.filter(({ covered }) => (within ? covered > 0 : covered >= COVERED_MIN))
      return (told.length > 0 ? told : standingOut(ranked)).filter(({ seq }) => !known.has(seq)).slice(0, CANDIDATES)
    }
    const first = sources?.length ? await look(BROUGHT, sources) : []
    const others = await look(sources?.length ? ['turn'] : EVERYTHING)
    const opening = sources?.length && first.length === 0 ? await beginnings(userId, sources) : []
    const ranked = [...first, ...others].map(({ seq }) => seq)
    if (ranked.length + opening.length === 0) return []
    const rows = await read(userId, ranked)
    return worthTheirTokens([...opening, ...ranked.flatMap((seq) => rows.get(seq) ?? [])], asked)
  }
}

/** What is much nearer in meaning than the rest. */
function standingOut(ranked: readonly Ranked[]): Ranked[] {
  const far = Math.min(...ranked.map(({ why }) => why.meaning ?? 1))
  const near = Math.max(NEAR_MIN, far + STANDS_OUT)
  return ranked.filter(({ why }) => (why.meaning ?? -1) >= near)
}

function passage(row: {
  kind: 'document' | 'picture'
  source_id: string
  title: string
  place: string
  created_at: string
  text: string
}): Recalled {
  return {
    ...{ kind: row.kind, exchangeId: null, sessionId: null, sourceId: row.source_id, title: row.title },
    ...{ place: JSON.parse(row.place) as PassagePlace, at: row.created_at, text: row.text },
  }
}

/** The best of them, without those that say the same as a better one, as many as may be given. */
function worthTheirTokens(
  found: readonly Recalled[],
  { limit, tokens: budget }: { limit: number; tokens: number },
): Recalled[] {
  const chosen: Recalled[] = []
  const told: Array<Set<string>> = []
  let left = budget
  for (const one of found) {
    if (chosen.length === limit) break
    const text = one.text.length > TEXT_MAX ? `${one.text.slice(0, TEXT_MAX).toWellFormed()} …` : one.text
    const cost = tokensIn(text)
    // A long one does not keep shorter ones out.
    if (cost > left && chosen.length > 0) continue
    const words = new Set(tokens(text))
    if (told.some((other) => alike(words, other) >= ALIKE)) continue
    chosen.push({ ...one, text })
    told.push(words)
    left -= cost
  }
  return chosen
}

function alike(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let shared = 0
  for (const word of some) if (others.has(word)) shared += 1
  return shared / Math.max(1, some.size + others.size - shared)
}
