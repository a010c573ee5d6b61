import type { Wording } from '../db/word-index.ts'
import { formsOf } from '../db/words.ts'
import { irregularForms } from '../language/irregular.ts'
import type { Hit, Holding, Indexes, Scope } from './indexes.ts'
import type { Question } from './question.ts'
import { meant } from './spelling.ts'

/** Texts that are asked for, the newest: for all words together, and the bounds for one of them. A word that more texts have tells little. */
const HITS = 6_000
const HITS_MAX = 2_000
const HITS_MIN = 400
/** Words very many texts hold that are asked for once more beside the others, and how many others. */
const BESIDE_MAX = 3
const OTHERS_MAX = 6
/** The companion often says again what the learner said. */
const ANSWERED = 0.8
/** A word that only begins like the one that is typed. */
const BEGUN = 0.6
const MISSPELT = 0.8

/** A word or phrase and the texts that hold it, as `indexes` numbers them. `full`: there are more of them than were asked for. */
export interface LookedUp {
  text: string
  phrase: boolean
  /** The words as they may stand in a text. */
  as: string[]
  held: Map<number, number>
  full: boolean
}

/**
 * Asks the word index about every word and phrase of a question. What nobody said is taken for misspelt. Words that very many texts hold
 * are asked for beside the others as well, so that what holds several of them is found however old it is.
 */
export function createLookUp(indexes: Indexes) {
  return async function lookUp(userId: string, question: Question, scope: Scope): Promise<LookedUp[]> {
    const count = question.phrases.length + question.terms.length
    const limit = Math.min(HITS_MAX, Math.max(HITS_MIN, Math.ceil(HITS / count)))

    const weighing = ({ hits, full }: Holding, weight = 1) => ({ held: weighed(hits, weight), full })
    const hold = async (groups: Wording[][], weight = 1) =>
      weighing(await indexes.holding(userId, groups, { limit, scope }), weight)

    async function begun(found: LookedUp): Promise<LookedUp> {
      const { held, full } = await hold([[{ words: [found.text], beginning: true }]], BEGUN)
      return { ...found, held: united(held, found.held), full: found.full || full }
    }

    /** What may have been meant by a word that nobody said. */
    async function respelt(found: LookedUp): Promise<LookedUp> {
      const as = meant(found.text, await indexes.startingWith(userId, found.text.charAt(0), scope))
      if (as.length === 0) return found
      return { ...found, as, ...(await hold([as.map((word) => ({ words: [word] }))], MISSPELT)) }
    }

    const wanted = [
      ...question.phrases.map((words) => ({ text: words.join(' '), phrase: true, as: words })),
      ...question.terms.map((text) => ({ text, phrase: false, as: [text, ...irregularForms(text)] })),
    ]
    const each = await indexes.holdingEach(
      userId,
      wanted.map((one) => [asWordings(one)]),
      { limit, scope },
    )
    const looked: LookedUp[] = wanted.map((one, at) => ({ ...one, ...weighing(each[at] ?? { hits: [], full: false }) }))
    for (const [at, found] of looked.entries()) {
      if (found.phrase) continue
      const either = question.beginning && found.text === question.terms.at(-1) ? await begun(found) : found
      looked[at] = either.held.size > 0 || !question.spelling ? either : await respelt(either)
    }

    // Of those that are full, the newest holders reach the less far back the more holders there are.
    const rarest = looked.filter(({ held }) => held.size > 0).sort((a, b) => density(a) - density(b))
    for (const one of rarest.filter(({ full }) => full).slice(0, BESIDE_MAX)) {
      const others = rarest.filter((other) => other !== one).slice(0, OTHERS_MAX)
      if (others.length === 0) continue
      const { held } = await hold([asWordings(one), others.flatMap(asWordings)])
      one.held = united(one.held, held)
    }
    return looked
  }
}

function asWordings({ phrase, as }: Pick<LookedUp, 'phrase' | 'as'>): Wording[] {
  return phrase ? [{ words: as }] : as.flatMap(formsOf).map((form) => ({ words: [form] }))
}

/** How thickly the holders of a word stand, of the sort where they do most. */
function density({ held, full }: LookedUp): number {
  if (!full) return 0
  const seqs = [...held.keys()]
  return Math.max(...[seqs.filter((seq) => seq > 0), seqs.filter((seq) => seq < 0)].map(densityOf))
}

function densityOf(seqs: number[]): number {
  if (seqs.length === 0) return 0
  return seqs.length / (Math.max(...seqs) - Math.min(...seqs) + 1)
}

function weighed(hits: Hit[], weight: number): Map<number, number> {
  const held = new Map<number, number>()
  for (const { seq, answered } of hits)
    held.set(seq, Math.max(held.get(seq) ?? 0, answered ? weight * ANSWERED : weight))
  return held
}

function united(a: Map<number, number>, b: Map<number, number>): Map<number, number> {
  const all = new Map(a)
  for (const [seq, weight] of b) all.set(seq, Math.max(all.get(seq) ?? 0, weight))
  return all
}
