import { isStopWord, type Language } from './stop-words.ts'
import { type Word, wordsOf } from './words.ts'

/** A phrase the learner used, in the learner's own letters. */
export interface KeyPhrase {
  text: string
  /** Stems of its words, for comparing. */
  stems: string[]
  score: number
}

/** Characters of one text that are looked at. */
const TEXT_SEEN = 8_000
const PHRASE_WORDS_MAX = 3

/** English words that hold a sentence together but name no topic; a phrase ends at them as at a stop word. */
const CONNECTING = new Set(
  `think thinks thought know knows knew known understand understands understood learn learns learned learnt learning read reads
  reading study studied studying realise realised realize realized notice noticed noticing feel feels felt find finds found believe
  guess seem mean means meant say says said tell told ask asked call calls called explain explains explained describe show shows
  shown happen happens happened become becomes work works worked working turn turns turned keep keeps kept start starts started
  starting stop stops stopped try tries tried trying look looks looked looking help helps helped change changes changed cause causes
  caused allow allows allowed let provide provides consist consists contain contains include includes belong depends depend
  follow follows followed lead leads led bring brings brought take took taken run runs ran hold holds held move moves moved
  write wrote written hear heard watch watched saw seen talk talked talking speak spoke remember remembered forget forgot
  forgotten practise practised practice practiced like likes liked love loved hate want wish hope plan planned planning begin
  began begun end ends ended create creates created need needed requires require needs gave given went came
  stuck confused good bad better best worse hard easy harder easier difficult simple interesting important
  new old long short great nice fine sure true false able possible wrong full empty
  time times day days week month year today people person somebody person example examples question questions answer answers
  idea ideas topic part parts kind kinds point points problem problems reason reasons fact facts book chapter lesson class
  teacher school video article page homework exam test notes conversation session always never often much many
  wonder wondering breathe makes breaks break broke eat eats ate live lives lived falls fell grow grows grew
  summarise summarize recap repeat define compare list one two three four five six seven eight nine ten hundred thousand
  first second third kinda sorta stuff guess maybe ask asks tells tell telling reading ended`.split(/\s+/),
)

/** A rough stem, so that "cells" and "cell", "rising" and "rise" meet. Only for comparing. */
export function stemOf(key: string): string {
  if (key.length <= 3) return key
  return key
    .replace(/(?:sses)$/, 'ss')
    .replace(/ies$/, 'y')
    .replace(/(?<=[^s])s$/, '')
    .replace(/(?<=.{3})(?:ing|ed)$/, '')
    .replace(/(?<=.{3})e$/, '')
}

const isContent = ({ key, text }: Word, language: Language) =>
  !isStopWord(key, language) &&
  !(language === 'en' && CONNECTING.has(key)) &&
  (key.length > 1 || /^\p{Lu}$/u.test(text)) &&
  !/^\d+$/.test(key)

/** The words that name a topic, each stem once, in order. */
export function contentStems(text: string, language: Language): string[] {
  const words = wordsOf(text.slice(0, TEXT_SEEN)).filter((word) => isContent(word, language))
  return [...new Set(words.map((word) => stemOf(word.key)))]
}

/**
 * The phrases a text is about, best first: runs of topic words between the words of grammar (after RAKE, Rose et al. 2010),
 * at most three words long. Phrases said more often and phrases of two words count more; of equals the earlier one wins.
 */
export function keyPhrases(text: string, language: Language): KeyPhrase[] {
  const seen = text.slice(0, TEXT_SEEN)
  const found = new Map<string, KeyPhrase>()
  for (const run of runsOf(seen, language)) {
    const first = run[0]
    const last = run.at(-1)
    if (!first || !last) continue
    const stems = run.map((word) => stemOf(word.key))
    const id = stems.join(' ')
    const phrase = found.get(id)
    if (phrase) phrase.score += 1
    else found.set(id, { text: seen.slice(first.start, last.end), stems, score: weightOf(run) })
  }
  return [...found.values()].sort((a, b) => b.score - a.score)
}

// Two words name a thing best; an adverb or a verb form alone hardly ever does.
function weightOf(run: Word[]): number {
  if (run.length === 2) return 2
  if (run.length > 2) return 1.8
  const key = run[0]?.key ?? ''
  if (/(?:ly|ed)$/.test(key)) return 0.4
  return key.length < 4 ? 0.9 : 1.2
}

function runsOf(text: string, language: Language): Word[][] {
  const runs: Word[][] = []
  let run: Word[] = []
  const close = () => {
    while (run.length > 1 && /ly$/.test(run[0]?.key ?? '')) run.shift()
    if (run.length > 0) runs.push(run.slice(-PHRASE_WORDS_MAX))
    run = []
  }
  for (const word of wordsOf(text)) {
    const previous = run.at(-1)
    if (previous && !/^[ \t]+$/.test(text.slice(previous.end, word.start))) close()
    if (isContent(word, language)) run.push(word)
    else close()
  }
  close()
  return runs
}
