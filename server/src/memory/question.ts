import { tokens } from '../db/words.ts'
import { type Period, readPeriod } from './periods.ts'

/** Longest question that is read, in characters; what comes after adds cost and no precision. */
const READ_MAX = 4_000
const TERMS_MAX = 16
const PHRASES_MAX = 8
/** A shorter beginning would be that of half the words there are. */
const BEGINNING_MIN = 2

/** What somebody asks for. */
export interface Question {
  /** Single words, the telling ones; of the last one perhaps only the beginning is typed. */
  terms: string[]
  beginning: boolean
  /** A word that nobody said is taken for misspelt. What is told in conversation is full of new words. */
  spelling: boolean
  /** What stood between quotation marks. */
  phrases: string[][]
  period: Period | null
}

// Words that ask and join; the usual short list of information retrieval, without those that have a meaning of their own.
const ASKING = new Set(
  `i me my myself we our ours us you your yours he him his she her hers it its they them their theirs what which who whom whose this that
  these those am is are was were be been being have has had having do does did doing done a an the and but if or because as until while of
  at by for with about against between into through during before after above below to from up down in out on off over under again then
  once here there when where why how all any both each few more most other some such no nor not only own same so than too very s t can
  will just don should would could now ll re ve m d`.split(/\s+/),
)

/** Whether a word only asks or joins. */
export const isAsking = (word: string): boolean => ASKING.has(word)

/**
 * Reads what a person typed into a search box (`typing`) or said; `times`: a time that is named in it is meant as one; `spelling`: words may
 * be misspelt. Any text is legal; one without letters or digits asks for nothing.
 */
export function readQuestion(
  text: string,
  {
    now,
    timezone,
    typing,
    times = true,
    spelling = typing,
  }: { now: Date; timezone: string; typing: boolean; times?: boolean; spelling?: boolean },
): Question {
  const phrases: string[][] = []
  const rest = text.slice(0, READ_MAX).replace(/"([^"]+)"|“([^“”]+)”/g, (_, straight?: string, curly?: string) => {
    const words = tokens(straight ?? curly ?? '')
    if (words.length > 0) phrases.push(words)
    return ' '
  })
  const said = tokens(rest)
  const { period, rest: words } = times ? readPeriod(said, { now, timezone }) : { period: null, rest: said }
  const all = [...new Set(words)]
  const telling = all.filter((word) => !isAsking(word))
  // "To be or not to be" is made of nothing else, and somebody may search for it.
  const terms = telling.length > 0 || phrases.length > 0 || period || !typing ? telling : all
  const last = terms.at(-1)
  const unfinished = typing && last === words.at(-1) && /[\p{L}\p{N}]$/u.test(rest)
  return {
    terms: longest(terms),
    beginning: unfinished && (last?.length ?? 0) >= BEGINNING_MIN,
    spelling,
    phrases: phrases.slice(0, PHRASES_MAX),
    period,
  }
}

/** True when there is nothing to look for. */
export function isEmpty({ terms, phrases, period }: Question): boolean {
  return terms.length === 0 && phrases.length === 0 && period === null
}

/** Of too many words the longest, because they are the rarest; in the order they stood. */
function longest(terms: string[]): string[] {
  if (terms.length <= TERMS_MAX) return terms
  const kept = new Set([...terms].sort((a, b) => b.length - a.length).slice(0, TERMS_MAX))
  return terms.filter((term) => kept.has(term))
}
