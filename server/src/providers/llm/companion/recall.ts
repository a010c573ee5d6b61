import type { Language } from '../../../language/stop-words.ts'
import { sentencesOf, wordsOf } from '../../../language/words.ts'
import { contentStems, ownStems, wordStems } from './key-phrases.ts'
import { isQuestion } from './learners-questions.ts'
import { fill, type Turn } from './speech.ts'

/** Words of a quotation. */
const QUOTE_WORDS = 24
/** Earlier turns of the session that are looked through, newest first. */
const TURNS_SEEN = 40

/** A quotation, and the id of the passage it is from. */
interface Related {
  id: string
  quote: string
  at: string
}

/**
 * Something the learner said before that truly belongs to this turn: it shares two topic words, or the one the turn is mostly
 * about. Not the same words again, and nothing quoted in this session already. `statements` leaves questions out.
 */
export function related(turn: Turn, options: { statements: boolean }): Related | undefined {
  for (const passage of turn.facts.recalled.filter(({ kind }) => kind === 'turn' || kind === 'memory')) {
    const quote = quoteFrom(passage.text.slice(0, 1_000), turn, options)
    if (quote !== undefined) return { id: passage.id, quote, at: passage.at }
  }
  return undefined
}

/** The same for what was said earlier in this session. */
export function relatedInSession(turn: Turn): string | undefined {
  for (const said of turn.facts.saidInSession.slice(-TURNS_SEEN).reverse()) {
    const quote = quoteFrom(said.slice(0, 300), turn, { statements: true })
    if (quote !== undefined) return quote
  }
  return undefined
}

function quoteFrom(text: string, turn: Turn, { statements }: { statements: boolean }): string | undefined {
  const { facts, language, phrases, stems } = turn
  // Whoever asks about "my exam" means theirs, though an exam is no topic to speak of.
  const own = new Set(facts.asksOwnPast ? ownStems(facts.text, language) : [])
  if (stems.size + own.size === 0) return undefined
  const main = new Set(phrases[0]?.stems)
  let best: { sentence: string; shared: number } | undefined
  for (const sentence of sentencesOf(text).slice(0, 20)) {
    const shared = contentStems(sentence, language).filter((stem) => stems.has(stem))
    const owned = own.size === 0 ? [] : wordStems(sentence, language).filter((stem) => own.has(stem))
    const truly =
      owned.length > 0 ||
      shared.length >= 2 ||
      shared.some((stem) => main.has(stem) && main.size === 1 && stem.length >= 4)
    const much = shared.length + owned.length
    const fits = truly && much > (best?.shared ?? 0)
    if (fits && !(statements && isQuestion(sentence, language))) best = { sentence, shared: much }
  }
  if (best === undefined || wordsOf(best.sentence).length < 3) return undefined
  const quote = shortened(best.sentence)
  const same = plain(quote) === plain(facts.text) || plain(facts.text).includes(plain(quote))
  return same || facts.repliedInSession.some((reply) => reply.includes(quote)) ? undefined : quote
}

const plain = (text: string) =>
  wordsOf(text)
    .map((word) => word.key)
    .join(' ')

/** A sentence to be quoted: at most 24 words, no closing marks, quotation marks inside made single. */
export function shortened(sentence: string): string {
  const words = wordsOf(sentence)
  const last = words[Math.min(words.length, QUOTE_WORDS) - 1]
  const end = words.length > QUOTE_WORDS ? (last?.end ?? 0) : endOf(sentence)
  const quote = sentence
    .slice(0, end)
    .slice(0, 300)
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/["“”„«»]/g, '’')
  return words.length > QUOTE_WORDS ? `${quote} …` : quote
}

function endOf(sentence: string): number {
  let end = sentence.length
  while (end > 0 && /[\s.!…,;:。！]/u.test(sentence.charAt(end - 1))) end--
  return end
}

/** A past instant as a day in words, in the learner's time zone and locale: "earlier today", "yesterday", "on 3 November". */
export function dayInWords(at: string, { facts, language, wording }: Turn): string {
  const then = new Date(at)
  const day = (instant: Date) => formatter('en-CA', facts.timezone, 'day').format(instant)
  if (day(then) === day(facts.now)) return wording.days.today
  if (day(then) === day(new Date(facts.now.getTime() - 24 * 3_600_000))) return wording.days.yesterday
  const sameYear = day(then).slice(0, 4) === day(facts.now).slice(0, 4)
  const locale = facts.locale.toLowerCase().startsWith(language) ? facts.locale : LOCALES[language]
  return fill(wording.days.on, {
    day: formatter(locale, facts.timezone, sameYear ? 'words' : 'words-year').format(then),
  })
}

const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE', es: 'es-ES', fr: 'fr-FR' }

const SHAPES = {
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
  words: { day: 'numeric', month: 'long' },
  'words-year': { day: 'numeric', month: 'long', year: 'numeric' },
} as const

// Making a formatter costs more than a whole turn; the bound keeps invented time zones from filling the memory.
const formatters = new Map<string, Intl.DateTimeFormat>()
function formatter(locale: string, timeZone: string, shape: keyof typeof SHAPES): Intl.DateTimeFormat {
  const id = `${locale} ${timeZone} ${shape}`
  const known = formatters.get(id)
  if (known) return known
  if (formatters.size >= 100) formatters.clear()
  const made = new Intl.DateTimeFormat(locale, { ...SHAPES[shape], timeZone })
  formatters.set(id, made)
  return made
}
