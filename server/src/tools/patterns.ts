/** One place of a pattern: words of which one stands there, or a slot for a few words of any kind. */
type Piece = { words: ReadonlySet<string>; optional: boolean } | { slot: string }

export type Pattern = readonly Piece[]

/** Longest utterance that is matched, and longest content of a slot, in words. They bound the work. */
const WORDS_MAX = 30
const SLOT_MAX = 7

/**
 * A pattern of an utterance, as one writes it: `what day|date [is] it in {n} {unit}`. Bars separate words of which one stands there, brackets
 * hold what may be missing, braces a slot.
 */
export function pattern(written: string): Pattern {
  return written.split(' ').map((part) => {
    if (part.startsWith('{')) return { slot: part.slice(1, -1) }
    const optional = part.startsWith('[')
    return { words: new Set((optional ? part.slice(1, -1) : part).split('|')), optional }
  })
}

/** The words a pattern may begin with; null: any. */
export function beginnings(pieces: Pattern): ReadonlySet<string> | null {
  const words = new Set<string>()
  for (const piece of pieces) {
    if ('slot' in piece) return null
    for (const word of piece.words) words.add(word)
    if (!piece.optional) return words
  }
  return null
}

/** For each word a pattern cannot do without, those of which one has to be said. */
export function needed(pieces: Pattern): ReadonlySet<string>[] {
  return pieces.flatMap((piece) => ('slot' in piece || piece.optional ? [] : [piece.words]))
}

/**
 * What stands in the slots of a pattern, when an utterance, word by word, is that pattern from end to end; null when it is not. `accepts` says of the content of a slot
 * whether it can be that. Pure.
 */
export function matched(
  words: readonly string[],
  pieces: Pattern,
  accepts: (slot: string, content: string) => boolean,
): Record<string, string> | null {
  if (words.length > WORDS_MAX) return null

  function from(at: number, piece: number): Record<string, string> | null {
    const next = pieces[piece]
    if (!next) return at === words.length ? {} : null
    if ('slot' in next) return filled(next.slot, at, piece)
    const stands = next.words.has(words[at] ?? '')
    return (stands ? from(at + 1, piece + 1) : null) ?? (next.optional ? from(at, piece + 1) : null)
  }

  function filled(slot: string, at: number, piece: number): Record<string, string> | null {
    for (let end = at + 1; end <= Math.min(words.length, at + SLOT_MAX); end++) {
      const content = words.slice(at, end).join(' ')
      if (!accepts(slot, content)) continue
      const rest = from(end, piece + 1)
      if (rest) return { ...rest, [slot]: content }
    }
    return null
  }

  return from(0, 0)
}
