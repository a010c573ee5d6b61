import { isStopWord, type Language } from '../../../language/stop-words.ts'
import { type Word, wordsOf } from '../../../language/words.ts'

/** A phrase the learner used, in the learner's own letters. */
export interface KeyPhrase {
  text: string
  /** As one speaks of it: with its article, and "your" for "my". */
  named: string
  /** Stems of its words, for comparing. */
  stems: string[]
  score: number
}

/** Characters of one text that are looked at. */
const TEXT_SEEN = 8_000
const PHRASE_WORDS_MAX = 3
/** A longer "word" is no word of any language one could say back. */
const WORD_MAX = 30

/** English words that hold a sentence together but name no topic; a phrase ends at them as at a stop word. */
const CONNECTING = new Set(
  `think thinks thought know knows knew known understand understands understood learn learns learned learnt learning read reads
  reading study studied studying realise realised realize realized notice noticed noticing feel feels felt find finds found believe
  guess seem mean means meant say says said tell told ask asked call calls called explain explains explained describe show shows
  shown happen happens happened become becomes work works worked working turn turns turned keep keeps kept start starts started
  starting stop stops stopped try tries tried trying look looks looked looking help helps helped change changes changed cause causes
  caused allow allows allowed let provide provides consist consists contain contains include includes belong depends depend
  follow follows followed lead leads led bring brings brought take took taken run runs ran hold holds held move moves moved
  write wrote written hear heard watch watched watches saw seen talk talked talking speak spoke remember remembered forget forgot
  forgotten practise practised practice practiced like likes liked love loved hate want wish hope plan planned planning begin
  began begun end ends ended create creates created need needed requires require needs gave given went came
  stuck confused frustrated worried proud surprised bored tired good bad better best worse hard easy harder easier difficult simple
  interesting important new old long short great nice fine sure true false able possible wrong full empty terrible sad happy
  time times day days week month year today people person somebody person example examples question questions answer answers
  idea ideas topic part parts kind kinds point points problem problems reason reasons fact facts book chapter lesson class
  teacher school video article page homework exam test notes conversation session always never often much many goal goals
  wonder wondering breathe makes breaks break broke eat eats ate live lives lived falls fell grow grows grew catch catches caught
  reflect reflects erupt erupts draw draws drew build builds built pull pulls pulled push pushes die died dies send sends sent
  save saves summarise summarize recap repeat define compare list one two three four five six seven eight nine ten hundred thousand
  grandfather grandmother mother father sister brother friend friends son daughter wife husband
  rise rises rising rose sink sinks form forms
  miss missing missed kinda sorta stuff maybe asks telling quiz remind search mixing confusing`.split(/\s+/),
)

/** A rough stem, so that "cells" and "cell", "rising" and "rise" meet. Only for comparing. */
function stemOf(key: string): string {
  if (key.length <= 3) return key
  return key
    .replace(/sses$/, 'ss')
    .replace(/ies$/, 'y')
    .replace(/(?<=[^s])s$/, '')
    .replace(/(?<=.{3})(?:ing|ed)$/, '')
    .replace(/(?<=.{3})e$/, '')
}

const SPEAKS_OF_ITSELF =
  /^(?:it|i|you|we|they|he|she|il|elle|je|tu|nous|on|pourquoi|comment|ich|wir|er|cómo|cuándo|dónde)$/
// They begin a German question with a capital, and name nothing.
const ASKING = /^(?:wann|warum|wieso|weshalb|woher|wohin)$/
// Between these a word needs blanks, so a whole clause would pass for a word.
const WITHOUT_BLANKS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** Tells which words of a text name a topic. German names things with capitals, wherever capitals are used at all. */
function topicWords(words: Word[], language: Language): boolean[] {
  const capitals = language === 'de' && words.some(({ text }) => /^\p{Lu}/u.test(text))
  return words.map((word, at) => {
    const { key, text } = word
    if (
      key.length > WORD_MAX ||
      isStopWord(key, language) ||
      ASKING.test(key) ||
      /^[\d.,]+$/.test(key) ||
      WITHOUT_BLANKS.test(key)
    )
      return false
    if (capitals && !/^\p{Lu}/u.test(text)) return false
    if (language === 'en' && (CONNECTING.has(key) || /ly$/.test(key))) return false
    // What follows "it" or "they" is a verb.
    if (SPEAKS_OF_ITSELF.test(words[at - 1]?.key ?? '') && !/^\p{Lu}/u.test(text)) return false
    return key.length > 1 || (/^\p{Lu}$/u.test(text) && at > 0)
  })
}

const MINE = /^(?:my|our|mein(?:e[mnrs]?)?|unser(?:e[mnrs]?)?|mon|ma|mes|notre|nos|mi|mis|nuestr[oa]s?)$/
/** Words behind "my" that may name what is the speaker's: "my biology exam". */
const OWN_WORDS = 2

/** Stems of what a text calls its speaker's own ("my exam", "my sister"), which may name no topic otherwise. */
export function ownStems(text: string, language: Language): string[] {
  const words = wordsOf(text.slice(0, TEXT_SEEN))
  const own = words.flatMap(({ key }, at) => {
    if (!MINE.test(key)) return []
    const next = words.slice(at + 1, at + 1 + OWN_WORDS)
    const end = next.findIndex(({ key }) => isStopWord(key, language))
    return end < 0 ? next : next.slice(0, end)
  })
  return [...new Set(own.map(({ key }) => stemOf(key)))]
}

/** Stems of all words of a text that are no words of grammar. */
export const wordStems = (text: string, language: Language): string[] => [
  ...new Set(wordsOf(text).flatMap(({ key }) => (isStopWord(key, language) ? [] : stemOf(key)))),
]

/** The words that name a topic, each stem once, in order. */
export function contentStems(text: string, language: Language): string[] {
  const words = wordsOf(text.slice(0, TEXT_SEEN))
  const topical = topicWords(words, language)
  return [...new Set(words.filter((_, at) => topical[at]).map((word) => stemOf(word.key)))]
}

/**
 * The phrases a text is about, best first: runs of topic words between the words of grammar (after RAKE, Rose et al. 2010),
 * at most three words long. What is said more often, spoken "about" or defined counts more; of equals the earlier one wins.
 */
export function keyPhrases(text: string, language: Language): KeyPhrase[] {
  const seen = text.slice(0, TEXT_SEEN)
  const words = wordsOf(seen)
  const found = new Map<string, KeyPhrase>()
  for (const { from, to } of runsOf(seen, words, language)) {
    const run = words.slice(from, to)
    const first = run[0]
    const last = run.at(-1)
    if (!first || !last) continue
    const stems = run.map((word) => stemOf(word.key))
    const id = stems.join(' ')
    const phrase = found.get(id)
    if (phrase) phrase.score += 1
    else {
      const bare = inner(seen.slice(first.start, last.end), first, seen)
      const named = `${language === 'en' ? determiner(words, from) : ''}${bare}`
      found.set(id, { text: bare, named, stems, score: weightOf(run) + standing(words, from, to) })
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score)
}

// Two words name a thing best; a participle alone hardly ever does.
function weightOf(run: Word[]): number {
  if (run.length === 2) return 2
  if (run.length > 2) return 1.8
  const key = run[0]?.key ?? ''
  if (/ed$/.test(key)) return 0.4
  return key.length < 4 ? 0.9 : 1.2
}

/** What stands around a phrase tells whether the speaker is speaking of it. */
function standing(words: Word[], from: number, to: number): number {
  const before = words[from - 1]?.key ?? ''
  const after = words[to]?.key ?? ''
  const about = /^(?:about|über|sobre)$/.test(before) || /^(?:about|of|über)$/.test(words[from - 2]?.key ?? '') ? 1 : 0
  return about + (from <= 1 && /^(?:is|are|means|refers|ist|sind|es|son|est|sont)$/.test(after) ? 1.5 : 0)
}

/** "the ", "a " or "your " where the learner said so, with "second" and the like between. */
function determiner(words: Word[], from: number): string {
  const near = words[from - 1]?.key ?? ''
  const between = /^(?:first|second|third|last|next|same|whole|new|main)$/.test(near)
  const article = between ? (words[from - 2]?.key ?? '') : near
  const said = /^(?:my|our)$/.test(article) ? 'your' : /^(?:the|a|an)$/.test(article) ? article : undefined
  return said === undefined ? '' : `${said} ${between ? `${near} ` : ''}`
}

// A capital at the start of a sentence is no part of most words; endings like these show that it is not a name.
function inner(phrase: string, first: Word, text: string): string {
  const opens = first.start === 0 || /[.!?…\n]\s*$/.test(text.slice(Math.max(0, first.start - 3), first.start))
  const common = /(?:tion|sion|sis|ing|ism|ment|ity|ness|ics|logy|gy|ance|ence|ure|phyll|oes|ers|ions|ure|ty|es|s)$/
  if (!opens || !/^\p{Lu}\p{Ll}+$/u.test(first.text) || !common.test(first.key)) return phrase
  return phrase.charAt(0).toLowerCase() + phrase.slice(1)
}

function runsOf(text: string, words: Word[], language: Language): { from: number; to: number }[] {
  const topical = topicWords(words, language)
  const runs: { from: number; to: number }[] = []
  let from = -1
  const close = (to: number) => {
    if (from >= 0) runs.push({ from: Math.max(from, to - PHRASE_WORDS_MAX), to })
    from = -1
  }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    const previous = words[at - 1]
    if (!word) break
    const apart = previous !== undefined && !/^[ \t]+$/.test(text.slice(previous.end, word.start))
    // "volcanoes spew", "water boils at": after a plural, and before an article, a word is a verb.
    const verb =
      language === 'en' && from >= 0 && (isPlural(previous) || (isPlural(word) && startsAnother(words[at + 1])))
    if (apart || !topical[at] || verb) close(at)
    if (topical[at] && (!verb || apart) && from < 0) from = at
  }
  close(words.length)
  return runs
}

const isPlural = (word: Word | undefined) => word !== undefined && /[^su]s$/.test(word.key) && word.key.length > 3
const startsAnother = (word: Word | undefined) =>
  /^(?:the|an?|my|our|its|their|at|because|when|if|into|through)$/.test(word?.key ?? '')
