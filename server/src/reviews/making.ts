import type { PromptKind } from '@lva/contracts/reviews'
import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { Heard } from '../knowledge/knowledge.ts'
import { languageOf } from '../language/stop-words.ts'
import { wordsOf } from '../language/words.ts'
import type { Cards } from './cards.ts'
import { keyOfConcept } from './names.ts'
import { type Group, POINTS_MIN, pointsIn } from './points.ts'
import type { ReviewDb, ReviewTrx } from './review-db.ts'
import { questionAbout } from './wording.ts'

/** Turns of a session that are read, and what is made of one. */
const TURNS_MAX = 200
const ITEMS_OF_TURN = 3
/** Proposals that wait; with so many nothing more is proposed until some are decided. */
const PROPOSED_MAX = 500
const CAUSES = new Set(
  'because since therefore so causes cause leads reason why hence thus due weil denn deshalb grund porque causa razón parce car cause raison'.split(
    ' ',
  ),
)

const OfExchange = z.object({ userId: z.string(), exchangeId: z.string() })
const OfSession = z.object({ userId: z.string(), sessionId: z.string() })

interface Turn {
  id: string
  session_id: string
  user_text: string
}

/** An item as it is going to be proposed. */
interface Proposal {
  concept: string
  prompts: Array<{ kind: PromptKind; text: string }>
  points: Group
}

/**
 * Makes items from what was said, by rules, when a session is over, and from a turn that was corrected since. They are proposed, and none is
 * scheduled. `hear` says what a text speaks of, `wanted` whether a learner wants proposals.
 */
export function createMaking({
  db,
  jobs,
  cards,
  hear,
  wanted,
  changed,
  now,
  newId,
}: {
  db: ReviewDb
  jobs: Pick<Jobs, 'kind'>
  cards: Pick<Cards, 'placeItems'>
  hear: (text: string, how: { userId: string; signal: AbortSignal }) => Promise<Heard>
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
      .select(['id', 'session_id', 'user_text'])
      .where('user_id', '=', userId)
      .where('user_text', '!=', '')
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

  async function read(userId: string, turn: Turn, signal: AbortSignal): Promise<void> {
    const groups = pointsIn(turn.user_text).filter((group) => group.length >= POINTS_MIN)
    const heard = groups.length > 0 ? await hear(turn.user_text, { userId, signal }) : null
    const proposals = heard ? proposalsFrom(turn.user_text, groups, heard) : []
    const fresh = await db.transaction().execute((trx) => put(trx, userId, turn, proposals))
    if (fresh) changed(userId)
  }

  /** Puts what a turn gives in the place of what it gave before. Resolves with whether anything is new. */
  async function put(trx: ReviewTrx, userId: string, turn: Turn, proposals: readonly Proposal[]): Promise<boolean> {
    const standing = await trx
      .selectFrom('exchanges')
      .select('user_text')
      .where('user_id', '=', userId)
      .where('id', '=', turn.id)
      .executeTakeFirst()
    if (standing?.user_text !== turn.user_text) return false
    const before = await trx
      .selectFrom('review_items')
      .select(['id', 'concept_key', 'state'])
      .where('user_id', '=', userId)
      .where('made_from', '=', turn.id)
      .execute()
    let fresh = false
    for (const proposal of proposals) {
      const key = keyOfConcept(proposal.concept)
      const own = before.find(({ concept_key }) => concept_key === key)
      if (own) fresh = (await pointAnew(trx, userId, own.id, turn, proposal)) || fresh
      else if (await isNews(trx, userId, key)) fresh = (await propose(trx, userId, turn, proposal)) || fresh
    }
    const gone = before.filter(
      ({ concept_key }) => !proposals.some(({ concept }) => keyOfConcept(concept) === concept_key),
    )
    for (const { id } of gone) await dropEmpty(trx, userId, id)
    return fresh || gone.length > 0
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
    const { concept, prompts, points } = proposal
    const id = newId()
    await trx
      .insertInto('review_items')
      .values({
        ...{ id, user_id: userId, concept, concept_key: keyOfConcept(concept), state: 'proposed', made_by: 'rules' },
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
    await addPoints(trx, userId, id, turn, points, 0)
    return true
  }

  /** The turn says it in other words now: those it gave go, and the new ones come. */
  async function pointAnew(trx: ReviewTrx, userId: string, itemId: string, turn: Turn, { points }: Proposal) {
    const there = await trx
      .selectFrom('review_points')
      .select(['position', 'source_id'])
      .where('user_id', '=', userId)
      .where('item_id', '=', itemId)
      .execute()
    if (there.some(({ source_id }) => source_id === turn.id)) return false
    const next = Math.max(-1, ...there.map(({ position }) => position)) + 1
    await addPoints(trx, userId, itemId, turn, points, next)
    await cards.placeItems(trx, userId, [itemId])
    return true
  }

  async function addPoints(
    trx: ReviewTrx,
    userId: string,
    itemId: string,
    turn: Turn,
    points: Group,
    from: number,
  ): Promise<void> {
    await trx
      .insertInto('review_points')
      .values(
        points.map(({ text, start, end }, at) => ({
          ...{ id: newId(), user_id: userId, item_id: itemId, position: from + at, text },
          ...{ source_kind: 'turn' as const, source_id: turn.id, session_id: turn.session_id },
          ...{ span_start: start, span_end: end },
        })),
      )
      .execute()
  }

  async function dropEmpty(trx: ReviewDb, userId: string, itemId: string): Promise<void> {
    const point = await trx
      .selectFrom('review_points')
      .select('id')
      .where('user_id', '=', userId)
      .where('item_id', '=', itemId)
      .limit(1)
      .executeTakeFirst()
    if (point) return
    for (const table of ['review_cards', 'review_prompts'] as const)
      await trx.deleteFrom(table).where('user_id', '=', userId).where('item_id', '=', itemId).execute()
    await trx.deleteFrom('review_items').where('user_id', '=', userId).where('id', '=', itemId).execute()
  }

  fromTurn.does(async ({ userId, exchangeId }, { signal }) => {
    const turn = await turns(userId).where('id', '=', exchangeId).executeTakeFirst()
    if (turn && (await mayRead(userId, turn.session_id))) await read(userId, turn, signal)
  })

  fromSession.does(async ({ userId, sessionId }, { signal }) => {
    if (!(await mayRead(userId, sessionId))) return
    const all = await turns(userId)
      .where('session_id', '=', sessionId)
      .orderBy('seq', 'desc')
      .limit(TURNS_MAX)
      .execute()
    for (const turn of all.reverse()) {
      signal.throwIfAborted()
      await read(userId, turn, signal)
    }
  })

  return {
    /** What is done with one turn. */
    fromTurn,
    /** What is done when a session is over. */
    fromSession,
    dropEmpty,
  }
}

/** Those whose turns are answers of the learner to what is known already. */
const ASKERS = ['review', 'teach-back', 'study']

/** What can be asked about the groups of points of a text; a group that names nothing is left out. Pure. */
function proposalsFrom(text: string, groups: readonly Group[], { names }: Heard): Proposal[] {
  const language = languageOf(
    wordsOf(text).map(({ key }) => key),
    'en',
  )
  const taken = new Set<string>()
  return groups
    .flatMap((points) => {
      const said = text.slice(points[0]?.start, points.at(-1)?.end).toLowerCase()
      const here = names.filter(({ name }) => said.includes(name.toLowerCase()) && !taken.has(keyOfConcept(name)))
      const about = here.find(({ kind }) => kind === 'concept') ?? here[0]
      if (!about) return []
      taken.add(keyOfConcept(about.name))
      const kinds = kindsFor(said)
      return [
        {
          concept: about.name,
          points,
          prompts: kinds.map((kind) => ({ kind, text: questionAbout(kind, about.name, language) })),
        },
      ]
    })
    .slice(0, ITEMS_OF_TURN)
}

/** Reasons are asked for only where some were given. */
function kindsFor(said: string): PromptKind[] {
  const causal = wordsOf(said).some(({ key }) => CAUSES.has(key))
  return causal ? ['recall', 'why', 'teach-back'] : ['recall', 'teach-back']
}
