import { type Language, languageOf } from '../../../language/stop-words.ts'
import { ownLanguageOf } from '../../../language/tags.ts'
import { wordsOf } from '../../../language/words.ts'
import type { Style, TurnFacts } from '../llm.ts'
import { contentStems, type KeyPhrase, keyPhrases } from './key-phrases.ts'
import type { Wording } from './wording.ts'
import { wordingFor } from './wordings.ts'

/** A turn with what the companion needs to know about it. */
export interface Turn {
  facts: TurnFacts
  language: Language
  wording: Wording
  words: number
  /** What the turn is about, best first. */
  phrases: KeyPhrase[]
  /** Its topic words, for comparing. */
  stems: ReadonlySet<string>
  /** Which ways its speaker likes replies to lean. */
  leans: Style['leans']
}

/** Reads the facts of a turn once. The language is the one spoken; the locale decides where the words do not tell. */
export function readTurn(given: TurnFacts): Turn {
  // An order to look something up is nothing to come back to.
  const facts = { ...given, saidInSession: given.toldInSession ?? given.saidInSession }
  const words = wordsOf(facts.text)
  const language = languageOf(
    words.map((word) => word.key),
    ownLanguageOf(facts.locale),
  )
  const phrases = keyPhrases(facts.text, language)
  const stems = new Set(contentStems(facts.text, language))
  const leans = facts.style?.leans ?? {}
  return { facts, language, wording: wordingFor(language), words: words.length, phrases, stems, leans }
}

/** Fills the slots of a template. A slot in capitals (`{Key}`) begins a sentence. */
export function fill(template: string, slots: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const own = slots[name]
    if (own !== undefined) return own
    return capitalised(slots[name.charAt(0).toLowerCase() + name.slice(1)] ?? '')
  })
}

/** The text with its first letter in upper case. */
export function capitalised(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0x20)
  return text ? first.toLocaleUpperCase() + text.slice(first.length) : ''
}

/**
 * One of the templates that was not used in this session yet, filled; undefined when all were used.
 * The choice depends on the turn's words only, so the same turn gets the same answer.
 */
export function unused(
  templates: readonly string[],
  slots: Record<string, string>,
  { facts }: Turn,
): string | undefined {
  const fresh = templates.filter((template) => !facts.repliedInSession.some((reply) => isUsed(template, reply)))
  const chosen = seededPick(fresh, facts.text)
  return chosen === undefined ? undefined : fill(chosen, slots)
}

/** One of the templates that was not used in the last three replies: what is not a question may come again after a while. */
export function rested(templates: readonly string[], slots: Record<string, string>, turn: Turn): string | undefined {
  const lately = turn.facts.repliedInSession.slice(-3)
  const fresh = templates.filter((template) => !lately.some((reply) => isUsed(template, reply)))
  const chosen = seededPick(fresh, turn.facts.text)
  return chosen === undefined ? undefined : fill(chosen, slots)
}

/** One of the templates, preferring those not used yet. For phrases that may come again, unlike questions. */
export function anyOf(templates: readonly string[], slots: Record<string, string>, turn: Turn): string {
  return unused(templates, slots, turn) ?? fill(seededPick(templates, turn.facts.text) ?? '', slots)
}

/** True when the reply holds the template's own words in their order, whatever filled its slots. */
export function isUsed(template: string, reply: string): boolean {
  let from = 0
  for (const piece of piecesOf(template)) {
    const at = reply.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return true
}

// Every turn asks this of some thirty templates and fifty replies; the templates are few and fixed.
const pieces = new Map<string, string[]>()
function piecesOf(template: string): string[] {
  const own = pieces.get(template) ?? template.split(/\{\w+\}/).filter(Boolean)
  pieces.set(template, own)
  return own
}

/** "a, b and c". */
export function listed(items: readonly string[], { and }: Wording): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1)}`
}

/** One of `options`, always the same for the same seed and options. FNV-1a, 32 bit; http://www.isthe.com/chongo/tech/comp/fnv/ */
function seededPick<T>(options: readonly T[], seed: string): T | undefined {
  let hash = 0x811c9dc5
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193)
  return options[(hash >>> 0) % options.length]
}
