import { tokens } from '../../../db/words.ts'
import { inLower, MONTH_OF, WEEKDAYS } from '../../../language/calendar-names.ts'
import { isNumber, numberAt } from '../../../language/numbers.ts'
import { isStopWord, type Language } from '../../../language/stop-words.ts'

/** What a text says, for comparing: its telling words, its numbers and its names. */
export interface Meaning {
  /** In order, as {@link tokens} spell them; without words of grammar, numbers and times. */
  words: string[]
  numbers: Set<number>
  /** Words with a capital that do not open a sentence. */
  names: string[]
  /** Telling words that "no", "not" or the like stands before. */
  denied: Set<string>
}

const list = (words: string) => words.trim().split(/\s+/)

const DENYING = new Set(
  list(
    'no not never nobody none nothing without only hardly kein keine keinen nicht nie niemand ohne nur sin nadie nunca ne pas rien sans aucun aucune',
  ),
)
/** Words that tell of telling; what was told is in the others. */
const TELLING = new Set(
  list(`said say says saying told tell tells mentioned mention wrote write noted explained described call called put way words word said asked
  recalled remember remembered spoke talked thought found notes note diary log document file records record according earlier session conversation last ago
  time times once already also too even afterwards later then when while because so that this these it its there here yes no right exactly indeed
  gesagt sagtest erzahlt erzahltest erwahnt notiert dass damals vorhin dit dis raconte mentionne ecrit que selon dijiste contaste mencionaste escribiste dicho`),
)
const TIMES = new Set([
  ...Object.keys(MONTH_OF),
  ...inLower(WEEKDAYS.en),
  ...list(`yesterday today week weeks month months year years day days spring summer autumn winter evening morning
  gestern heute woche monat jahr hier ayer`),
])

/** Reads what a text says in a language; `all` are its tokens, where they are known. Linear in the text. */
export function meaningOf(text: string, language: Language, all: readonly string[] = tokens(text)): Meaning {
  const words: string[] = []
  const denied = new Set<string>()
  for (const [at, word] of all.entries()) {
    if (isNumber(word) || TIMES.has(word) || TELLING.has(word) || isStopWord(word, language) || word.length < 2)
      continue
    words.push(word)
    if (DENYING.has(all[at - 1] ?? '') || DENYING.has(all[at - 2] ?? '')) denied.add(word)
  }
  return { words, numbers: numbersOf(all), names: language === 'de' ? [] : namesOf(text), denied }
}

function numbersOf(all: readonly string[]): Set<number> {
  const numbers = new Set<number>()
  for (let at = 0; at < all.length; ) {
    const read = numberAt(all, at)
    if (read) numbers.add(read.value)
    at += read?.words ?? 1
  }
  return numbers
}

function namesOf(text: string): string[] {
  const names: string[] = []
  for (const match of text.matchAll(/(?<=[\p{L}\p{N},;:–—-]["“”'’]?\s)\p{Lu}[\p{L}\p{M}]+/gu)) {
    const [name = ''] = tokens(match[0])
    if (name && !TIMES.has(name)) names.push(name)
  }
  return names
}

/** Words to look others up in, without comparing with each of them. */
export interface Alike {
  has: (word: string) => boolean
  /** Whether a form of the word is among them: the same stem, or the same beginning where they are long. */
  hasForm: (word: string) => boolean
}

/** Reads words once for {@link Alike}. */
export function alikeOf(words: Iterable<string>): Alike {
  const exact = new Set(words)
  const stems = new Set<string>()
  const byBeginning = new Map<string, string[]>()
  for (const word of exact) {
    const own = stem(word)
    if (stems.has(own)) continue
    stems.add(own)
    const beginning = own.slice(0, BEGINNING)
    const others = byBeginning.get(beginning)
    if (others) others.push(own)
    else byBeginning.set(beginning, [own])
  }
  return {
    has: (word) => exact.has(word),
    hasForm(word) {
      const own = stem(word)
      if (exact.has(word) || stems.has(own)) return true
      return byBeginning.get(own.slice(0, BEGINNING))?.some((other) => beginAlike(own, other)) ?? false
    },
  }
}

/** So many letters at least begin two long words alike. */
const BEGINNING = 4

function beginAlike(a: string, b: string): boolean {
  const least = Math.max(BEGINNING, Math.ceil(Math.max(a.length, b.length) * 0.7))
  return a.length >= least && b.length >= least && a.slice(0, least) === b.slice(0, least)
}

const IRREGULAR: Record<string, string> = {
  ...{
    threw: 'throw',
    thrown: 'throw',
    sang: 'sing',
    sung: 'sing',
    singing: 'sing',
    swam: 'swim',
    bought: 'buy',
    broke: 'break',
  },
  ...{
    broken: 'break',
    lent: 'lend',
    lost: 'lose',
    beat: 'beat',
    ran: 'run',
    came: 'come',
    made: 'make',
    ate: 'eat',
    eaten: 'eat',
  },
  ...{
    drew: 'draw',
    drawn: 'draw',
    slept: 'sleep',
    sleeping: 'sleep',
    dreamt: 'dream',
    burnt: 'burn',
    burned: 'burn',
    began: 'begin',
  },
  ...{
    begun: 'begin',
    gave: 'give',
    given: 'give',
    got: 'get',
    took: 'take',
    taken: 'take',
    felt: 'feel',
    kept: 'keep',
    knew: 'know',
  },
  ...{
    wrote: 'write',
    written: 'write',
    spoke: 'speak',
    spoken: 'speak',
    saw: 'see',
    seen: 'see',
    drank: 'drink',
    fell: 'fall',
  },
  ...{
    deserved: 'deserve',
    dug: 'dig',
    fed: 'feed',
    flew: 'fly',
    forgot: 'forget',
    forgotten: 'forget',
    understood: 'understand',
  },
  ...{ zieht: 'zieh', ziehen: 'zieh', umziehen: 'zieh' },
}

function stem(word: string): string {
  const base = IRREGULAR[word] ?? word
  for (const ending of ['ings', 'ing', 'edly', 'ies', 'ied', 'ed', 'es', 'en', 's', 'e'])
    if (base.length > ending.length + 2 && base.endsWith(ending)) return base.slice(0, -ending.length)
  return base
}
