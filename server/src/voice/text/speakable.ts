import { citationEnd } from '../../language/citation-numbers.ts'
import { keysOf, recordOf } from '../../records.ts'
import { addressAt } from './addresses.ts'
import { charAt, isDigit, isLetter, isSpace, isWordPart } from './characters.ts'
import { type Language, languageOf } from './language.ts'
import { quantityAt, type Saying } from './quantities.ts'
import { GERMAN } from './symbols/de.ts'
import { ENGLISH } from './symbols/en.ts'
import { SPANISH } from './symbols/es.ts'
import { FRENCH } from './symbols/fr.ts'
import { JAPANESE } from './symbols/ja.ts'
import type { Symbols } from './symbols/symbols.ts'
import { isPicture, lineWordsAt, linkAt, tagEnd } from './unspoken.ts'

/** One word as it is said, and what it was in writing; a sign, a number or an address may be several words said. */
export interface Span {
  from: number
  to: number
  writtenFrom: number
  writtenTo: number
}

export interface Speakable {
  spoken: string
  /** In order, on both sides. What lies between them in writing is not said. */
  spans: Span[]
}

const SYMBOLS: Record<Language, Symbols> = { en: ENGLISH, es: SPANISH, de: GERMAN, fr: FRENCH, ja: JAPANESE }

/** Words to replace, longest first, by their first character. */
const WORDS = recordOf(keysOf(SYMBOLS), (language) => {
  const words = Object.entries(SYMBOLS[language].words).sort(([a], [b]) => b.length - a.length)
  return Map.groupBy(words, ([written]) => written.charAt(0))
})

/**
 * A text as it is said aloud: markdown, code, pictures and the numbers of sources left out, links by their words, signs, units, amounts and abbreviations in
 * words, with what each word was in writing. Empty where nothing is to be said. Pure, never throws, linear in the length of the text.
 */
export function speakable(text: string, language: string): Speakable {
  const known = languageOf(language)
  const symbols = SYMBOLS[known]
  const out = createOutput(known)
  /** The link whose words are being said: from `to` on, to `end`, stands its address. */
  let link: ReturnType<typeof linkAt> = null
  // A piece that begins with a blank goes on in a line; one that begins with a word or a line break begins one.
  let at = isSpace(text.charAt(0)) && text.charAt(0) !== '\n' ? 0 : lineWordsAt(text, 0)

  while (at < text.length) at = step(at)
  return out.done()

  function step(from: number): number {
    const char = charAt(text, from)
    if (link && from >= link.to) {
      const end = Math.max(from, link.end)
      link = null
      return end
    }
    if (char === '\n') {
      out.pause()
      return lineWordsAt(text, from + 1)
    }
    if (isSpace(char)) return quiet(from + 1)
    return linkStep(from, char) ?? sayingStep(from) ?? signStep(from, char)
  }

  function linkStep(from: number, char: string): number | null {
    if (link || !(char === '[' || char === '!')) return null
    const cited = citationEnd(text, from)
    if (cited !== null) return quiet(cited)
    link = linkAt(text, from)
    return link?.from ?? null
  }

  /** What is said in other words than it is written. */
  function sayingStep(from: number): number | null {
    const before = text.charAt(from - 1)
    const begins = known === 'ja' || !isWordPart(before)
    const saying =
      (begins ? (wordAt(text, from, known) ?? addressAt(text, from, symbols)) : null) ??
      (isDigit(before) || isLatin(before) ? null : quantityAt(text, from, known, symbols))
    if (!saying) return null
    out.say(saying.said, from, saying.end, saying.said === text.slice(from, saying.end) ? 'number' : 'words')
    if (text.charAt(saying.end - 1) === '.' && saying.end === text.length) out.mark('.')
    return saying.end
  }

  function signStep(from: number, char: string): number {
    const end = from + char.length
    if (isPicture(char)) return end
    if (SILENT.includes(char)) return runEnd(from)
    if (DASHES.includes(char)) return dash(from)
    if ('<>='.includes(char)) return (char === '<' ? tagEnd(text, from) : null) ?? compared(from)
    if ('*×·'.includes(char)) return product(from)
    if (char === '^') return power(from)
    return saidSign(from, char)
  }

  function saidSign(from: number, char: string): number {
    const end = from + char.length
    if (char === '|') return paused(end)
    if (char === '_' || (char === '/' && !isDigit(text.charAt(end)))) return quiet(runEnd(from))
    const sign = char === '−' ? symbols.minus : char === '@' ? symbols.at : own(symbols.signs, char)
    return sign === undefined ? plainly(char, from) : told(sign, from, end)
  }

  function told(said: string, from: number, end: number): number {
    out.say(said, from, end, 'words')
    return end
  }

  function quiet(end: number): number {
    out.blank()
    return end
  }

  function paused(end: number): number {
    out.pause()
    return end
  }

  function plainly(char: string, from: number): number {
    const end = from + char.length
    if (isWordPart(char) || isAccent(char)) out.say(char, from, end, 'letter')
    else out.mark(char)
    return end
  }

  function runEnd(from: number): number {
    let end = from + 1
    while (text.charAt(end) === text.charAt(from)) end++
    return end
  }

  /** "=" and "==" are said once; arrows are a pause. */
  function compared(from: number): number {
    let end = from
    while ('=<>-'.includes(text.charAt(end) || '.')) end++
    const run = text.slice(from, Math.min(end, from + 4))
    const said = own(symbols.signs, /^={2,3}$/.test(run) ? '=' : run)
    return said === undefined ? paused(end) : told(said, from, end)
  }

  /** Between factors a sign of multiplication; elsewhere markdown, or a bullet. */
  function product(from: number): number {
    const [before, after] = [text.charAt(from - 1), text.charAt(from + 1)]
    const factors = isDigit(before) && isDigit(after)
    if (factors || (isSpace(before || '.') && isSpace(after || '.'))) return told(symbols.times, from, from + 1)
    return text.charAt(from) === '*' ? runEnd(from) : quiet(from + 1)
  }

  function power(from: number): number {
    const exponent = text.charAt(from + 1)
    const usual = exponent === '2' ? '²' : exponent === '3' ? '³' : ''
    const said = isDigit(text.charAt(from + 2)) ? undefined : own(symbols.signs, usual)
    if (said !== undefined) return told(said, from, from + 2)
    return isWordPart(exponent) || exponent === '-' ? told(symbols.power, from, from + 1) : quiet(from + 1)
  }

  /** Minus between numbers, a pause between words, and part of a compound within one. */
  function dash(from: number): number {
    const end = runEnd(from)
    const [char, before, next] = [text.charAt(from), text.charAt(from - 1), text.charAt(end)]
    if (char === '-' && next === '>') return compared(from)
    const single = end - from === 1 && !(isSpace(before || ' ') && isSpace(next || ' '))
    if (char === '-' && single) return plainly('-', from)
    if (char === '–' && isWordPart(before) && isWordPart(next)) return quiet(end)
    const numbers = isDigit(text.charAt(from - 2)) && isDigit(text.charAt(end + 1))
    return numbers && end - from === 1 && char !== '—' ? told(symbols.minus, from, end) : paused(end)
  }
}

const DASHES = '-–—―'
/** Marks of markdown and of code that are neither said nor a pause. */
const SILENT = '`~#$\\[]{}'

const own = (signs: Record<string, string>, sign: string) => (Object.hasOwn(signs, sign) ? signs[sign] : undefined)
const isLatin = (char: string) => char < '\u{250}' && isLetter(char)
const isAccent = (char: string) => /^\p{M}/u.test(char)

/** A word that is said otherwise than it is written. */
function wordAt(text: string, at: number, language: Language): Saying | null {
  for (const [written, said] of WORDS[language].get(text.charAt(at)) ?? []) {
    const end = at + written.length
    if (text.startsWith(written, at) && !(isWordPart(written.slice(-1)) && isWordPart(charAt(text, end))))
      return { said, end }
  }
  return null
}

function createOutput(language: Language) {
  const comma = language === 'ja' ? '、' : ','
  const spans: Span[] = []
  // In parts: to look at the end of a long string that grows would copy it each time.
  const parts: string[] = []
  let length = 0
  let end = ''
  let blank = false
  /** What came last: words of our own, which stand apart; a word that goes on with the next letter; our own pause, which yields to a mark. */
  let last: 'words' | 'word' | 'pause' | 'mark' = 'mark'

  function add(part: string) {
    parts.push(part)
    length += part.length
    end = part
  }

  const endsInWord = () => isWordPart([...end].at(-1) ?? '')

  return {
    say(said: string, writtenFrom: number, writtenTo: number, how: 'words' | 'number' | 'letter') {
      const span = spans.at(-1)
      const latin = language !== 'ja' || (isLatin(said) && isLatin(end.slice(-1)))
      if (how === 'letter' && last === 'word' && !blank && latin && span) {
        add(said)
        span.to = length
        span.writtenTo = writtenTo
        return
      }
      const apart = language !== 'ja' && (how === 'words' || last === 'words') && endsInWord()
      if (length > 0 && (blank || apart)) add(' ')
      spans.push({ from: length, to: length + said.length, writtenFrom, writtenTo })
      add(said)
      blank = false
      last = how === 'words' ? 'words' : 'word'
    },
    /** A mark that voices know how to speak by. */
    mark(char: string) {
      const closing = ',.;:!?)…、。，！？：；）'.includes(char)
      if (closing && last === 'pause') length -= parts.pop()?.length ?? 0
      if (blank && !closing && length > 0) add(' ')
      add(char)
      blank = false
      if (!(last === 'word' && "'’-.:".includes(char))) last = 'mark'
    },
    blank() {
      blank = true
    },
    pause() {
      blank = true
      if (!endsInWord()) return
      add(comma)
      last = 'pause'
    },
    done: (): Speakable => ({ spoken: spans.length === 0 ? '' : parts.join(''), spans }),
  }
}
