import { setImmediate as breath } from 'node:timers/promises'
import type { Patterns } from '@lva/contracts/patterns'
import { type Kysely, type Selectable, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Tables } from '../../db/tables.ts'
import type { Day } from './correlations.ts'
import { gapsOf, type Named, signsIn } from './gaps.ts'
import type { Reviewed } from './hours.ts'
import { recurringIn } from './recurring.ts'

const LOOKED_BACK_MS = 180 * 86_400_000
/** Turns that are looked at, and characters of each. */
const TURNS_MAX = 2_000
const TEXT_MAX = 400
/** Turns whose concepts are looked up. */
const SIGNS_MAX = 200
/** Concepts whose names are looked up. */
const CONCEPTS_MAX = 500
/** Whoever looks again at once sees the same. */
const AT_HAND_MS = 5_000

export type PatternFinder = ReturnType<typeof createPatterns>

/** When a turn was said and answered, by whom, and whether it was an order. */
type Replied = Pick<Selectable<Tables['exchanges']>, 'session_id' | 'said_at' | 'answered_at' | 'provider' | 'ordered'>

/**
 * What recurs in how somebody learns. Nothing of it is kept: it is read out of what there is, in pieces, when it is asked for. `days` and
 * `reviews` are what was counted and reviewed since an instant, `topics` the concepts it was about; `spokenIn` gives the concepts of turns.
 * Where a guide led (`ledAmong`) nothing was asked, and nothing set right, of the companion.
 */
export function createPatterns({
  db,
  days,
  reviews,
  namesOf,
  spokenIn,
  ledAmong,
  now,
}: {
  db: Kysely<Pick<Tables, 'exchanges'>>
  days(userId: string, since: Date): Promise<Day[]>
  reviews(userId: string, since: Date): Promise<(Reviewed & { topics: readonly string[] })[]>
  namesOf(userId: string, conceptIds: readonly string[]): Promise<Named[]>
  spokenIn(userId: string, exchangeIds: readonly string[]): Promise<(Named & { exchangeId: string })[]>
  ledAmong(userId: string, turns: readonly Replied[]): Promise<(turn: Replied) => boolean>
  now: () => Date
}) {
  const atHand = new LRUCache<string, Promise<Patterns>>({ max: 200, ttl: AT_HAND_MS })

  /** What was said, the oldest first. */
  async function saidSince(userId: string, since: Date) {
    const rows = await db
      .selectFrom('exchanges')
      .select(['id as exchange_id', 'session_id', 'said_at', 'answered_at', 'intent', 'provider', 'ordered'])
      .select(sql<string>`substr(user_text, 1, cast(${TEXT_MAX} as integer))`.as('text'))
      .where('user_id', '=', userId)
      .where('said_at', '>=', since.toISOString())
      .where('user_text', '!=', '')
      .orderBy('seq', 'desc')
      .limit(TURNS_MAX)
      .execute()
    const isLed = await ledAmong(userId, rows)
    return rows.reverse().map((row) => {
      const { exchange_id, session_id, said_at: timestamp, intent, text } = row
      return { exchange_id, session_id, timestamp, intent, text, led: isLed(row) }
    })
  }

  async function find(userId: string): Promise<Patterns> {
    const since = new Date(now().getTime() - LOOKED_BACK_MS)
    const said = await saidSince(userId, since)
    const asked = said.flatMap(({ intent, led, ...question }) => (intent === 'question' && !led ? question : []))
    const recurring = await recurringIn(asked, () => breath())
    const led = new Set(said.flatMap(({ exchange_id, led }) => (led ? exchange_id : [])))
    const signs = signsIn(said.map(({ intent, led, ...turn }) => (led ? { ...turn, text: '' } : turn)))
      .filter(({ moment }) => !led.has(moment.exchange_id))
      .slice(-SIGNS_MAX)
    const about = [...new Set(signs.map(({ moment }) => moment.exchange_id))]
    const [counted, reviewed, spoken] = await Promise.all([
      days(userId, since),
      reviews(userId, since),
      about.length === 0 ? [] : spokenIn(userId, about),
    ])
    await breath()
    const { correlationsIn, DAYS_MIN, reviewDays } = await import('./correlations.ts')
    const { hoursOf } = await import('./hours.ts')
    const lapsed = reviewed.filter(({ recalled }) => !recalled).flatMap(({ topics }) => topics)
    const ids = [...new Set(lapsed)].slice(0, CONCEPTS_MAX)
    const named = new Map((ids.length === 0 ? [] : await namesOf(userId, ids)).map((one) => [one.conceptId, one]))
    return {
      questions: { recurring, n: asked.length },
      recall: { n: reviewDays(counted).length, needs: DAYS_MIN, correlations: correlationsIn(counted) },
      hours: hoursOf(reviewed),
      gaps: gapsOf(
        lapsed.flatMap((id) => named.get(id) ?? []),
        signs,
        spoken,
      ),
    }
  }

  return {
    async patterns(userId: string): Promise<Patterns> {
      const known = atHand.get(userId)
      if (known) return known
      const asked = find(userId)
      atHand.set(userId, asked)
      asked.catch(() => atHand.delete(userId))
      return asked
    },
  }
}
