import { createSegmentEars, createStreamingEars } from '../people/ears.ts'
import { createPocketsphinx } from '../people/pocketsphinx.ts'
import type { Setting } from '../room/conversation.ts'

/** Kinds of recogniser that V6–V8 are read for; `live` is whichever vendor is configured. */
export type Ears = 'streaming' | 'segment' | 'pocketsphinx' | 'live'

export function earsOf(kind: Ears, cache: string): Setting['ears'] {
  if (kind === 'streaming' || kind === 'live') return createStreamingEars
  if (kind === 'segment') return createSegmentEars
  return ({ clock }) => createPocketsphinx(clock, cache)
}
