import { isStopWord, type Language, languageOf } from '../language/stop-words.ts'
import { sentencesOf, wordsOf } from '../language/words.ts'
import type { Heard, HeardEdge, Named } from './heard.ts'
import { linkBetween } from './links.ts'
import { keyOfName, NAME_MAX } from './names.ts'

/** One word of a sentence, with what a tagger says of it. */
export interface Tagged {
  text: string
  tags: ReadonlySet<string>
  /** A mark or the end of the sentence stands behind it. */
  stops: boolean
  /** A mark stands before it. */
  opens: boolean
}
/** Says of every word of a sentence what it is. */
export type Tagger = (sentence: string) => Tagged[]

const TEXT_SEEN = 8_000
/** A tagger needs the square of the time for what nothing ends ("Dr. Mr. Prof. …"). */
const SENTENCE_SEEN = 1_000
const NAMES_MAX = 12
const PAIRS_MAX = 20
const WORDS_MAX = 3
/** Longer "words" are no words of a language. */
const WORD_MAX = 40

/** Words that name nothing one could speak about. */
const EMPTY = new Set(
  `way ways thing things idea ideas part parts shape kind kinds lot time times day days week weeks weekend month months year years people person
  question questions answer answers one ones example examples hour hours minute minutes moment today yesterday tomorrow morning evening night
  afternoon point points fact facts side sides end start beginning number amount reason reasons problem problems bit lots something anything nothing
  everything everybody somebody nobody word words note notes session conversation turn place case name names age first second third last next try
  smallest largest best worst good bad new old big small great little long short nice many much few several own same different other right wrong
  strange strict odd heavy easy hard better everyone someone thanks please hello goodbye bye more less most mind while sort stuff yes no okay ok`.split(
    /\s+/,
  ),
)

/** What a text speaks of and how it hangs together, sentence by sentence. Pure; `tag` knows English. */
export function hear(text: string, tag: Tagger): Heard {
  const names = new Map<string, Named>()
  const edges: HeardEdge[] = []
  const said = text.slice(0, TEXT_SEEN)
  const language = languageOf(
    wordsOf(said).map(({ key }) => key),
    'en',
  )
  for (const whole of sentencesOf(said)) {
    const sentence = whole.slice(0, SENTENCE_SEEN)
    const found = language === 'en' ? english(tag(sentence)) : foreign(sentence, language)
    const here = new Map<string, Named & { at: number }>()
    let from = 0
    for (const one of found) {
      const key = keyOfName(one.name)
      const at = sentence.indexOf(one.name, from)
      from = Math.max(from, at)
      if (!key || names.size >= NAMES_MAX) continue
      if (!names.has(key)) names.set(key, one)
      if (!here.has(key)) here.set(key, { ...one, at: Math.max(0, at) })
    }
    edges.push(...pairs(sentence, [...here]))
  }
  return { names: [...names.values()], edges: edges.slice(0, PAIRS_MAX) }
}

function pairs(sentence: string, here: Array<[key: string, { name: string; at: number }]>): HeardEdge[] {
  return here.flatMap(([, one], place) =>
    here.slice(place + 1).map(([, other]) => {
      const between = sentence.slice(one.at + one.name.length, other.at)
      const { kind, turned } = linkBetween(between)
      const [from, to] = turned ? [other.name, one.name] : [one.name, other.name]
      return { from, to, kind }
    }),
  )
}

function english(words: readonly Tagged[]): Named[] {
  const found: Named[] = []
  let run: Tagged[] = []
  const close = () => {
    const named = nameOf(run)
    if (named) found.push(named)
    run = []
  }
  for (const word of words) {
    if (word.opens) close()
    if (belongs(word)) run.push(word)
    else close()
    if (word.stops) close()
  }
  close()
  return found
}

function belongs({ text, tags }: Tagged): boolean {
  const key = text.toLowerCase()
  if (text.length > WORD_MAX || (isStopWord(key.replace(/['’]/g, ''), 'en') && !tags.has('ProperNoun'))) return false
  if (['Pronoun', 'Date', 'Value', 'Possessive', 'Determiner', 'Url', 'Emoji'].some((tag) => tags.has(tag)))
    return false
  return tags.has('Noun') || tags.has('Acronym') || tags.has('Adjective') || (tags.has('Gerund') && !tags.has('Verb'))
}

function nameOf(run: readonly Tagged[]): Named | null {
  const words = called(trimmed(run.slice(-WORDS_MAX)))
  const name = words
    .map(({ text }) => text)
    .join(' ')
    .slice(0, NAME_MAX)
  if (name.length < 2 || !/\p{L}/u.test(name)) return null
  const is = (...some: string[]) => words.some(({ tags }) => some.some((tag) => tags.has(tag)))
  const kind = KINDS.find(([, ...tags]) => is(...tags))?.[0] ?? 'concept'
  const proper =
    kind !== 'concept' || is('ProperNoun', 'Acronym') || words.some(({ text }) => /^\p{Lu}{2,}$/u.test(text))
  return { name: proper ? name : name.toLowerCase(), kind }
}

const KINDS: Array<[kind: Named['kind'], ...tags: string[]]> = [
  ['person', 'Person', 'FirstName'],
  ['organisation', 'Organization'],
  ['place', 'Place'],
]

/** Without what names nothing at either end. An adjective names nothing by itself: "heavy", but "heavy water". */
function trimmed(run: readonly Tagged[]): readonly Tagged[] {
  const empty = ({ text }: Tagged) => EMPTY.has(text.toLowerCase())
  const last = run.findLastIndex((word) => (word.tags.has('Noun') || word.tags.has('Acronym')) && !empty(word))
  const words = run.slice(0, last + 1)
  const first = words.findIndex((word) => !empty(word))
  return words.slice(Math.max(0, first))
}

/** Of "sister Lena", Lena. */
function called(words: readonly Tagged[]): readonly Tagged[] {
  const capital = words.filter(({ text }) => /^\p{Lu}/u.test(text))
  return capital.length > 0 && words.some(({ tags }) => tags.has('Person') || tags.has('FirstName')) ? capital : words
}

const ARTICLES: Partial<Record<Language, ReadonlySet<string>>> = {
  es: new Set(['el', 'la', 'los', 'las', 'un', 'una']),
  fr: new Set(['le', 'la', 'les', 'un', 'une', 'des', 'du']),
}

/** Without a tagger: German writes what names a thing with a capital, Spanish and French put an article before it. */
function foreign(sentence: string, language: Language): Named[] {
  const words = wordsOf(sentence)
  return words.flatMap(({ text, key }, at): Named[] => {
    if (isStopWord(key, language) || key.length < 3 || key.length > WORD_MAX || /\d/.test(key)) return []
    if (language === 'de') return at > 0 && /^\p{Lu}/u.test(text) ? [{ name: text, kind: 'concept' }] : []
    const after = ARTICLES[language]?.has(words[at - 1]?.key ?? '') ?? false
    return after || (at > 0 && /^\p{Lu}/u.test(text)) ? [{ name: text, kind: 'concept' }] : []
  })
}
