import { POINTS_MAX } from '@lva/contracts/reviews'
import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Cards } from './cards.ts'
import { dropEmpty, dropOf, madeFrom } from './made.ts'
import { keyOfConcept } from './names.ts'
import type { Point } from './points.ts'
import { ownOf, type Proposal } from './proposals.ts'
import type { createProposing } from './proposing.ts'
import type { ReviewDb, ReviewTrx } from './review-db.ts'

/** Turns of a session that are read. */
const TURNS_MAX = 200
/** Proposals that wait; with so many nothing more is proposed until some are decided. */
const PROPOSED_MAX = 500
/** Items that were removed and are looked at. */
const REMOVED_SEEN = 5_000

/** `items`: those whose points went with the words of before. */
const OfExchange = z.object({ userId: z.string(), exchangeId: z.string(), items: z.array(z.string()).default([]) })
const OfSession = z.object({ userId: z.string(), sessionId: z.string() })

interface Turn {
  id: string
  seq: number
  mode: 'conversation' | 'capture'
  session_id: string
  user_text: string
  said_at: string
  answered_at: string | null
}

/**
 * Makes items from what was said when a session is over, and from a turn that was corrected since. They are proposed, and none is scheduled.
 * `proposing` says which there are in a turn, `wanted` whether a learner wants proposals.
 */
export function createMaking({
  db,
  jobs,
  facts,
  cards,
  proposing,
  wanted,
  changed,
  now,
  newId,
}: {
  db: ReviewDb
  jobs: Pick<Jobs, 'kind'>
  facts: Pick<Facts, 'of'>
  cards: Pick<Cards, 'placeItems'>
  proposing: ReturnType<typeof createProposing>
  wanted: (userId: string) => Promise<boolean>
  changed: (userId: string) => void
  now: () => Date
  newId: () => string
}) {
  const fromTurn = jobs.kind('propose-items', OfExchange)
  const fromSession = jobs.kind('propose-items-of-session', OfSession, { places: 1 })

  const turns = (userId: string) =>
    db
      .selectFrom('exchanges')
      .select(['id', 'seq', 'mode', 'session_id', 'user_text', 'said_at', 'answered_at'])
      .where('user_id', '=', userId)
      .where('user_text', '!=', '')
      .where('ordered', '=', 0)
      // Answers to questions are no news.
      .where(({ eb, or }) => or([eb('provider', 'is', null), eb('provider', 'not in', [...ASKERS])]))

  /** Whether something may be made from a session: from a paused one nothing is learnt. */
  async function mayRead(userId: string, sessionId: string): Promise<boolean> {
    if (!(await wanted(userId))) return false
    const paused = await db
      .selectFrom('memory_sessions')
      .select('session_id')
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .where('paused', '=', 1)
      .executeTakeFirst()
    return paused === undefined
  }

  /** Turns of which something was removed for good, of those said since; it is not proposed again. */
  async function removedOf(userId: string, since: string): Promise<ReadonlySet<string | null>> {
    const removed = await facts.of(userId, { kinds: ['item-dropped'], from: since, limit: REMOVED_SEEN })
    return new Set(removed.map(({ exchange_id }) => exchange_id))
  }

  /**
   * Puts what a turn gives in the place of what it gave before; `items` lost points with the words of before. New ones are proposed only
   * where they may be. Resolves with whether anything has changed.
   */
  async function put(
    trx: ReviewTrx,
    userId: string,
    turn: Turn,
    { proposals, proposes, items }: { proposals: readonly Proposal[]; proposes: boolean; items: readonly string[] },
  ): Promise<boolean> {
    const standing = await trx
      .selectFrom('exchanges')
      .select('user_text')
      .where('user_id', '=', userId)
      .where('id', '=', turn.id)
      .executeTakeFirst()
    if (standing?.user_text !== turn.user_text) return false
    const before = await madeFrom(trx, userId, [turn.id])
    const pairs = ownOf(before, proposals)
    let fresh = false
    for (const proposal of proposals) {
      const own = pairs.get(proposal)
      if (own) {
        if (own.edited === 0) await rename(trx, userId, own, proposal)
        fresh = (await pointAnew(trx, userId, own.id, { turn, proposal, lost: items.includes(own.id) })) || fresh
      } else if (proposes && (await isNews(trx, userId, keyOfConcept(proposal.concept))))
        fresh = (await propose(trx, userId, turn, proposal)) || fresh
    }
    for (const { id } of before) fresh = (await dropEmpty(trx, userId, id)) || fresh
    return fresh
  }

  /** The turn has another name for it now; what its learner wrote themselves stays. */
  async function rename(trx: ReviewTrx, userId: string, own: { id: string; concept_key: string }, to: Proposal) {
    const key = keyOfConcept(to.concept)
    if (own.concept_key === key) return
    const named = { concept: to.concept, concept_key: key }
    await trx.updateTable('review_items').set(named).where('user_id', '=', userId).where('id', '=', own.id).execute()
    for (const { kind, text } of to.prompts)
      await trx
        .updateTable('review_prompts')
        .set({ text })
        .where('user_id', '=', userId)
        .where('item_id', '=', own.id)
        .where('kind', '=', kind)
        .where('edited', '=', 0)
        .execute()
  }

  /** Not what is known, proposed or was dropped already. */
  async function isNews(trx: ReviewTrx, userId: string, key: string): Promise<boolean> {
    const same = await trx
      .selectFrom('review_items')
      .select('id')
      .where('user_id', '=', userId)
      .where('concept_key', '=', key)
      .limit(1)
      .executeTakeFirst()
    if (same) return false
    const { waiting } = await trx
      .selectFrom('review_items')
      .select((eb) => eb.fn.countAll<number>().as('waiting'))
      .where('user_id', '=', userId)
      .where('state', '=', 'proposed')
      .executeTakeFirstOrThrow()
    return Number(waiting) < PROPOSED_MAX
  }

  async function propose(trx: ReviewTrx, userId: string, turn: Turn, proposal: Proposal): Promise<boolean> {
    const { concept, prompts, points, made_by } = proposal
    const id = newId()
    await trx
      .insertInto('review_items')
      .values({
        ...{ id, user_id: userId, concept, concept_key: keyOfConcept(concept), state: 'proposed', made_by },
        ...{ made_from: turn.id, import_key: null, needed_on: null, kept_at: null, kept_on: null },
        created_at: now().toISOString(),
      })
      .execute()
    await trx
      .insertInto('review_prompts')
      .values(
        prompts.map(({ kind, text }, position) => ({
          ...{ id: newId(), user_id: userId, item_id: id, position, kind, text, given: null },
        })),
      )
      .execute()
    await addPoints(trx, userId, id, turn, [...points.entries()])
    return true
  }

  /** The turn says it in other words now: they come where those of before went, and beside what its learner wrote. */
  async function pointAnew(
    trx: ReviewTrx,
    userId: string,
    itemId: string,
    { turn, proposal, lost }: { turn: Turn; proposal: Proposal; lost: boolean },
  ): Promise<boolean> {
    const there = await trx
      .selectFrom('review_points')
      .select(['position', 'source_id', 'edited'])
      .where('user_id', '=', userId)
      .where('item_id', '=', itemId)
      .execute()
    if (there.length > 0 && !lost) return false
    if (there.some(({ source_id, edited }) => source_id === turn.id && edited === 0)) return false
    const taken = new Set(there.map(({ position }) => position))
    const free = [...proposal.points.entries()].filter(([position]) => !taken.has(position))
    const points = free.slice(0, POINTS_MAX - there.length)
    if (points.length === 0) return false
    await addPoints(trx, userId, itemId, turn, points)
    await cards.placeItems(trx, userId, [itemId])
    return true
  }

  async function addPoints(
    trx: ReviewTrx,
    userId: string,
    itemId: string,
    turn: Turn,
    points: ReadonlyArray<[position: number, point: Point]>,
  ): Promise<void> {
    await trx
      .insertInto('review_points')
      .values(
        points.map(([position, { text, start, end }]) => ({
          ...{ id: newId(), user_id: userId, item_id: itemId, position, text },
          ...{ source_kind: 'turn' as const, source_id: turn.id, session_id: turn.session_id },
          ...{ span_start: start, span_end: end },
        })),
      )
      .execute()
  }

  /** Leaves out what was explained in a lesson; there a model may have worded the reply. */
  async function outsideLessons(userId: string, turns: readonly Turn[]): Promise<Turn[]> {
    const [first] = turns
    if (!first) return []
    const lessons = await db
      .selectFrom('lessons')
      .select(['began_at', 'last_at'])
      .where('user_id', '=', userId)
      .where('session_id', '=', first.session_id)
      .execute()
    // Clocks of devices differ, and a reply may be given anew.
    return turns.filter(({ said_at, answered_at }) =>
      [said_at, answered_at ?? said_at].every((at) =>
        lessons.every(({ began_at, last_at }) => at < began_at || at > last_at),
      ),
    )
  }

  fromTurn.does(async ({ userId, exchangeId, items }, { signal }) => {
    const turn = await turns(userId).where('id', '=', exchangeId).executeTakeFirst()
    if (!turn) {
      if (await db.transaction().execute((trx) => dropOf(trx, userId, [exchangeId]))) changed(userId)
      return
    }
    // What is kept follows its words in any case.
    const [news] = await outsideLessons(userId, [turn])
    const may = news !== undefined && (await mayRead(userId, turn.session_id))
    const proposes = may && !(await removedOf(userId, turn.said_at)).has(turn.id)
    const proposals = await proposing.ofTurn(userId, turn, { asks: may, signal })
    if (await db.transaction().execute((trx) => put(trx, userId, turn, { proposals, proposes, items }))) changed(userId)
  })

  fromSession.does(async ({ userId, sessionId }, { signal }) => {
    if (!(await mayRead(userId, sessionId))) return
    const all = (
      await turns(userId).where('session_id', '=', sessionId).orderBy('seq', 'desc').limit(TURNS_MAX).execute()
    ).reverse()
    const [first] = all
    if (!first) return
    const ids = all.map(({ id }) => id)
    // One that goes on is over more than once: of what was read before, the learner has made something.
    const known = new Set((await madeFrom(db, userId, ids)).map(({ made_from }) => made_from))
    const removed = await removedOf(userId, first.said_at)
    const unread = (await outsideLessons(userId, all)).filter(({ id }) => !known.has(id) && !removed.has(id))
    const proposalsOf = await proposing.ofSession(userId, sessionId, unread, signal)
    for (const turn of unread) {
      signal.throwIfAborted()
      const proposals = await proposalsOf(turn)
      const how = { proposals, proposes: true, items: [] }
      if (proposals.length > 0 && (await db.transaction().execute((trx) => put(trx, userId, turn, how))))
        changed(userId)
    }
  })

  return {
    fromTurn,
    /** What is done when a session is over. */
    fromSession,
  }
}

/** Those whose turns are answers of the learner to what is known already. */
const ASKERS = ['review', 'lesson']
