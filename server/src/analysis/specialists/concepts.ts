import { isClaim } from '../../language/claiming.ts'
import { placeOf } from '../../language/placed.ts'
import { isStopWord, type Language } from '../../language/stop-words.ts'
import { type Word, wordsOf } from '../../language/words.ts'
import type { Material, Specialist } from '../material.ts'
import { everySentence, type Sentence, shown } from '../sentences.ts'

const list = (words: string) => new Set(words.trim().split(/\s+/))
/** Behind the name of an idea these say what it is. */
const IS: Record<Language, ReadonlySet<string>> = {
  en: list('is are was were means has have needs need contains consists'),
  de: list(
    'ist sind war waren bedeutet bedeuten heißt heißen hat haben braucht brauchen besteht bestehen macht machen enthält',
  ),
  fr: list('est sont était étaient signifie signifient a ont contient contiennent consiste veut fait font'),
  es: list(
    'es son era eran significa significan tiene tienen contiene contienen consiste hace hacen necesita necesitan',
  ),
}
/** May stand before the name. */
const BEFORE = list(
  'the a an so and but then because der die das ein eine also und aber le la les un une donc et mais el los las una entonces y pero',
)
/** Somebody speaks of themselves, or only says how something seems to them. */
const PERSONAL =
  list(`i im ive ill me my mine we us our you your he she him her his they them ich mich mir mein meine wir uns du er je jai me moi mon ma mes nous
  tu yo mi mis nos`)
const USES = list('use uses give gives make makes take takes show shows')
const SEEMING =
  list(`seems seem sounds sound looks look feels feel bores bore hurts hurt said says say asked started began came went wore wrote took gave made ran saw
  knew grew fell held led became built found lost met paid sent told thought brought`)
const WORDS_MAX = 30
/** A name stands among the first words of a sentence that explains it. */
const NAMED_WITHIN = 3

/** Whether a word is a verb of the present by its ending; only behind a name at the beginning of an English sentence. */
const isDoing = ({ key }: Word, name: string): boolean =>
  /^[a-z]{2,}$/.test(key) &&
  !/(?:ed|ing|ly)$/.test(key) &&
  (USES.has(key) || !isStopWord(key, 'en')) &&
  !SEEMING.has(key) &&
  (/[^s]s$/.test(name) ? !/[^s]s$/.test(key) || /ss$/.test(key) : /[^s]s$/.test(key))

/** Whether a sentence says what something it begins with is, does or needs. */
function explains({ text, words, language }: Sentence, name: string): boolean {
  const at = placeOf(text, name)
  if (!at || words.length > WORDS_MAX || !isClaim(text, at.start)) return false
  if (words.some(({ key }) => PERSONAL.has(key) && !(key === 'me' && language === 'es'))) return false
  const before = words.filter(({ end }) => end <= at.start)
  const [next, ...rest] = words.filter(({ start }) => start >= at.end)
  if (!next || before.length > 2 || !before.every(({ key }) => BEFORE.has(key))) return false
  const says = rest[0]?.key !== 'for' && rest.some(({ key }) => !isStopWord(key, language))
  return says && (IS[language].has(next.key) || (language === 'en' && isDoing(next, name.toLowerCase())))
}

/** Every name of any of the turns, by its first word: what one turn does not tell to be a name, another does. */
function byFirstWord({ graph }: Material): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  for (const name of new Set(Object.values(graph.names).flat())) {
    const key = wordsOf(name)[0]?.key
    if (key !== undefined) names.set(key, (names.get(key) ?? new Set()).add(name))
  }
  return names
}

/** What the learner explained: an idea of their graph, and the sentence that says what it is, does or needs. */
export const concepts: Specialist = {
  name: 'concepts',
  byRules(material) {
    const names = byFirstWord(material)
    return everySentence(material).flatMap((sentence) => {
      const called = sentence.words.slice(0, NAMED_WITHIN).flatMap(({ key }) => [...(names.get(key) ?? [])])
      return called.some((name) => explains(sentence, name))
        ? [{ text: shown(sentence.text), quote: sentence.text, turns: [sentence.turn.id] }]
        : []
    })
  },
  asking: {
    for: 'explanations: a sentence of the learner that says what an idea is, does or needs. "name" is that idea in the words of the quote. Not what they own, want or feel.',
    draft({ sentence, name }) {
      const words = wordsOf(sentence)
      return name && placeOf(sentence, name) && isClaim(sentence) && !words.some(({ key }) => PERSONAL.has(key))
        ? { text: shown(sentence), quote: sentence }
        : null
    },
  },
}
