import { MONTH_OF } from '../../../language/calendar-names.ts'
import { DENIES } from '../../../language/denying.ts'
import { isNumber } from '../../../language/numbers.ts'
import { type Exactness, isUnit, type Quantity, quantitiesIn, ratesIn, timesIn } from '../../../language/quantities.ts'
import type { Language } from '../../../language/stop-words.ts'
import { type Term, termsOf } from '../../../language/terms.ts'
import { sentencesOf } from '../../../language/words.ts'

/** A part of a sentence that says one thing. */
export interface Clause {
  text: string
  /** The sentence of the text it belongs to, counted from 0. */
  sentence: number
  /** Its telling words: no grammar, no numbers, no units. */
  words: Term[]
  /** All its words and numbers, in order. */
  terms: Term[]
  quantities: Quantity[]
  /** Units of time by which something is counted, and all it names; in seconds. */
  rates: number[]
  times: number[]
  /** Words with a capital that do not open the sentence. */
  names: Term[]
  /** It says that something is not so. */
  denies: boolean
  /** It says something of all, or of every time. */
  universal: boolean
  /** It tells what brings something about, and what goes along with something. */
  causes: boolean
  associates: boolean
  /** How exact its figures are meant. */
  exactness: Exactness
}

const list = (words: string) => words.trim().split(/\s+/)
const set = (words: string) => new Set(list(words))

const DIVIDING = set(
  `but while whereas although though because since aber wahrend obwohl weil sondern mais tandis alors bien parce pero mientras aunque porque sino`,
)
const JOINING = set('and und et y e so thus which that until where who whose when if as')
const SUBJECTS = set('it they he she we this these those there the er sie es il elle ils elles on se lo la das der die')
const SIGNS = set('— –')
/** A part with fewer telling words says nothing alone. */
const PART_LEAST = 3

const DENYING = set(
  `unlikely fail fails failed lack lacks lacking neither unable avoids avoided avoiding nichts weder ningun ninguna rien`,
)
const UNIVERSAL = set(
  `all every always everyone everybody everything entirely completely never none nobody nowhere anywhere everywhere solely alone
  alle allen aller jeder jede jedem jedes jeden immer nie niemals vollstandig uberall tous toutes chaque toujours jamais partout todos todas cada siempre nunca`,
)
/** "All the same" says nothing of all. */
const NOT_UNIVERSAL =
  /(?:\ball the same|after all|above all|at all|of all|all in all|first of all|all at once|all over|all but|, all|vor allem|trotz allem|malgré tout|sobre todo|every (?:hundred|thousand|second|minute|hour|day|week|month|year|few)|cada (?:día|mes|año)|jede[sn]? (?:Jahr|Tag|Monat)|chaque (?:jour|mois|année))\b/giu
const CAUSING =
  /\b(?:caus(?:e|es|ed|ing|al)|leads? to|led to|leading to|because of|due to|results? in|resulted in|brings? about|brought about|triggers?|triggered|prevents?|prevented|cures?|cured|makes?|made|thanks to|verursach\p{L}*|führ(?:t|en|te|ten) zu|bewirk\p{L}*|provoqu\p{L}*|entraîn\p{L}*|causent?|provoca\p{L}*|causan?|(?:lowers|reduces|cuts|raises|increases) (?:the |your |their )?risk)/iu
const ASSOCIATING =
  /\b(?:associat\p{L}+|linked|links|correlat\p{L}+|related|tied|observational|zusammenh(?:a|ä)ng\p{L}*|assoziiert|verbunden|associée?s?|liée?s?|corrélé\p{L}*|asociad\p{L}+|relacionad\p{L}+)/iu
const ROUGHLY = set(
  'about around roughly approximately some circa up etwa rund ungefahr environ pres unos unas cerca alrededor',
)
/** Names of months that are no other word. */
const MONTHS = new Set(Object.keys(MONTH_OF)).difference(set('march may marz mai mars marzo'))
/** Capitals that name nothing. */
const NO_NAMES = set('i earth sun ii')
/** Before a name of a place in German, where every noun has a capital. */
const BEFORE_PLACE = set('in aus bei nach von durch bis unter')

/** The sentences of a text; a number and a dot end one in the middle of a line, but for German, where they are an ordinal. */
export const sentencesIn = (text: string, language: Language): string[] =>
  sentencesOf(text).flatMap((sentence) =>
    language === 'de' ? sentence : sentence.split(/(?<=\p{L}[^.]{0,20}\s\d{1,2}\.)\s+(?=\p{Lu})/u),
  )

/** Reads a text in parts. Linear in the text. */
export function clausesOf(text: string, language: Language): Clause[] {
  return sentencesIn(text, language).flatMap((sentence, at) =>
    partsOf(termsOf(sentence, language)).map((terms) => read(terms, { sentence, at, language })),
  )
}

const isCount = (term: Term | undefined) => term !== undefined && (term.kind === 'number' || isNumber(term.key))

function partsOf(all: readonly Term[]): Term[][] {
  const parts: Term[][] = []
  let part: Term[] = []
  const isWhole = (terms: readonly Term[]) =>
    terms.filter(({ kind, empty, key }) => kind === 'number' || (kind === 'word' && (!empty || isNumber(key))))
      .length >= PART_LEAST
  for (const [at, term] of all.entries()) {
    const comma = all[at - 1]?.key === ','
    const before = all[at - 1]?.key ?? ''
    const parted = (before === ':' || before === ';') && part.some(({ kind, empty }) => kind === 'word' && !empty)
    const divides =
      SIGNS.has(term.key) ||
      DIVIDING.has(term.key) ||
      (JOINING.has(term.key) && (comma || isWhole(part)) && !isCount(all[at + 1]) && !isCount(all[at - 1]))
    const begins = comma && (SUBJECTS.has(term.key) || (JOINING.has(term.key) && SUBJECTS.has(all[at + 1]?.key ?? '')))
    if (
      parted ||
      (divides && isWhole(part) && isWhole(all.slice(at))) ||
      (begins && part.some(({ empty }) => !empty))
    ) {
      parts.push(part)
      part = []
    }
    part.push(term)
  }
  const before = parts.at(-1)
  if (before && !isWhole(part)) before.push(...part)
  else if (part.length > 0) parts.push(part)
  return parts
}

function read(terms: Term[], { sentence, at, language }: { sentence: string; at: number; language: Language }): Clause {
  const first = terms[0]
  const text = sentence.slice(first?.start ?? 0, terms.at(-1)?.end ?? 0)
  const quantities = quantitiesIn(terms, language)
  const counted = new Set(quantities.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n)))
  const words = terms.filter(
    ({ kind, empty, key }, place) =>
      kind === 'word' &&
      !empty &&
      !counted.has(place) &&
      !isUnit(key) &&
      !isNumber(key) &&
      !DENIES.has(key) &&
      !DENYING.has(key),
  )
  return {
    ...{ text, sentence: at, words, terms, quantities, rates: ratesIn(terms), times: timesIn(terms) },
    names: namesIn(terms, language, sentence),
    denies: isDenied(terms),
    universal: terms.some(({ key }) => UNIVERSAL.has(key)) && isUniversal(text, language),
    causes: CAUSING.test(text),
    associates: ASSOCIATING.test(text),
    exactness: exactnessOf(terms),
  }
}

const isUniversal = (text: string, language: Language) =>
  termsOf(text.replace(NOT_UNIVERSAL, ' '), language).some(({ key }) => UNIVERSAL.has(key))

function exactnessOf(terms: readonly Term[]): Exactness {
  const text = terms.map(({ key }) => key).join(' ')
  if (/\b(?:more than|over|at least|mehr als|uber|plus de|mas de)\b/.test(text)) return 'over'
  if (/\b(?:less than|nearly|almost|under|fast|weniger als|moins de|presque|casi|menos de)\b/.test(text)) return 'under'
  return terms.some(({ key }) => ROUGHLY.has(key)) ? 'roughly' : 'exact'
}

/** "No, they sleep" denies nothing by itself, and neither does "more than those who had none". */
function isDenied(terms: readonly Term[]): boolean {
  return denialsIn(terms).length > 0
}

/** Where something is denied. */
function denialsIn(terms: readonly Term[]): number[] {
  const than = terms.findIndex(({ key }) => THAN.has(key))
  const opens = terms.slice(0, ANSWER).findIndex(({ key }) => key === ':' || key === ',')
  return terms.flatMap(({ key }, at) => {
    const next = terms[at + 1]?.key ?? ''
    if ((key === 'rather' && next === 'than') || (key === 'instead' && next === 'of')) return at
    if (!(DENIES.has(key) || DENYING.has(key)) || at < opens) return []
    if (than >= 0 && at > than && at <= than + NONE) return []
    return key === 'not' && (next === 'only' || isUntil(terms, at)) ? [] : at
  })
}

/** "Not always:", "No,", "Hardly," answer a question. */
const ANSWER = 4
/** "Than those who had none". */
const NONE = 6
const UNTIL = set('before until vor bis avant antes')
/** "Not before 1840" says when. */
const isUntil = (terms: readonly Term[], at: number) =>
  terms.slice(at, at + 5).some(({ key }, n) => UNTIL.has(key) && terms[at + n + 1]?.kind === 'number')

const THAN = set('than als compared versus')
const SCOPE = 3
/** What a clause denies: the first telling words behind each denial. */
export const deniedIn = ({ terms }: Pick<Clause, 'terms'>): Term[][] =>
  denialsIn(terms).map((at) =>
    terms
      .slice(at + 1)
      .filter(({ kind, empty, key }) => kind === 'word' && !empty && !DENIES.has(key))
      .slice(0, SCOPE),
  )

function namesIn(terms: readonly Term[], language: Language, sentence: string): Term[] {
  const begins = sentence.search(/[\p{L}\p{N}]/u)
  const written = terms.filter(({ kind, key }) => kind === 'word' && !NO_NAMES.has(key))
  return written.filter((term) => MONTHS.has(term.key) || isName(term, { terms, language, begins }))
}

function isName(
  { text, key, start, empty }: Term,
  { terms, language, begins }: { terms: readonly Term[]; language: Language; begins: number },
): boolean {
  const at = terms.findIndex((term) => term.start === start && term.key === key)
  const before = terms[at - 1]
  if (!/^\p{Lu}/u.test(text) || start === begins || (empty && language !== 'es')) return false
  if (/[:“"„«]/.test(before?.text ?? '')) return false
  if (language !== 'de') return text.length > 1
  if (!before || isCount(before) || /^(?:million|milliard)/.test(before.key)) return false
  return BEFORE_PLACE.has(before.key) || (/^\p{Lu}/u.test(before.text) && before.start !== begins)
}
