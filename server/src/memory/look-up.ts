import type { Wording } from '../db/word-index.ts'
import { formsOf } from '../db/words.ts'
import type { Hit, Indexes, Scope } from './indexes.ts'
import { irregularForms } from './irregular.ts'
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

    async function hold(groups: Wording[][], weight = 1) {
      const { hits, full } = await indexes.holding(userId, groups, { limit, scope })
      return { held: weighed(hits, weight), full }
    }

    async function term(text: string, beginning: boolean): Promise<LookedUp> {
      const whole = await hold([wordings(text)])
      const found = { text, phrase: false, as: [text, ...irregularForms(text)], ...whole }
      if (!beginning) return found.held.size > 0 ? found : respelt(found)
      const begun = await hold([[{ words: [text], beginning: true }]], BEGUN)
      const either = { ...found, held: united(begun.held, whole.held), full: whole.full || begun.full }
      return either.held.size > 0 ? either : respelt(either)
    }

    /** What may have been meant by a word that nobody said. */
    async function respelt(looked: LookedUp): Promise<LookedUp> {
      const as = meant(looked.text, await indexes.startingWith(userId, looked.text.charAt(0), scope))
      if (as.length === 0) return looked
      return { ...looked, as, ...(await hold([as.map((word) => ({ words: [word] }))], MISSPELT)) }
    }

    const looked: LookedUp[] = []
    for (const words of question.phrases)
      looked.push({ text: words.join(' '), phrase: true, as: words, ...(await hold([[{ words }]])) })
    for (const text of question.terms)
      looked.push(await term(text, question.beginning && text === question.terms.at(-1)))

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

function wordings(term: string): Wording[] {
  return [term, ...irregularForms(term)].flatMap(formsOf).map((form) => ({ words: [form] }))
}

function asWordings({ phrase, as }: LookedUp): Wording[] {
  return phrase ? [{ words: as }] : as.flatMap(wordings)
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
