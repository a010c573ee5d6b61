import { POINTS_MAX } from '@lva/contracts/reviews'
import { isStopWord, type Language, languageOf } from '../language/stop-words.ts'
import { sentencesOf, type Word, wordsOf } from '../language/words.ts'

/** Fewer say too little to be asked for. */
export const POINTS_MIN = 3
/** Telling words a sentence has to have, and a part of one. */
const SENTENCE_TELLS = 3
const CLAUSE_TELLS = 2
/** What is read of a turn. */
const TEXT_SEEN = 4_000
export const POINT_LENGTH = 300

/** A key point and where it stands: characters `start` to `end` (excluded). */
export interface Point {
  text: string
  start: number
  end: number
}

/** Points that stand together, for one item. */
export type Group = Point[]

const set = (words: string) => new Set(words.trim().split(/\s+/))

/** Words that open a part of a sentence that says something of its own. */
const JOINS = set(`
  and but because so which while whereas when where then therefore although since if until unless whereby und aber weil denn sodass während wenn
  obwohl damit dann y pero porque mientras cuando donde aunque et mais car parce pendant quand lorsque donc alors`)
/** The same, where a sentence has too few such parts. */
const NARROWS = set(`
  in into from by with through during between after before under over towards against without at on to as via across within in aus durch mit
  zwischen nach vor unter über gegen ohne bei zu en de por con desde hasta entre sin sobre para dans par avec depuis sans sous vers pour`)
/** What somebody begins with who tells what they learnt; not a part of it. */
const LEADS = [
  ...[
    'i learned that',
    'i learnt that',
    'today i learned that',
    'today i learnt that',
    'i read that',
    'i heard that',
    'i think that',
  ],
  ...[
    'i think',
    'note to self',
    'remember that',
    'it turns out that',
    'apparently',
    'ich habe gelernt dass',
    'ich glaube dass',
  ],
  ...['aprendí que', 'creo que', 'jai appris que', 'je crois que', 'so', 'well', 'okay', 'ok', 'also', 'and', 'but'],
].map((lead) => lead.split(' '))
/** Whoever begins so speaks of themselves, or to somebody. */
const SELF = set(`
  i im ive id ill my me we lets our you your can could would please do does did what why how when where who which ich mein wir ihr du yo mi
  nosotros je jai nous mon ma tu vous`)

/**
 * What a text says that can be asked for again: the parts of its sentences, as they stand there. Questions, wishes and what somebody says of
 * themselves are none. By rules alone; pure.
 */
export function pointsIn(text: string): Group[] {
  const said = text.slice(0, TEXT_SEEN)
  const language = languageOf(
    wordsOf(said).map(({ key }) => key),
    'en',
  )
  const groups: Group[] = []
  let group: Group = []
  for (const sentence of tellingSentences(said, language)) {
    const points = partsOf(said, sentence, language)
    if (group.length >= POINTS_MIN && group.length + points.length > POINTS_MAX) {
      groups.push(group)
      group = []
    }
    group.push(...points)
  }
  if (group.length > 0) groups.push(group)
  return groups.map((one) => (one.length < POINTS_MIN ? narrower(said, one, language) : one).slice(0, POINTS_MAX))
}

interface Stretch {
  start: number
  end: number
  words: Word[]
}

function tellingSentences(text: string, language: Language): Stretch[] {
  let from = 0
  return sentencesOf(text).flatMap((sentence) => {
    const start = text.indexOf(sentence, from)
    from = start + sentence.length
    if ([...sentence.trimEnd()].at(-1) === '?' || sentence.trimStart().startsWith('>')) return []
    const words = withoutLead(wordsIn(text, start, from))
    const [first] = words
    if (!first || SELF.has(first.key) || tells(words, language) < SENTENCE_TELLS) return []
    return [{ start: first.start, end: from, words }]
  })
}

function wordsIn(text: string, start: number, end: number): Word[] {
  return wordsOf(text.slice(start, end)).map((word) => ({
    ...word,
    start: start + word.start,
    end: start + word.end,
  }))
}

function withoutLead(words: Word[]): Word[] {
  for (const lead of LEADS)
    if (words.length > lead.length && lead.every((key, at) => words[at]?.key === key))
      return withoutLead(words.slice(lead.length))
  return words
}

const tells = (words: readonly Word[], language: Language) =>
  words.filter(({ key }) => key.length > 1 && !isStopWord(key, language)).length

/** The parts of a sentence that say something of their own; what says too little belongs to the part before. */
function partsOf(text: string, { words }: Stretch, language: Language): Point[] {
  return divided(text, words, (word, before) => JOINS.has(word.key) || closes(text, before, word), language)
}

function narrower(text: string, group: Group, language: Language): Group {
  const finer = group.flatMap(({ start, end }) =>
    divided(text, wordsIn(text, start, end), (word) => NARROWS.has(word.key), language, 1),
  )
  return finer.length > group.length ? finer : group
}

/** Cuts before every word that opens a part, as long as both sides tell something. */
function divided(
  text: string,
  words: readonly Word[],
  opens: (word: Word, before: Word) => boolean,
  language: Language,
  least = CLAUSE_TELLS,
): Point[] {
  const parts: Word[][] = []
  let part: Word[] = []
  for (const word of words) {
    const before = part.at(-1)
    if (before && opens(word, before) && tells(part, language) >= least) {
      parts.push(part)
      part = []
    }
    part.push(word)
  }
  if (parts.length > 0 && tells(part, language) < least) parts.at(-1)?.push(...part)
  else if (part.length > 0) parts.push(part)
  return parts.flatMap((some) => pointOf(text, some))
}

/** From the first word of a part to its last, without the word that only joins it to the one before. */
function pointOf(text: string, words: readonly Word[]): Point[] {
  const own = words.length > 1 && (words[0]?.key === 'and' || words[0]?.key === 'but') ? words.slice(1) : words
  const [first, last] = [own[0], own.at(-1)]
  if (!first || !last) return []
  const end = Math.min(last.end, first.start + POINT_LENGTH)
  return [{ text: text.slice(first.start, end).toWellFormed(), start: first.start, end }]
}

/** A mark stands between two words that ends a part. */
function closes(text: string, before: Word, word: Word): boolean {
  return [...text.slice(before.end, word.start)].some((sign) => ',;:—–'.includes(sign))
}
