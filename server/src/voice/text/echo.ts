import { unitsOf } from '../../language/units.ts'
import { cueOf } from './cues.ts'
import { languageOf } from './language.ts'

/** How long after it sounded a text may still come back: through the room, the recogniser and the network. */
const ECHO_MS = 8_000
/** Fewer letters are never called an echo: a learner may take up one word of what was said. */
const LETTERS_MIN = { words: 8, characters: 5 }
const UNITS_MIN = { words: 2, characters: 5 }
/** Share of characters a recogniser may get wrong: short texts are easily like anything. */
const WRONG_MAX = { short: 0.2, long: 0.34 }
const SHORT = 20
/** Characters compared; both ends of what was heard count, so a longer one is no echo of a clause. */
const HEARD_MAX = 300
const SPOKEN_MAX = 1_200

/**
 * Tells the companion's own voice, come back through the microphone, from a learner's. Ask about speech that began while the
 * companion was sounding: a learner who repeats a sentence afterwards means it. Time is told, and never goes back.
 */
export function createEcho(language = 'en') {
  const known = languageOf(language)
  const [kind, between] = known === 'ja' ? (['characters', ''] as const) : (['words', ' '] as const)
  const plain = (text: string) => unitsOf(text, known).join(between)
  let spoken: { text: string; atMs: number }[] = []

  return {
    /** This text is sounding now; said again of the same text, its time begins anew. */
    spoke(text: string, atMs: number) {
      const said = plain(text)
      spoken = spoken.filter((earlier) => atMs - earlier.atMs <= ECHO_MS && earlier.text !== said)
      if (said !== '') spoken.push({ text: said, atMs })
    },

    /** Whether what was heard, whole or in part and as badly as recognisers hear it, is what was spoken in the last 8 s. */
    isEcho(heard: string, atMs: number): boolean {
      const text = plain(heard.slice(0, HEARD_MAX + 1))
      const units = unitsOf(heard.slice(0, HEARD_MAX + 1), known)
      if (heard.length > HEARD_MAX || units.length < UNITS_MIN[kind] || text.length < LETTERS_MIN[kind]) return false
      const recent = spoken.filter((said) => atMs - said.atMs <= ECHO_MS).map((said) => said.text)
      const source = recent.join(between).slice(-SPOKEN_MAX)
      if (source === '' || asksForMore(units, source)) return false
      const allowed = (text.length < SHORT ? WRONG_MAX.short : WRONG_MAX.long) * text.length
      return distanceWithin(text, source) <= allowed
    },
  }

  /** Whether a learner spoke into the echo: it ends in "stop" or "wait", which nobody had said. */
  function asksForMore(units: string[], source: string): boolean {
    return [1, 2, 3].some((count) => {
      const end = units.slice(-count).join(between)
      const cue = cueOf(end, known)
      return cue !== null && cue !== 'backchannel' && !source.includes(end)
    })
  }
}

/** Edits between a text and the part of `source` it is most like (Sellers 1980). Costs their lengths multiplied. */
function distanceWithin(text: string, source: string): number {
  let row = new Uint16Array(source.length + 1)
  for (let i = 1; i <= text.length; i++) {
    const next = new Uint16Array(source.length + 1)
    next[0] = i
    for (let j = 1; j <= source.length; j++) {
      const same = text.charCodeAt(i - 1) === source.charCodeAt(j - 1) ? 0 : 1
      next[j] = Math.min((row[j - 1] ?? 0) + same, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
    }
    row = next
  }
  return row.reduce((least, edits) => Math.min(least, edits), text.length)
}
