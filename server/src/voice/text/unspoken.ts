import { isDigit, isPlain } from './characters.ts'

/** How far one looks for the end of a mark that opened. */
const TEXT_MAX = 500
const ADDRESS_MAX = 2_000
const TAG_MAX = 200

/** Marks before the words of one line: a list in a quotation in a list, and no deeper. */
const NESTED_MAX = 4

/**
 * Where the words of a line begin, after what markdown sets before them. A fence ends with its code; a rule and the bars of a table
 * end with their line.
 */
export function lineWordsAt(text: string, at: number): number {
  let from = at
  for (let nested = 0; nested < NESTED_MAX; nested++) {
    const line = from
    while (from - line < 8 && ' \t'.includes(text.charAt(from) || '.')) from++
    if (text.startsWith('```', from)) return fenceEnd(text, from)
    const rule = ruleEnd(text, from)
    if (rule > from) return rule
    const mark = markEnd(text, from)
    if (mark === from) return from
    from = mark
  }
  return from
}

function fenceEnd(text: string, from: number): number {
  const end = text.indexOf('\n```', from + 3)
  if (end >= 0) return end + 4
  const same = text.indexOf('```', from + 3)
  return same >= 0 ? same + 3 : text.length
}

function ruleEnd(text: string, from: number): number {
  let end = from
  while (end - from < TEXT_MAX && '-*_=|: \t'.includes(text.charAt(end) || '.')) end++
  const line = end === text.length || text.charAt(end) === '\n'
  return line && end - from >= 3 && /[-*_=]{3}/.test(text.slice(from, end)) ? end : from
}

function markEnd(text: string, from: number): number {
  let end = from
  if (text.charAt(from) === '#') while (end - from < 6 && text.charAt(end) === '#') end++
  else if ('>-*+•'.includes(text.charAt(from) || '.')) end++
  else {
    while (end - from < 3 && isDigit(text.charAt(end))) end++
    if (end > from && '.)'.includes(text.charAt(end) || '-')) end++
    else return from
  }
  return ' \t'.includes(text.charAt(end) || '.') ? end + 1 : from
}

/** A link or picture, said by its words: where those are, and where it ends. */
export function linkAt(text: string, at: number): { from: number; to: number; end: number } | null {
  const from = text.startsWith('![', at) ? at + 2 : at + 1
  if (text.charAt(from - 1) !== '[') return null
  const to = find(text, from, TEXT_MAX, (char) => char === ']' || char === '[' || char === '\n')
  if (to === null || !text.startsWith('](', to)) return null
  const end = addressEnd(text, to + 2)
  return end === null ? null : { from, to, end }
}

/** Where the address of a link ends, whose own brackets are in pairs. */
function addressEnd(text: string, from: number): number | null {
  let open = 1
  for (let at = from; at < text.length && at - from <= ADDRESS_MAX; at++) {
    const char = text.charAt(at)
    if (char === '\n' || open > 3) return null
    if (char === '(') open++
    else if (char === ')') open--
    if (open === 0) return at + 1
  }
  return null
}

/** Where an HTML tag ends that begins here; null for any other `<`. */
export function tagEnd(text: string, at: number): number | null {
  if (!/^<\/?[a-z!]/i.test(text.slice(at, at + 3))) return null
  const end = find(text, at + 1, TAG_MAX, (char) => char === '>' || char === '<' || char === '\n')
  return end !== null && text.charAt(end) === '>' ? end + 1 : null
}

function find(text: string, from: number, max: number, isIt: (char: string) => boolean): number | null {
  for (let at = from; at < text.length && at - from <= max; at++) if (isIt(text.charAt(at))) return at
  return null
}

const PICTURE = /^[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}✓✗→⇒←⇐↑↓•▪◦]$/u
const SOUNDLESS = /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u
/** How the character before is to be drawn: as text, as a picture, as a key. */
const isVariation = (char: string) => char === '\u{FE0E}' || char === '\u{FE0F}' || char === '\u{20E3}'

/** Emoji and what joins them, arrows, bullets, and characters that have no sound at all. */
export const isPicture = (char: string) =>
  !isPlain(char) && (PICTURE.test(char) || SOUNDLESS.test(char) || isVariation(char))
