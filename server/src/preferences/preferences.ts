import {
  type EvidencePage,
  type EvidenceQuery,
  type LearntPreference,
  Preference,
  type PreferenceChange,
  type Preferences,
} from '@lva/contracts/preferences'
import type { Selectable } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Tables } from '../db/tables.ts'
import type { Publish } from '../events/events.ts'
import type { Style } from '../providers/llm/llm.ts'
import { confidenceAt, isUsed, type Known } from './averaging.ts'
import { commandIn } from './commands.ts'
import { createEvidence, type PreferenceDb, type PreferenceTables, type PreferenceTrx } from './evidence.ts'
import { createExperiments, type Measures } from './experiments.ts'
import { type Seen, seenIn, type Taking, WISH_WEIGHT } from './observations.ts'
import { isLong, leansOf, mannerOf } from './wording.ts'

export type { Taking } from './observations.ts'

/** The tables it reads and writes. */
export type PreferenceTable = keyof PreferenceTables

/** Learners whose preferences are at hand, and for how long where another process may have changed them. */
const AT_HAND = 2_000
const AT_HAND_MS = 30_000

type Row = Selectable<Tables['preferences']>
/** What is known of somebody, and the style that is tried. */
interface StyleAtHand {
  rows: Row[]
  tried: { preference: Preference; toward: number; ends_at: string } | null
}

/** Notes in the log of facts what somebody says themselves of a preference: numbers and a name only. */
export type RecordPreference = (
  trx: PreferenceTrx,
  userId: string,
  fact: { name: Preference; value: number | null; by: 'learner' | 'evidence' },
) => Promise<unknown>

export type PreferenceKeeper = ReturnType<typeof createPreferences>

/**
 * How learners like to be spoken to: learnt from what they say of replies and how they take them, each with its evidence, used from a
 * confidence of 0.6, and theirs to overrule. `measures` is what a week with a style is judged by; `record`
 * notes in the log of facts what a learner decides, in the transaction.
 */
export function createPreferences({
  db,
  publish,
  measures,
  record,
  now,
  newId,
}: {
  db: PreferenceDb
  publish: Publish
  measures: Measures
  record: RecordPreference
  now: () => Date
  newId: () => string
}) {
  const evidence = createEvidence({ newId })
  const experiments = createExperiments({ db, evidence, measures, now, newId })
  const atHand = new LRUCache<string, Promise<StyleAtHand>>({ max: AT_HAND, ttl: AT_HAND_MS })

  function changed(userId: string) {
    atHand.delete(userId)
    publish(userId, { type: 'preferences-changed' })
  }

  async function read(userId: string): Promise<StyleAtHand> {
    const [rows, tried] = await Promise.all([
      db.selectFrom('preferences').selectAll().where('user_id', '=', userId).execute(),
      experiments.running(userId),
    ])
    return { rows, tried }
  }

  function styleOf(userId: string): Promise<StyleAtHand> {
    const known = atHand.get(userId)
    if (known) return known
    const asked = read(userId)
    atHand.set(userId, asked)
    asked.catch(() => atHand.delete(userId))
    return asked
  }

  /** What is wished of replies now: what is known, over it what is tried, over it what was just asked for, the latest last. */
  async function wishesOf(userId: string, said: readonly string[] = []): Promise<Map<Preference, number>> {
    const { rows, tried } = await styleOf(userId)
    const at = now()
    const wishes = new Map<Preference, number>()
    for (const row of rows) if (isUsed(knownOf(row), at)) wishes.set(row.preference, row.value)
    if (tried && tried.ends_at > at.toISOString()) wishes.set(tried.preference, tried.toward)
    for (const text of said) {
      const command = commandIn(text)
      if (command) wishes.set(command.preference, command.toward)
    }
    return wishes
  }

  async function one(userId: string, preference: Preference): Promise<LearntPreference> {
    const rows = await db.selectFrom('preferences').selectAll().where('user_id', '=', userId).execute()
    return told(preference, rows, now())
  }

  async function placeOf(userId: string, id: string) {
    return db
      .selectFrom('preference_evidence')
      .select(['at', 'id'])
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst()
  }

  return {
    /**
     * How somebody likes to be spoken to, in words for a model and as data; null: nothing is known. `said`: what they said last, the latest
     * last, so that a wish holds from the next reply on.
     */
    async manner(userId: string, said: readonly string[]): Promise<{ manner: string; style: Style } | null> {
      const wishes = await wishesOf(userId, said)
      const manner = mannerOf(wishes)
      if (manner === null) return null
      return { manner, style: { leans: leansOf(wishes), asked: commandIn(said.at(-1) ?? '') !== null } }
    },

    /** What is at hand of somebody may be old: it is read anew the next time. */
    lookAgain: (userId: string) => void atHand.delete(userId),

    /** Whether replies may be long for them. */
    likesLong: async (userId: string) => isLong(await wishesOf(userId)),

    async list(userId: string): Promise<Preferences> {
      const [rows, weeks] = await Promise.all([
        db.selectFrom('preferences').selectAll().where('user_id', '=', userId).execute(),
        experiments.list(userId),
      ])
      const preferences = Preference.options.map((preference) => told(preference, rows, now()))
      return { preferences, experiments: weeks }
    },

    /** What one of them was learnt from, the latest first, a page at a time. */
    async evidence(userId: string, preference: Preference, { before, limit }: EvidenceQuery): Promise<EvidencePage> {
      const last = before === undefined ? undefined : await placeOf(userId, before)
      const rows = await db
        .selectFrom('preference_evidence as p')
        .leftJoin('exchanges as e', (join) => join.onRef('e.id', '=', 'p.exchange_id').on('e.user_id', '=', userId))
        .select(['p.id', 'p.source', 'p.because', 'p.toward', 'p.weight', 'p.at', 'p.exchange_id', 'e.session_id'])
        .where('p.user_id', '=', userId)
        .where('p.preference', '=', preference)
        .$if(last !== undefined, (query) =>
          query.where(({ eb, or, and }) =>
            or([
              eb('p.at', '<', last?.at ?? ''),
              and([eb('p.at', '=', last?.at ?? ''), eb('p.id', '<', last?.id ?? '')]),
            ]),
          ),
        )
        .orderBy('p.at', 'desc')
        .orderBy('p.id', 'desc')
        .limit(limit + 1)
        .execute()
      const shown = rows.slice(0, limit)
      return { evidence: shown, count: shown.length, more: rows.length > limit }
    },

    /** The learner says themselves how it is, or that nothing may move it. */
    async change(
      userId: string,
      preference: Preference,
      { value, locked }: PreferenceChange,
    ): Promise<LearntPreference> {
      const at = now().toISOString()
      await db.transaction().execute(async (trx) => {
        const own = { preference, weight: WISH_WEIGHT, at }
        if (value !== undefined) {
          await evidence.add(trx, userId, { ...own, source: 'override', toward: value })
          await record(trx, userId, { name: preference, value, by: 'learner' })
        }
        if (locked !== undefined)
          await evidence.add(trx, userId, { ...own, source: locked ? 'lock' : 'unlock', toward: null })
      })
      changed(userId)
      return one(userId, preference)
    },

    /** Forgets one of them with all its evidence; what was said until now teaches it nothing more. */
    async forget(userId: string, preference: Preference): Promise<void> {
      const forgotten_at = now().toISOString()
      await db.transaction().execute(async (trx) => {
        await evidence.hold(trx, userId)
        await trx
          .deleteFrom('preference_evidence')
          .where('user_id', '=', userId)
          .where('preference', '=', preference)
          .execute()
        await evidence.derive(trx, userId, preference)
        await trx
          .updateTable('preferences')
          .set({ forgotten_at })
          .where('user_id', '=', userId)
          .where('preference', '=', preference)
          .execute()
        await record(trx, userId, { name: preference, value: null, by: 'learner' })
      })
      changed(userId)
    },

    /** What turns tell, in the place of what they told before. */
    async take(userId: string, turns: ReadonlyArray<Taking & { exchangeId: string; saidAt: string }>): Promise<void> {
      const all = turns.map(({ exchangeId, saidAt, ...taking }) => ({ exchangeId, saidAt, seen: seenIn(taking) }))
      const silent = all.flatMap(({ exchangeId, seen }) => (seen.length === 0 ? exchangeId : []))
      const told = await evidence.thatTold(db, userId, silent)
      for (const turn of all) {
        if (turn.seen.length === 0 && !told.has(turn.exchangeId)) continue
        const moved = await db.transaction().execute((trx: PreferenceTrx) => evidence.put(trx, userId, turn))
        if (moved) changed(userId)
      }
    },

    /** A wish that was granted at once and is no turn, as "slower" is to a live voice. */
    async wish(userId: string, { preference, toward }: Pick<Seen, 'preference' | 'toward'>): Promise<void> {
      const at = now().toISOString()
      await db.transaction().execute(async (trx) => {
        await evidence.add(trx, userId, { preference, toward, source: 'command', weight: WISH_WEIGHT, at })
        await record(trx, userId, { name: preference, value: toward, by: 'evidence' })
      })
      changed(userId)
    },

    experiments: {
      async begin(...asked: Parameters<typeof experiments.begin>) {
        const begun = await experiments.begin(...asked)
        changed(asked[0])
        return begun
      },
      async end(...asked: Parameters<typeof experiments.end>) {
        const ended = await experiments.end(...asked)
        changed(asked[0])
        return ended
      },
    },

    /** Makes everything that was derived of somebody anew, from its evidence. */
    async rebuild(userId: string): Promise<void> {
      await db.transaction().execute((trx) => evidence.rebuild(trx, userId))
      changed(userId)
    },

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      atHand.delete(userId)
      for (const table of ['preference_evidence', 'preferences', 'style_experiments'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}

function knownOf(row: Row): Known {
  const at = row.evidence_at === null ? null : new Date(row.evidence_at)
  const { value, confidence } = row
  return { value, confidence, at, locked: row.locked === 1, overridden: row.overridden === 1 }
}

function told(preference: Preference, rows: readonly Row[], now: Date): LearntPreference {
  const row = rows.find((one) => one.preference === preference)
  const known = row && knownOf(row)
  return {
    ...{ preference, value: known?.at ? known.value : null, confidence: known ? confidenceAt(known, now) : 0 },
    ...{ used: known ? isUsed(known, now) : false, locked: known?.locked ?? false },
    ...{ overridden: known?.overridden ?? false, count: row?.count ?? 0, last_at: row?.evidence_at ?? null },
  }
}
