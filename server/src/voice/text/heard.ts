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
 * taken half as long again for its letters as the rest, a sound may begin with silence, its first word is drawn out, and short words and
 * those that are spelt take longer than their letters say. A word is claimed only where it was over even then. With the word times of
 * four flite voices saying the English lines of `clauses.corpus.json`: no word of 1,440 claimed too soon, 0.8 missing on average.
 */
const UNEVEN = 1.5
const SILENCE_MS = 200
const FIRST_WORD_MS = 200
const SHORTEST_WORD = 4
const SPELT_LETTER = 5
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
  // What voices leave after the last word is anybody's guess, so that one is over with the sound.
  const marks = spans.map(({ to }, i) => spoken.slice(to, spans[i + 1]?.from ?? to))
  const usual = spans.map(({ from, to }) => lettersOf(spoken.slice(from, to), language))
  const all = usual.reduce((sum, letters, i) => sum + letters + lettersOf(marks[i] ?? '', language), 0)
  const soundMs = spokenMs === null ? null : Math.max(0, spokenMs - SILENCE_MS)
  let most = 0
  let least = 0
  let until = 0
  for (const [i, { from, to }] of spans.entries()) {
    const [letters, mark] = [usual[i] ?? 0, marks[i] ?? '']
    most += mostLetters(spoken.slice(from, to), letters, mark)
    least += letters
    const slowMs = most * UNEVEN
    const overMs = soundMs === null ? most * SLOWEST_MS : (soundMs * slowMs) / (slowMs + Math.max(0, all - least))
    if (SILENCE_MS + (i === 0 ? FIRST_WORD_MS : 0) + overMs > playedMs) break
    until = to
    most += lettersOf(mark, language)
    least += lettersOf(mark, language)
  }
  return until
}

/** How long a word may take, in letters: "Mr." is a word of six, "J." and "Hmm" are spelt. */
function mostLetters(word: string, letters: number, mark: string): number {
  const vowels = [...word.normalize('NFD').toLowerCase()].some((char) => 'aeiouy'.includes(char))
  const spelt = word.length === 1 || (word.length <= 3 && mark.startsWith('.')) || (!vowels && word < '\u{250}')
  return Math.max(SHORTEST_WORD, letters, spelt ? word.length * SPELT_LETTER : 0)
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
