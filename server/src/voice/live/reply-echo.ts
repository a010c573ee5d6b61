import { unitsOf } from '../../language/units.ts'
import type { Clock } from '../../providers/clock.ts'
import { cueOf } from '../text/cues.ts'
import { createEcho } from '../text/echo.ts'
import { languageOf } from '../text/language.ts'
import type { Reply } from './reply.ts'
import { INTERRUPTION } from './tuning.ts'

/** Somebody began to speak while a reply could be heard. */
interface Overlap {
  /** The words that were being heard then, and how much of the reply had been. */
  beside: string
  heardMs: number
  /** What was said from then on until it could be heard no more. */
  after: string
}

/** Tells what somebody says from what of the companion's replies comes back in it. With `on` false everything is theirs. */
export function createReplyEcho(
  { clock, language, on }: { clock: Clock; language: string; on: boolean },
  current: () => Reply | null,
) {
  const known = languageOf(language)
  const spoken = createEcho(language)
  let overlap: Overlap | null = null
  /** The end of the last reply, and when it could be heard last. */
  let tail = { words: '', atMs: Number.NEGATIVE_INFINITY }

  function remember(reply: Reply) {
    for (const text of reply.aloud(-INTERRUPTION.echoTailMs, INTERRUPTION.echoTailMs)) spoken.spoke(text, clock.ms())
  }

  /** What has been said since they began, for what comes back behind their words: a reply that waited says nothing. */
  function since({ heardMs, after }: Overlap, reply = current()): string {
    const movedMs = reply ? reply.heardMs() - heardMs : 0
    return reply && movedMs > 0 ? reply.words(-movedMs, INTERRUPTION.echoAheadMs) : after
  }

  /** Whether these few words are among those. */
  function among(words: string, some: string[], most: number): boolean {
    if (some.length > most) return false
    const [all, these] = [words, some.join(' ')].map((text) => ` ${unitsOf(text, known).join(' ')} `)
    return these !== undefined && these.trim() !== '' && all?.includes(these) === true
  }

  /** Without the most words at its end that were said meanwhile; what is left has to be something. */
  function withoutEnd(over: Overlap, words: string[]): string[] {
    const said = since(over)
    if (said === '') return words
    for (let from = Math.max(1, words.length - INTERRUPTION.echoBehindWords); from < words.length; from++)
      if (among(said, words.slice(from), INTERRUPTION.echoBehindWords)) return words.slice(0, from)
    return words
  }

  function withoutBeginning(over: Overlap, words: string[]): string[] {
    for (let count = Math.min(INTERRUPTION.echoWords, words.length - 1); count > 0; count--)
      if (among(over.beside, words.slice(0, count), INTERRUPTION.echoWords)) return words.slice(count)
    return words
  }

  /** "Yeah, the yeah": a cue into which a reply went on. */
  function cueWithin(over: Overlap, words: string[]): string | null {
    const said = since(over)
    const theirs = words.filter((word) => !among(said, [word], 1)).join(' ')
    return cueOf(theirs, language) === null ? null : theirs
  }

  return {
    /** They began to speak then. */
    begins(startedAt: number) {
      const reply = current()
      const sounds = reply?.state() === 'speaking'
      overlap = sounds
        ? { beside: reply.words(...INTERRUPTION.echoAroundMs), heardMs: reply.heardMs(), after: '' }
        : startedAt - tail.atMs < INTERRUPTION.echoTailMs
          ? { beside: tail.words, heardMs: 0, after: '' }
          : null
    },

    /** A reply can be heard no more; its echo may still come. */
    left(reply: Reply) {
      if (!reply.begun()) return
      remember(reply)
      if (overlap) overlap.after = since(overlap, reply)
      tail = { words: reply.words(...INTERRUPTION.echoTailWordsMs), atMs: clock.ms() }
    },

    /** Whether this is nothing but a reply. */
    isEcho(text: string): boolean {
      if (!on || !overlap) return false
      const reply = current()
      if (reply) remember(reply)
      if (spoken.isEcho(text, clock.ms())) return true
      // One word is too little to be told by its letters; it is told by when it was heard.
      const words = `${overlap.beside} ${since(overlap)}`
      return cueOf(text, language) === null && among(words, text.split(' '), INTERRUPTION.echoWords)
    },

    /** A learner's words without those of the reply that came back in front of them and behind. */
    without(text: string): string {
      if (!on || !overlap) return text
      const words = withoutBeginning(overlap, text.split(' '))
      return cueWithin(overlap, words) ?? withoutEnd(overlap, words).join(' ')
    },
  }
}
