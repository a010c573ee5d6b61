import type { Specialist as Name } from '@lva/contracts/analysis'
import type { Language } from '../language/stop-words.ts'

/** A turn as it is read. `said` are the learner's own words, and the only ones that are ever quoted. */
export interface ReadTurn {
  id: string
  sessionId: string
  /** RFC 3339. */
  at: string
  said: string
  /** Null: never answered. */
  replied: string | null
  /** Kept without an answer; no model is told of it. */
  captured: boolean
}

/** What the learner's graph says of the turns. Names as they are called there; `names` by the id of a turn. */
export interface Graph {
  names: Readonly<Record<string, readonly string[]>>
  /** Beside something that was spoken of, and not spoken of itself; `turns` name it, so that it goes with them. */
  neighbours: ReadonlyArray<{ name: string; near: string; turns: readonly string[] }>
  /** Spoken of here, and too little is known of it. */
  gaps: ReadonlyArray<{ name: string; why: 'little-said' | 'no-links' }>
  /** Spoken of here, with so many questions to be asked again by now. */
  due: ReadonlyArray<{ name: string; count: number }>
}

/** Something learners said of themselves that took the place of something they had said before; both stand in their turns. */
export interface Replaced {
  text: string
  exchangeId: string
  before: { text: string; exchangeId: string }
}

/** Everything a specialist is given: plain data, the turns in the order in which they were said. */
export interface Material {
  turns: readonly ReadTurn[]
  graph: Graph
  replaced: readonly Replaced[]
  /** The language statements are worded in that are not quotations. */
  language: Language
  timezone: string
}

/** A statement nobody has checked yet. `quote` has to stand in the words of the first of `turns`. */
export interface Draft {
  text: string
  quote: string
  turns: readonly string[]
  due?: string | null
}

/** What a model is asked to find, and what of its answer can be one at all. */
export interface Asking {
  /** What counts, in a sentence or two. */
  for: string
  /**
   * Makes a draft of a sentence a model quoted: `sentence` is the whole of it, as it stands in the turn. Null: it is none of these, whatever
   * the model says. The model words nothing. `also`: further turns its text rests on.
   */
  draft(
    found: { sentence: string; quote: string; name: string | null; turn: ReadTurn },
    material: Material,
  ): (Omit<Draft, 'turns'> & { also?: readonly string[] }) | null
}

/** Looks for one kind of thing. `byRules` is pure; when something was said is told by the turns. */
export interface Specialist {
  name: Name
  byRules(material: Material): Draft[]
  asking: Asking
}

/** Every turn a statement may point at: those that were read, and those outside that the graph and memories rest on, of which nothing is quoted. */
export function turnsOf({ turns, graph, replaced }: Material): ReadonlyMap<string, Pick<ReadTurn, 'said'>> {
  const outside = [...graph.neighbours.flatMap((one) => one.turns), ...replaced.map(({ before }) => before.exchangeId)]
  return new Map<string, Pick<ReadTurn, 'said'>>([
    ...outside.map((id) => [id, { said: '' }] as const),
    ...turns.map((turn) => [turn.id, turn] as const),
  ])
}
