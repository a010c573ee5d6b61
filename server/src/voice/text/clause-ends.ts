import { MONTHS } from '../../language/calendar-names.ts'
import { beginsJapaneseWord, charAt, isDigit, isLetter, isSpace, isWordPart } from './characters.ts'
import { dotEnds } from './dots.ts'
import type { Language } from './language.ts'

/** A place where a text may be cut for the voice: where a clause ends, or else between two words. White space belongs to what follows. */
export interface Place {
  at: number
  clause: boolean
}

const MARKS = '.!?…;:,。！？、；：，'
const WIDE_MARKS = '。！？、；：，'
const CLOSING = '"\'”’»«)]}*_」』）】“‘'
const DASHES = '—–―-'
/** A blank before one of these is no place to cut. */
const NEVER_FIRST = `${MARKS}${DASHES}%»)]}」』）】`
/** Longest run of marks or blanks that is looked through, so that each place is decided in constant time. */
const RUN = 64
/** What is still open after so many characters was never going to be closed. */
const ENCLOSED_MAX = 400

/**
 * Finds the places of a text that is still being written, in order, by the rule at the head of `clauses.corpus.json`. A place is
 * told once nothing that follows can change it, so the answer is the same however the text is cut into pieces. Linear in its length.
 */
export function createClauseEnds(language: Language) {
  let text = ''
  /** Of a character that takes two units the first, until the second is there. */
  let half = ''
  let at = 0
  let final = false
  let lineStart = 0
  /** Whether the clause so far has a letter or a digit. */
  let hasWord = false
  let fenced = false
  let enclosure: { closing: string; from: number } | null = null
  let found: Place[] = []

  return {
    /** The places that `piece` decides; `end` says that nothing follows it. */
    read(piece: string, { end = false } = {}): Place[] {
      const given = half + piece
      half = end ? '' : halfAtEnd(given)
      text += given.slice(0, given.length - half.length)
      final = end
      found = []
      while (at < text.length) {
        const next = step()
        if (next === null) break
        at = next
      }
      return found
    },
    /** Up to where all places are known. */
    decided: () => at,
  }

  /** Decides the place after `at`, and says where to go on; null where more has to come first. */
  function step(): number | null {
    const char = charAt(text, at)
    if (char === '\n') return lineBreak()
    if (char === '`') return backticks()
    if (fenced || isEnclosed(char)) return at + char.length
    return openStep(char)
  }

  function openStep(char: string): number | null {
    if (MARKS.includes(char)) return marks()
    if (isSpace(char)) return blanks()
    if (char === '—' || char === '―') return longDash()
    if (char === '[') enclosure = { closing: ']', from: at }
    else if (char === '(' && text.charAt(at - 1) === ']') enclosure = { closing: ')', from: at }
    else if (isWordPart(char)) hasWord = true
    if (language === 'ja') return japanese(char)
    return at + char.length
  }

  function clauseEnds(place: number) {
    if (!hasWord) return
    found.push({ at: place, clause: true })
    hasWord = false
  }

  function lineBreak(): number {
    let end = at
    while (end > lineStart && isSpace(text.charAt(end - 1))) end--
    if (!fenced) clauseEnds(end)
    enclosure = null
    lineStart = at + 1
    return at + 1
  }

  function backticks(): number | null {
    const end = runEnd(at, (char) => char === '`')
    if (end === null) return null
    const opensLine = text.slice(lineStart, Math.min(at, lineStart + 4)).trim() === '' && at - lineStart < 4
    if (end - at >= 3 && opensLine) fenced = !fenced
    else if (!fenced && enclosure?.closing === '`') enclosure = null
    else if (!fenced && !enclosure) enclosure = { closing: '`', from: at }
    hasWord = true
    return end
  }

  function isEnclosed(char: string): boolean {
    if (!enclosure) return false
    if (isWordPart(char)) hasWord = true
    if (char === enclosure.closing || at - enclosure.from > ENCLOSED_MAX) enclosure = null
    return true
  }

  /** Where a run of like characters ends; null where it may go on. */
  function runEnd(from: number, belongs: (char: string) => boolean): number | null {
    let end = from
    while (end < text.length && end - from < RUN && belongs(text.charAt(end))) end++
    return end === text.length && end - from < RUN && !final ? null : end
  }

  function marks(): number | null {
    const end = closedRun()
    if (end === null) return null
    const run = text.slice(at, end)
    const ends = isWide(run, end) ? wideEnds(run, end) : isSpace(text.charAt(end) || ' ') && narrowEnds(run, end)
    if (ends === null) return null
    if (ends) clauseEnds(end)
    return end
  }

  /** Whether a run of marks needs no white space after it. */
  function isWide(run: string, end: number): boolean {
    const marks = [...run]
    if (marks.some((mark) => WIDE_MARKS.includes(mark))) return true
    const inAddress = isLatin(text.charAt(at - 1)) && isLatin(text.charAt(end))
    return language === 'ja' && !inAddress && marks.some((mark) => '!?…'.includes(mark))
  }

  /** The end of a run of marks with those that close after it, in French also past the blank before ! ? : ; and ». */
  function closedRun(): number | null {
    let end = runEnd(at, (char) => MARKS.includes(char) || CLOSING.includes(char))
    if (end === null || language !== 'fr') return end
    const next = runEnd(end, (char) => char !== '\n' && isSpace(char))
    if (next === null) return null
    if (next > end && '»!?'.includes(text.charAt(next) || ' '))
      end = runEnd(next, (char) => MARKS.includes(char) || CLOSING.includes(char))
    return end
  }

  function wideEnds(run: string, end: number): boolean | null {
    if (isDigit(text.charAt(at - 1)) && run === '，' && isDigit(text.charAt(end))) return false
    if (!(run.includes('」') || run.includes('』'))) return true
    if (end >= text.length) return final ? true : null
    // 「はい。」と答えた: the sentence goes on around what was quoted.
    return !'とっ'.includes(text.charAt(end))
  }

  function narrowEnds(run: string, end: number): boolean | null {
    const mark = run.replace(/[^.!?…;:,]/g, '')
    if (mark !== '.' && mark !== ',') return true
    const next = runEnd(end, isSpace)
    if (mark === '.') return dotEnds({ text, at, next: next ?? text.length, final, language })
    if (!isDayOfDate()) return true
    return next === null ? null : beforeYear(next)
  }

  function isDayOfDate(): boolean {
    if (language !== 'en') return false
    const before = text.slice(Math.max(0, at - 13), at).split(/\s/)
    const day = before.at(-1) ?? ''
    return (
      day.length <= 2 && day !== '' && [...day].every(isDigit) && ENGLISH_MONTHS.has((before.at(-2) ?? '').slice(-9))
    )
  }

  /** False before a year; the comma between day and year ends nothing. */
  function beforeYear(next: number): boolean | null {
    for (let i = 0; i < 4; i++) {
      if (next + i >= text.length) return final ? true : null
      if (!isDigit(text.charAt(next + i))) return true
    }
    return next + 4 >= text.length && !final ? null : isDigit(text.charAt(next + 4))
  }

  function blanks(): number | null {
    const end = runEnd(at, (char) => char !== '\n' && isSpace(char))
    if (end === null) return null
    const next = text.charAt(end)
    if (DASHES.includes(next || ' ')) return dash(end)
    const last = text.charAt(at - 1)
    const safe =
      hasWord && next !== '' && next !== '\n' && !isDigit(last) && !isDigit(next) && !NEVER_FIRST.includes(next)
    // After a dot that ended no clause stands an abbreviation; after other marks, clause or not, nothing is lost.
    if (safe && !'.«„“¿¡([{'.includes(last)) found.push({ at, clause: false })
    return end
  }

  /** A dash after white space: with more after it, it closes the clause; against a word, it opens the next. */
  function dash(from: number): number | null {
    const end = runEnd(from, (char) => DASHES.includes(char))
    if (end === null || (end >= text.length && !final)) return null
    if (!isSpace(text.charAt(end) || ' ')) {
      const opens = text.charAt(from) === '—' && isWordPart(charAt(text, end))
      if (opens) clauseEnds(at)
      return end
    }
    const next = runEnd(end, isSpace)
    if (next === null) return null
    const range = isDigit(text.charAt(at - 1)) && isDigit(text.charAt(next))
    if (!range && at > lineStart) clauseEnds(end)
    return end
  }

  /** A long dash with no blank before it. */
  function longDash(): number | null {
    const end = runEnd(at, (char) => char === '—' || char === '―')
    if (end === null || (end >= text.length && !final)) return null
    if (isLetter(text.charAt(at - 1)) && isLetter(charAt(text, end))) clauseEnds(end)
    return end
  }

  function japanese(char: string): number | null {
    const end = at + char.length
    if (!isParticle(text.slice(Math.max(0, end - 2), end))) return end
    if (end >= text.length) return final ? end : null
    if (hasWord && beginsJapaneseWord(charAt(text, end))) found.push({ at: end, clause: false })
    return end
  }
}

const halfAtEnd = (text: string) => (/[\uD800-\uDBFF]$/.test(text) ? text.slice(-1) : '')

const isLatin = (char: string) => char !== '' && char < '\u{250}' && isWordPart(char)

/** Japanese words that close a phrase, so that a voice may breathe after them. */
const isParticle = (lastTwo: string) =>
  'はがをにでもへ'.includes(lastTwo.slice(-1)) || ['から', 'まで', 'より', 'ので'].includes(lastTwo)

const ENGLISH_MONTHS = new Set(MONTHS.en)
