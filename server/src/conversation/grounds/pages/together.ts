import { quantitiesIn } from '../../../language/quantities.ts'
import type { Language } from '../../../language/stop-words.ts'
import { areForms, COUNTS, type Term, termsOf } from '../../../language/terms.ts'
import type { Clause } from './clauses.ts'
import type { SourceText } from './source-text.ts'

const set = (words: string) => new Set(words.trim().split(/\s+/))

/** With one of these a sentence goes on about what the one before it spoke of. */
const REFERRING = set(
  `it its they their them this these he his she her such both here then however therefore thus instead also er sie es ihr ihre dies diese dieser dieses
  jedoch deshalb daher il elle ils elles ce cette ces leur leurs cependant donc el ella ellos ellas este esta estos estas su sus embargo`,
)
/** These refer only as its first word; behind another one they belong to it. */
const REFERRING_FIRST = set('that those there das cela eso')
const OPENING = 6
/** Words that are said of anything, and so stand in any sentence. */
const LIGHT = set(
  `stand stands stood part parts place set put make makes made take takes took get gets got go goes went come comes came live lives lived keep kept
  hold held turn turned look looked work works worked open merely use used using way thing things number amount`,
)
/** In other languages, where there is no list of such words, short ones are. */
const LONG = 5
const JOINING = set('and but so yet und aber doch et mais y pero')
const RELATIVE = set('that which who whose where while when')
/** One word in so many may stand elsewhere. */
const ONE_IN = 4

/**
 * Whether a clause is put together from several sentences of its source: too many of its words stand only in another than the one that has most of
 * it, and the one that goes on from. What a source says more than once is its topic, and stands anywhere. Pure; linear in both.
 */
export function isPutTogether(
  clause: Clause,
  { source, counts, language }: { source: SourceText; counts: readonly Term[]; language: Language },
): boolean {
  if (clause.denies) return false
  return joinedIn(clause).some(({ from, to }) => {
    const words = clause.words.filter(({ start }) => start >= from && start < to)
    const figures = clause.quantities.filter((one) => {
      const start = clause.terms[one.from]?.start ?? 0
      return start >= from && start < to
    }).length
    const known = words.filter((word) => source.all.has(word))
    const said = source.ofSentence.map((bag) => known.filter((word) => bag.has(word)).length)
    const best = said.indexOf(Math.max(0, ...said))
    const near = around(source, best)
    const stray = known.filter(
      (word) =>
        counts.includes(word) &&
        isHeavy(word, language) &&
        isVerbatim(word, source) &&
        source.ofSentence.filter((bag) => bag.has(word)).length === 1 &&
        !near.some((at) => source.ofSentence[at]?.has(word)),
    )
    return stray.length * ONE_IN >= known.length + figures && stray.length > 0
  })
}

function isHeavy({ key, text }: Term, language: Language): boolean {
  if (language === 'en') return !LIGHT.has(key)
  return key.length >= LONG && (language !== 'de' || /^\p{Lu}/u.test(text))
}

/** A word that is only like one of the source is the reply's own. */
const isVerbatim = ({ key }: Term, { keys }: SourceText) =>
  keys.some((its) => its === key || its === `${key}s` || `${its}s` === key)

/** The parts of a clause that say something for themselves: "can cause bleeding, and children should not take it", "the heart, which is blue, stops". */
function joinedIn({ terms }: Clause): Array<{ from: number; to: number }> {
  const edges = [0]
  let isAside = false
  for (const [at, { key, start }] of terms.entries()) {
    const before = terms[at - 1]?.key
    const ends = before === ',' && (isAside || JOINING.has(key))
    if (!ends && before !== ';' && !RELATIVE.has(key)) continue
    edges.push(start)
    isAside = RELATIVE.has(key)
  }
  return edges.map((from, at) => ({ from, to: edges[at + 1] ?? Number.POSITIVE_INFINITY }))
}

/** A sentence, with the one it goes on from. */
const around = (source: SourceText, at: number): number[] => [at, ...(refersBack(source, at) ? [at - 1] : [])]

function refersBack({ clauses }: SourceText, at: number): boolean {
  const own = clauses.find(({ sentence }) => sentence === at)
  const opening = own?.terms.slice(0, OPENING) ?? []
  return opening.some(({ key }, n) => REFERRING.has(key) || (n === 0 && REFERRING_FIRST.has(key)))
}

/** Where something is added to a sentence as a clause of its own. */
const ADDED =
  /[;()[\]–—]|,\s+(?:and|but|so|yet|which|who|und|aber|doch|et|mais|y|pero)\s+(?=(?:it|they|he|she|this|that|these|those|there|people|everyone|everybody|nobody|is|are|was|were|er|sie|es|das|man|il|elle|ils|elles|on|se)\s)/giu

/** The telling words of each part of a sentence that says something for itself; none where it is in one piece, or all of a part are figures. */
export function addedIn(sentence: string, language: Language): Term[][] {
  const parts = sentence.split(ADDED)
  if (parts.length < 2) return []
  return parts.flatMap((part) => {
    const terms = termsOf(part, language)
    const words = terms.filter(({ kind, empty, key }) => kind === 'word' && !empty && !COUNTS.has(key))
    return words.length > 0 && quantitiesIn(terms, language).length === 0 ? [words] : []
  })
}

/** Whether a source says nothing of a part that is added: none of its words in any; where it has but one, not that one in any form. */
export function isAdded(words: readonly Term[], source: SourceText, language: Language): boolean {
  const [only] = words
  if (words.length > 1 || !only) return !words.some((word) => source.all.has(word))
  return !source.keys.some((key) => key === only.key || areForms(key, only.key, language))
}
