import { isDigit, isSpace } from './characters.ts'
import { type Language, languageOf } from './language.ts'
import { type Span, type Speakable, speakable } from './speakable.ts'

/** One piece of a reply and its sound. */
export interface SpokenClause {
  written: string
  /** How long its sound is, in milliseconds; null as long as that is not known. */
  spokenMs: number | null
  /** Its words as they are spoken, each with when it is over, in milliseconds from the beginning of its sound. */
  words?: { text: string; atMs: number }[]
}

/**
 * Without word times a place in the sound is guessed from the length of what is written. Voices are uneven: what came before may have
 * taken up to twice the time for its letters that the rest takes, and a sound may begin with this much silence. A word is claimed only
 * where it was over even then.
 */
const UNEVEN = 2
const SILENCE_MS = 150
/** Slower than any voice, for each letter, where the length of a sound is not known. */
const SLOWEST_MS = 110
/** What a voice takes for a mark, in letters, and for a digit, which is a word of its own. */
const PAUSES: Record<string, number> = { ',': 3, ';': 4, ':': 4, '.': 5, '!': 5, '?': 5, '…': 5, '、': 3, '。': 5 }
const DIGIT_LETTERS = 5
/** A Japanese character is a beat or two. */
const JAPANESE_LETTERS = 3

/**
 * What of a reply was heard, in its written words, when `playedMs` of its sound had been played: never a word that was not over, and
 * about one too few. `heard` and `rest` are the reply. Linear in its length.
 */
export function heardText({
  clauses,
  playedMs,
  language = 'en',
}: {
  clauses: SpokenClause[]
  playedMs: number
  language?: string
}): { heard: string; rest: string } {
  const text = clauses.map(({ written }) => written).join('')
  let leftMs = Number.isFinite(playedMs) ? playedMs : 0
  let at = 0
  for (const clause of clauses) {
    // A piece that holds nothing to say is over with the one before it.
    const said = speakable(clause.written, language)
    const over = said.spoken === '' || (clause.spokenMs !== null && leftMs >= clause.spokenMs)
    if (!over) {
      at += heardIn(clause, said, leftMs, languageOf(language))
      break
    }
    at += clause.written.length
    if (said.spoken !== '') leftMs -= clause.spokenMs ?? 0
  }
  return { heard: text.slice(0, at), rest: text.slice(at) }
}

/** How many characters of a clause were heard whose sound is not over. */
function heardIn(clause: SpokenClause, said: Speakable, playedMs: number, language: Language): number {
  const until = clause.words?.length
    ? overByTimes(clause.words, said.spoken, playedMs)
    : overByLength(said, playedMs, clause.spokenMs, language)
  const last = said.spans.findLast(({ to }) => to <= until)
  return last ? withMarks(clause.written, said.spans, last) : 0
}

/** Up to where, in what is spoken, the words are over by their times. A word that is not found stands for none. */
function overByTimes(words: { text: string; atMs: number }[], spoken: string, playedMs: number): number {
  const plain = spoken.toLowerCase()
  let at = 0
  for (const { text, atMs } of words) {
    if (!(atMs <= playedMs)) break
    const word = text.trim().toLowerCase()
    const found = word === '' ? -1 : plain.slice(at, at + word.length + FIND_MAX).indexOf(word)
    if (found >= 0) at += found + word.length
  }
  return at
}

/** How far ahead a word is looked for: voices leave out marks, not words. */
const FIND_MAX = 24

function overByLength(
  { spoken, spans }: Speakable,
  playedMs: number,
  spokenMs: number | null,
  language: Language,
): number {
  const letters = spans.map(({ from, to }, i) => lettersOf(spoken.slice(from, spans[i + 1]?.from ?? to), language))
  const all = letters.reduce((sum, count) => sum + count, 0)
  const soundMs = spokenMs === null ? null : Math.max(0, spokenMs - SILENCE_MS)
  let before = 0
  let until = 0
  for (const [i, { from, to }] of spans.entries()) {
    const word = lettersOf(spoken.slice(from, to), language)
    const latest = before + word
    const latestMs =
      soundMs === null
        ? latest * SLOWEST_MS
        : (soundMs * latest * UNEVEN) / (latest * UNEVEN + Math.max(0, all - latest))
    if (SILENCE_MS + latestMs > playedMs) break
    until = to
    before += letters[i] ?? 0
  }
  return until
}

function lettersOf(text: string, language: Language): number {
  let letters = 0
  for (const char of text) {
    if (isDigit(char)) letters += DIGIT_LETTERS
    else letters += PAUSES[char] ?? (language === 'ja' && !isSpace(char) ? JAPANESE_LETTERS : 1)
  }
  return letters
}

/** The end of a word with the marks that follow it, up to the next white space or the next word. */
function withMarks(written: string, spans: Span[], last: Span): number {
  const next = spans.find(({ writtenFrom }) => writtenFrom >= last.writtenTo)?.writtenFrom ?? written.length
  let end = last.writtenTo
  while (end < next && !isSpace(written.charAt(end))) end++
  return end
}
