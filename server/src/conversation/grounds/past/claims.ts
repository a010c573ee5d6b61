import { inLower, MONTHS, WEEKDAYS } from '../../../language/calendar-names.ts'
import type { Language } from '../../../language/stop-words.ts'
import { keyOf, type Word, wordsOf } from '../../../language/words.ts'
import { datesIn } from './dates.ts'

/** What a sentence says about the learner's past, as far as it is written. */
export interface Claim {
  /** It tells what the learner told ("you said"), or what they did. Null: neither. */
  about: 'told' | 'did' | null
  /** It says when, or that it was earlier. */
  dated: boolean
  /** It says that something was not told. */
  denies: boolean
  /** From this character on it may become such a sentence, so that it should not be shown yet; null: it may be shown. */
  holdFrom: number | null
}

const set = (words: string) => new Set(words.trim().split(/\s+/))

const YOU = set('you youve youd')
const ADVERBS = set(
  'once also already always just really first then actually even clearly recently earlier previously often both all had have ve yourself have only quite finally simply sometimes nearly almost later afterwards both not never do',
)
const NOT = set('not never havent hadnt didnt dont')
const REPORTED = set(
  'said told mentioned wrote noted explained described asked quoted confessed complained remarked exclaimed claimed argued recounted put called spoke named defined',
)
const IRREGULAR = set(
  `were did had made got took came went saw knew thought felt found bought sold lost won gave left began broke chose drew drove ate fell
  fought flew forgot forgave grew heard held hid hurt kept led learnt lent lay let met paid read rode rang ran sang sat shot slept spent
  stole stood swam swore taught threw understood woke wore dug built burnt caught cut dreamt fed hit sent set shut struck quit beat bet cost`,
)
/** What holds what somebody said; "your notes", "your diary". */
const HOLDERS = set(
  'notes note diary journal log record records file files document documents profile review history transcript memories',
)
const EARLIER = set('yesterday ago earlier previously recently lately last')
const HOLIDAYS = set('easter christmas new-year spring summer autumn winter')
const ENGLISH_MONTHS = new Set(inLower(MONTHS.en))
const ENGLISH_WEEKDAYS = new Set(inLower(WEEKDAYS.en))
const BEFORE_TIME = set('in on at since during around until')
const OPENS_TIME = set('our your an earlier last')
const ASKING = set(
  'what how why which who whom whose when where do does did can could would should shall will is are was were have has am if',
)
const BEFORE_YOU = set(
  'did do does have had has would could can will should might may if what whatever anything everything whether are were is was when unless',
)
/** Words after a time until which it may still become a sentence about the learner. */
const TIME_REACH = 7

/** Reads an English sentence, whole or as far as it is written, or one in German, Spanish or French. Pure, linear. */
export function claimIn(sentence: string, { language, whole }: { language: Language; whole: boolean }): Claim {
  const words = wordsOf(sentence)
  return language === 'en' ? english(words, sentence, whole) : other(words, sentence, { language, whole })
}

/** What one word begins: a sentence about the learner, or something that is not known yet. */
type Begun = Pick<Claim, 'about' | 'denies'> & { open: boolean }

function english(words: readonly Word[], sentence: string, whole: boolean): Claim {
  // The last word may still be growing.
  const known = whole || words.at(-1)?.end !== sentence.length ? words : words.slice(0, -1)
  const asks = ASKING.has(words[0]?.key ?? '')
  const begun = words.flatMap((word, at) => {
    const read = YOU.has(word.key) ? personAt(known, at, asks) : word.key === 'your' ? holderAt(known, at) : null
    return read && (read.about || read.denies || (read.open && !whole)) ? [{ ...read, at: word.start }] : []
  })
  const told = begun.some(({ about }) => about === 'told')
  const about = told ? 'told' : (begun.find(({ about }) => about !== null)?.about ?? null)
  const time = timeIn(known, whole)
  // Whose words they are may be told behind them.
  const quote = sentence.search(/["“„«]/)
  const starts = [
    ...begun.filter(({ denies, about, open }) => about !== null || (open && !denies)).map(({ at }) => at),
    ...(time && (time.sure || about !== null) ? [time.word.start] : []),
    ...(quote < 0 ? [] : [quote]),
  ]
  return {
    about,
    dated: time !== null || (whole && about !== null && datesIn(sentence).length > 0),
    denies: begun.some(({ denies }) => denies),
    holdFrom: starts.length > 0 ? Math.min(...starts) : null,
  }
}

/** "You said", "you have always struggled"; also "it cost you", where the learner is the one it happened to. */
function personAt(words: readonly Word[], at: number, asks: boolean): Begun {
  const happened =
    !asks && words.slice(Math.max(0, at - 3), at).some(({ key }) => isPast(key) || REPORTED.has(key)) ? 'did' : null
  const verb = verbAfter(words, at)
  if (verb === null) return { about: happened, denies: false, open: true }
  const reported = REPORTED.has(verb.key)
  if (!reported && !isPast(verb.key)) return { about: happened, denies: false, open: false }
  if (verb.denied) return { about: happened, denies: true, open: false }
  // "Did you say", "what you told me".
  if (BEFORE_YOU.has(words[at - 1]?.key ?? '') && !(asks && at > 2))
    return { about: happened, denies: false, open: false }
  return { about: reported ? 'told' : 'did', denies: false, open: true }
}

/** "Your notes say"; "your own words were", though not "say it in your own words". */
function holderAt(words: readonly Word[], at: number): Begun {
  const next = words.slice(at + 1, at + 4).map(({ key }) => key)
  const quoted = next.includes('words') && next.some((key) => key === 'were' || key === 'from' || key === 'was')
  const about = next.some((key) => HOLDERS.has(key)) || quoted ? 'told' : null
  return { about, denies: false, open: next.length < 3 || next.includes('words') }
}

function verbAfter(words: readonly Word[], at: number): { key: string; denied: boolean } | null {
  let denied = false
  for (let next = at + 1; next < Math.min(words.length, at + 6); next++) {
    const key = words[next]?.key ?? ''
    if (NOT.has(key)) denied = true
    if (!ADVERBS.has(key) && !NOT.has(key) && !key.endsWith('ly')) return { key, denied }
  }
  return words.length > at + 5 ? { key: '', denied } : null
}

const isPast = (key: string) => IRREGULAR.has(key) || (key.length > 3 && key.endsWith('ed'))

const isOrdinal = (key: string) => /(?:th|st|nd|rd|first|second|third)$/.test(key)

/** The first word of a time that is, or may become, that of something the learner said; `sure`: it was not refuted. */
function timeIn(words: readonly Word[], whole: boolean): { word: Word; sure: boolean } | null {
  for (const [at, word] of words.entries()) {
    if (!opensTime(words, at, whole)) continue
    const reach = words.slice(at + 1, at + 1 + TIME_REACH)
    const personal = reach.some(({ key }) => YOU.has(key) || key === 'your' || key === 'our' || key === 'we')
    if (!personal && !whole && reach.length >= TIME_REACH) continue
    const next = words[at + 1]?.key
    const real =
      EARLIER.has(word.key) || (next !== undefined && !OPENS_TIME.has(next)) || next === 'our' || next === 'an'
    if (real || !whole) return { word, sure: personal || !whole }
  }
  return null
}

/** "Yesterday", "in March", "on the tenth", "in our last talk"; also where the next word is still to come. */
function opensTime(words: readonly Word[], at: number, whole: boolean): boolean {
  const key = words[at]?.key ?? ''
  if (EARLIER.has(key)) return true
  if (!BEFORE_TIME.has(key)) return false
  const [next, third] = [words[at + 1]?.key, words[at + 2]?.key]
  if (next === undefined) return !whole
  if (next === 'the') return third === undefined ? !whole : isOrdinal(third)
  return (
    ENGLISH_MONTHS.has(next) ||
    ENGLISH_WEEKDAYS.has(next) ||
    HOLIDAYS.has(next) ||
    OPENS_TIME.has(next) ||
    /^\d/.test(next)
  )
}

const PERSON: Partial<Record<Language, ReadonlySet<string>>> = {
  de: set('du dir deine deinen deinem deiner dein'),
  fr: set('tu te tes ton ta vous daprès'),
  es: set('tú te tu tus según'),
}
const TOLD: Partial<Record<Language, ReadonlySet<string>>> = {
  de: set(
    'gesagt erzählt erwähnt geschrieben gemeint beschrieben erklärt notiert genannt sagtest erzähltest erwähntest meintest schriebst notizen tagebuch unterlagen',
  ),
  fr: set('dit raconté mentionné écrit expliqué noté décrit parlé disais notes journal documents'),
  es: set(
    'dijiste contaste mencionaste escribiste explicaste comentaste dicho contado mencionado escrito notas diario documentos',
  ),
}
const DID: Partial<Record<Language, ReadonlySet<string>>> = {
  de: set('hast hattest warst wolltest'),
  fr: set('as mas las tas étais avais mavais'),
  es: set('has habías estabas'),
}
const TIME: Partial<Record<Language, ReadonlySet<string>>> = {
  de: set(`gestern neulich damals vorhin letzten letzte letztes ${inLower(MONTHS.de).join(' ')}`),
  fr: set(`hier dernier dernière ${MONTHS.fr.join(' ')}`),
  es: set(`ayer pasado pasada anoche ${MONTHS.es.join(' ')}`),
}
const DENY: Partial<Record<Language, ReadonlySet<string>>> = {
  de: set('nicht nie nichts kein keine'),
  fr: set('pas rien jamais aucun aucune'),
  es: set('no nada nunca ningún ninguna'),
}
const WHAT: Partial<Record<Language, ReadonlySet<string>>> = {
  de: set('was dem'),
  fr: set('que ce'),
  es: set('que lo'),
}

function other(
  words: readonly Word[],
  sentence: string,
  { language, whole }: { language: Language; whole: boolean },
): Claim {
  const has = (of: Partial<Record<Language, ReadonlySet<string>>>, key: string) => of[language]?.has(key) ?? false
  const past = (key: string) =>
    has(DID, key) || (language === 'es' && key.length > 5 && (key.endsWith('aste') || key.endsWith('iste')))
  const person = words.find(({ key }) => has(PERSON, key))
  const did = words.find(({ key }) => past(key))
  const told = words.some(({ key }) => has(TOLD, key))
  const denies = words.some(({ key }) => has(DENY, key))
  const spoken = words.findIndex(({ key }) => has(TOLD, key) || past(key))
  const asks = /\?\s*$/.test(sentence) || /^\s*¿/.test(sentence)
  const what = denies && words.slice(Math.max(0, spoken - 4), spoken).some(({ key }) => has(WHAT, key))
  const about = what || (asks && !told) ? null : told && (did || person) ? 'told' : did ? 'did' : null
  const hold = did ?? person
  const dated = words.some(({ key }) => has(TIME, key)) || datesIn(sentence).length > 0
  return { about, dated, denies: denies && about === null, holdFrom: (about || !whole) && hold ? hold.start : null }
}

const BEGINNINGS: Partial<Record<Language, readonly string[]>> = {
  en: [...YOU, 'your', ...EARLIER, ...BEFORE_TIME],
  ...Object.fromEntries(
    (['de', 'fr', 'es'] as const).map((language) => [
      language,
      [...(PERSON[language] ?? []), ...(DID[language] ?? [])],
    ]),
  ),
}

const BEGINS = new Map(Object.entries(BEGINNINGS).map(([language, words]) => [language, new Set(words)]))

/** Whether a whole word, or a mark, may begin a claim. Cheap, because every word of a reply is asked. */
export function mayBegin(word: string, language: Language): boolean {
  if (word.length < 2) return '"“„«'.includes(word) && word !== ''
  const key = keyOf(word)
  return BEGINS.get(language)?.has(key) || (language === 'es' && (key.endsWith('aste') || key.endsWith('iste')))
}

/** Whether the word that is being written may become such a one. */
export function mayStillBegin(begun: string, language: Language): boolean {
  const key = keyOf(begun)
  return language === 'es' || (BEGINNINGS[language]?.some((word) => word.startsWith(key)) ?? false)
}
