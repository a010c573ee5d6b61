import { sentenceSpans } from '../language/claiming.ts'
import { placeOf } from '../language/placed.ts'
import type { Draft, ReadTurn } from './material.ts'

const TURNS_MAX = 5
const QUOTE_MAX = 600
const TEXT_MAX = 700

/** What stands, and how much did not. */
export interface Guarded<One extends Draft = Draft> {
  kept: One[]
  dropped: number
}

/**
 * Keeps what can be shown where it was said: a statement names turns that were read, and its quotation stands letter by letter in the learner's
 * words of the first of them. Everything else is dropped, whoever found it.
 */
export function guarded<One extends Draft>(
  drafts: readonly One[],
  turns: ReadonlyMap<string, Pick<ReadTurn, 'said'>>,
): Guarded<One> {
  const kept = drafts.filter(({ text, quote, turns: named }) => {
    const [first] = named
    const said = first === undefined ? undefined : turns.get(first)?.said
    return (
      said !== undefined &&
      named.length <= TURNS_MAX &&
      named.every((id) => turns.has(id)) &&
      quote.trim().length > 1 &&
      quote.length <= QUOTE_MAX &&
      said.includes(quote) &&
      text.trim() !== '' &&
      text.length <= TEXT_MAX
    )
  })
  return { kept, dropped: drafts.length - kept.length }
}

/**
 * What a model quoted, as it really stands in what was said, and the whole sentence it is in; null where it does not stand there. Marks and
 * capitals may differ.
 */
export function quotedFrom(said: string, quote: string): { quote: string; sentence: string } | null {
  const place = placeOf(said, quote, { least: 2 })
  if (!place) return null
  const around = sentenceSpans(said).filter(({ start, end }) => start < place.end && end > place.start)
  const [first, last] = [around[0], around.at(-1)]
  if (!first || !last) return null
  return { quote: said.slice(place.start, place.end), sentence: said.slice(first.start, last.end) }
}
