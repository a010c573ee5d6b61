import { sentencesOf, type Word, wordsOf } from './words.ts'

/** Characters `start` to `end` (excluded) of what was said. */
export interface Span {
  start: number
  end: number
}

const QUOTES = '"“”„«»'
const OPENS = '"“„«'
const list = (words: string) => new Set(words.trim().split(/\s+/))
/** Whoever says these does not say what follows for themselves, wherever they stand before it. */
const UNREAL =
  list(`if whether imagine imagining suppose supposing pretend wish unless would might could according wenn falls stell angenommen si imagina
  ojalá supongamos imagine supposons`)
/** The same, unless the learner says it of themselves: "he said I …", "as I said, I …". */
const REPORTING =
  list(`says said say told tell tells thinks thought think believes believe claims claimed wrote writes asked asks goes sagt sagte meint
  dice dijo dit disait`)
const MYSELF = list('i ive ich yo je')
const ASKING =
  list(`what who whose which where when why how do does did should shall can could am is are was were will would was wer wo wann warum wie
  soll qué quién dónde cuándo qui où quand pourquoi`)

/** The sentences of a text and where they stand, quotations and closing marks included. */
export function sentenceSpans(text: string): Span[] {
  let from = 0
  return sentencesOf(text).map((sentence) => {
    const start = text.indexOf(sentence, from)
    from = start + sentence.length
    return { start, end: from }
  })
}

/**
 * Whether a sentence says something for its speaker from `at` on: it asks nothing, supposes nothing, quotes nobody, and what stands there
 * is not what somebody else says.
 */
export function isClaim(sentence: string, at = 0): boolean {
  if (sentence.trimStart().startsWith('>')) return false
  const words = wordsOf(sentence)
  if (isQuestion(sentence, words)) return false
  const before = sentence.slice(0, at)
  if (insideQuotes(before)) return false
  const earlier = words.filter(({ start }) => start < at)
  return !earlier.some(
    ({ key }, place) =>
      UNREAL.has(key) || (REPORTING.has(key) && !MYSELF.has(earlier[place - 1]?.key ?? '') && !isSubject(words, place)),
  )
}

// "I have said": the helping verb stands between.
function isSubject(words: readonly Word[], place: number): boolean {
  return (
    /^(?:have|always|often|already|once)$/.test(words[place - 1]?.key ?? '') && MYSELF.has(words[place - 2]?.key ?? '')
  )
}

/** Whether a sentence asks something: by its mark, or by how it begins. */
export function isQuestion(sentence: string, words: readonly Word[] = wordsOf(sentence)): boolean {
  const last = [...sentence.trimEnd()].findLast((sign) => !QUOTES.includes(sign) && sign !== ')')
  return last === '?' || last === '？' || (ASKING.has(words[0]?.key ?? '') && !sentence.includes(','))
}

function insideQuotes(before: string): boolean {
  let depth = false
  for (const sign of before) if (QUOTES.includes(sign)) depth = sign === '"' ? !depth : OPENS.includes(sign)
  return depth
}
