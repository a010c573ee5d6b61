import { type Language, languageOf } from './language.ts'
import { JAPANESE_CLOSED, JAPANESE_OPEN, JAPANESE_REASON, UNFINISHED, type Unfinished } from './unfinished.ts'

/** How sure one can be. Half way is where a dangling text is told from a complete one. */
const DANGLING = 0.1
const DOUBTFUL = 0.3
const EITHER = 0.5
const COMPLETE = 0.8
const CLOSED = 0.95

/** A condition that went on for longer has had its second clause, also where the recogniser set no comma. */
const CONDITION_WORDS_MAX = 8
/** Only the end of what was said is read. */
const READ_MAX = 400

/**
 * How much a text sounds like a whole turn: 0 dangling ("because", "so I think"), 1 complete. A mark set by the recogniser does not
 * complete a dangling text. Pure, and constant in time.
 */
export function completeness(text: string, language: string): number {
  const known = languageOf(language)
  const end = text.slice(-READ_MAX).trim()
  if (/[,、，:：—–…-]$|\.\.$/.test(end)) return DANGLING
  const asked = /[?？]["'”’»)）」]?$/.test(end)
  const closed = asked || /[.!。！]["'”’»)）」]?$/.test(end)
  return Math.min(closed ? CLOSED : COMPLETE, known === 'ja' ? japanese(end, asked) : latin(end, asked, known))
}

function latin(text: string, asked: boolean, language: Exclude<Language, 'ja'>): number {
  const said = wordsOf(text)
  if (said.length === 0) return 0
  const rules = UNFINISHED[language]
  const last = said.at(-1) ?? ''
  if (rules.hesitations.has(last) || isAnnouncement(said, rules)) return DANGLING
  if (asked) return 1
  if (rules.open.has(last)) return DANGLING
  if (leavesOpen(said, rules)) return DOUBTFUL
  return waitsForMore(said, text, rules) ? DOUBTFUL : 1
}

/** Lower case, apostrophes gone, accents kept: "si" is a condition and "sí" an answer. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFC').toLowerCase().replace(/['’]/g, '')
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
}

function isAnnouncement(said: string[], { announcing, alone, softly }: Unfinished): boolean {
  const text = ` ${said.join(' ')}`
  if (announcing.some((phrase) => text.endsWith(` ${phrase}`))) return true
  const point = said.findIndex((word) => !softly.has(word))
  return alone.has(said.join(' ')) || alone.has(said.slice(point).join(' '))
}

function leavesOpen(said: string[], { loose, verbs, standIns, asking }: Unfinished): boolean {
  const last = said.at(-1) ?? ''
  if (said.slice(0, -1).some((word) => asking.has(word))) return false
  return loose.has(last) || (verbs.has(last) && said.length > 1 && !standIns.has(said.at(-2) ?? ''))
}

function waitsForMore(said: string[], text: string, { conditions, softly }: Unfinished): boolean {
  const point = said.findIndex((word) => !softly.has(word))
  const count = said.length - point
  return (
    point >= 0 && conditions.has(said[point] ?? '') && count > 1 && count <= CONDITION_WORDS_MAX && !text.includes(',')
  )
}

const PREDICATE = /[\p{Script=Hiragana}]$/u
const WITH_PARTICLE = /[はがをに]/

function japanese(text: string, asked: boolean): number {
  const said = text.replace(/[^\p{L}\p{N}ー]/gu, '')
  if (said === '') return 0
  if (asked || JAPANESE_CLOSED.includes(said)) return 1
  if (JAPANESE_OPEN.some((ending) => said.endsWith(ending))) return DANGLING
  if (said.endsWith(JAPANESE_REASON)) return EITHER
  // "私は昨日": a subject was named, and nothing is told of it yet.
  return WITH_PARTICLE.test(said) && !PREDICATE.test(said) ? DOUBTFUL : 1
}
