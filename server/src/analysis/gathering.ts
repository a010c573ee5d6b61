import { setImmediate as breath } from 'node:timers/promises'
import { ANALYSED_TURNS_MAX } from '@lva/contracts/analysis'
import type { Knowledge } from '../knowledge/knowledge.ts'
import { ownLanguageOf } from '../language/tags.ts'
import type { Learner } from '../learner.ts'
import type { AnalysisDb } from './analysis-db.ts'
import type { Graph, Material, ReadTurn, Replaced } from './material.ts'
import { nameKey } from './specialists/topics.ts'

/** Of what all turns say, in characters. */
const CHARACTERS_MAX = 400_000
const TURNS_AT_ONCE = 200
/** Turns that the graph does not know yet and that are heard for this. */
const HEARD_MAX = 120
/** What was spoken of most: so many are looked around. */
const NEAR_MAX = 6
const BESIDE_EACH = 2
const NAMED_IN_MAX = 2
const BESIDE_MAX = 4
const DUE_READ = 200

/** What is analysed: a session, or what was said from one instant to another (excluded). */
export type Stretch = { sessionId: string } | { from: string; to: string }

/** What is known elsewhere of turns and of what they speak of. */
export interface Sources {
  knowledge: Pick<Knowledge, 'hear' | 'spokenIn' | 'named' | 'neighbours' | 'detail' | 'gaps'>
  /** What was said in these turns and took the place of something said before. */
  replaced: (userId: string, exchangeIds: readonly string[]) => Promise<Replaced[]>
  due: (userId: string, options: { limit: number }) => Promise<ReadonlyArray<{ concept: string }>>
}

/** Brings together everything specialists are given, in pieces, so that nobody else waits. */
export function createGathering({ db, knowledge, replaced, due }: { db: AnalysisDb } & Sources) {
  const within = (userId: string, stretch: Stretch) => {
    const own = db
      .selectFrom('exchanges')
      .where('user_id', '=', userId)
      .where('user_text', '!=', '')
      .where('ordered', '=', 0)
    return 'sessionId' in stretch
      ? own.where('session_id', '=', stretch.sessionId)
      : own.where('said_at', '>=', stretch.from).where('said_at', '<', stretch.to)
  }

  /** The latest turns, in the order in which they were said, as far as they are no more than can be read. */
  async function turnsOf(userId: string, stretch: Stretch): Promise<ReadTurn[]> {
    const turns: ReadTurn[] = []
    let [before, characters] = [Number.MAX_SAFE_INTEGER, 0]
    while (turns.length < ANALYSED_TURNS_MAX) {
      const rows = await within(userId, stretch)
        .select(['seq', 'id', 'session_id', 'said_at', 'user_text', 'agent_text', 'mode'])
        .where('seq', '<', before)
        .orderBy('seq', 'desc')
        .limit(Math.min(TURNS_AT_ONCE, ANALYSED_TURNS_MAX - turns.length))
        .execute()
      for (const row of rows) {
        characters += row.user_text.length
        if (characters > CHARACTERS_MAX) return turns.reverse()
        turns.push({
          ...{ id: row.id, sessionId: row.session_id, at: row.said_at, said: row.user_text },
          ...{ replied: row.agent_text || null, captured: row.mode === 'capture' },
        })
      }
      before = rows.at(-1)?.seq ?? 0
      if (rows.length < TURNS_AT_ONCE) break
      await breath()
    }
    return turns.reverse()
  }

  /** What turns speak of: by the graph, and those it has not taken in yet by listening to them. */
  async function namesOf(userId: string, turns: readonly ReadTurn[], signal: AbortSignal) {
    const names: Record<string, string[]> = {}
    for (let at = 0; at < turns.length; at += TURNS_AT_ONCE) {
      const ids = turns.slice(at, at + TURNS_AT_ONCE).map(({ id }) => id)
      for (const { exchangeId, name } of await knowledge.spokenIn(userId, ids))
        names[exchangeId] = [...(names[exchangeId] ?? []), name]
      signal.throwIfAborted()
      await breath()
    }
    const unknown = turns.filter(({ id }) => !Object.hasOwn(names, id)).slice(-HEARD_MAX)
    for (const { id, said } of unknown) {
      const heard = await knowledge.hear(said, { userId, signal })
      names[id] = heard.names.map(({ name }) => name)
    }
    return names
  }

  /** Concepts of the graph that were spoken of, the most often first. */
  async function spokenConcepts(userId: string, names: Graph['names']) {
    const counted = new Map<string, { name: string; count: number }>()
    for (const name of Object.values(names).flat()) {
      const known = counted.get(nameKey(name))
      counted.set(nameKey(name), { name: known?.name ?? name, count: (known?.count ?? 0) + 1 })
    }
    const most = [...counted.values()].sort((a, b) => b.count - a.count).slice(0, NEAR_MAX)
    const found = await Promise.all(
      most.map(async ({ name }) =>
        (await knowledge.named(userId, { q: name.slice(0, 80), limit: 5 })).find(
          (one) => nameKey(one.name) === nameKey(name),
        ),
      ),
    )
    return { keys: new Set(counted.keys()), concepts: found.filter((one) => one !== undefined) }
  }

  /** Some turns a concept is called in. What only documents speak of is in none. */
  async function turnsThatName(userId: string, conceptId: string): Promise<string[]> {
    const { sources } = await knowledge.detail(userId, conceptId, { from: undefined, to: undefined })
    const turns = sources.filter(({ source_kind }) => source_kind === 'turn')
    return turns.slice(0, NAMED_IN_MAX).map(({ source_id }) => source_id)
  }

  async function graphOf(userId: string, names: Graph['names']): Promise<Graph> {
    const { keys, concepts } = await spokenConcepts(userId, names)
    const neighbours: Array<Graph['neighbours'][number]> = []
    for (const { id, name: near } of concepts) {
      const around = await knowledge.neighbours(userId, id, { depth: 1, limit: 30 })
      const fresh = around.concepts.filter(
        ({ name }) => !keys.has(nameKey(name)) && !neighbours.some((one) => one.name === name),
      )
      for (const { id, name } of fresh.slice(0, BESIDE_EACH)) {
        const turns = await turnsThatName(userId, id)
        if (turns.length > 0) neighbours.push({ name, near, turns })
      }
    }
    const gaps = (await knowledge.gaps(userId)).map(({ concept, why }) => ({ name: concept.name, why }))
    const counts = new Map<string, number>()
    for (const { concept } of await due(userId, { limit: DUE_READ }))
      counts.set(concept, (counts.get(concept) ?? 0) + 1)
    return {
      names,
      neighbours: neighbours.slice(0, BESIDE_MAX),
      gaps: gaps.filter(({ name }) => keys.has(nameKey(name))).slice(0, BESIDE_MAX),
      due: [...counts]
        .map(([name, count]) => ({ name, count }))
        .filter(({ name }) => keys.has(nameKey(name)))
        .slice(0, BESIDE_MAX),
    }
  }

  return {
    /** How many turns with words there are. */
    async count(userId: string, stretch: Stretch): Promise<number> {
      const { count } = await within(userId, stretch)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    /** Everything specialists are given. Throws the signal's reason. */
    async material(learner: Learner, stretch: Stretch, signal: AbortSignal): Promise<Material> {
      const { userId, locale, timezone } = learner
      const turns = await turnsOf(userId, stretch)
      const names = await namesOf(userId, turns, signal)
      const graph = await graphOf(userId, names)
      const ids = turns.map(({ id }) => id)
      return { turns, graph, replaced: await replaced(userId, ids), language: ownLanguageOf(locale), timezone }
    },
  }
}
