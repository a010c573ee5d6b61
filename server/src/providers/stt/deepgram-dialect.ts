import type { SttSignal } from './stt.ts'

/** How one of the vendor's models is spoken to over a socket. Pure but for what it remembers of the utterance it is in. */
export interface Dialect {
  /** Path and query of the address. */
  path: string
  /** How much sound goes out at once. */
  chunkMs: number
  /** Asks for what is still missing. */
  finalize: string
  /** Sent when nobody spoke for a while, or the vendor hangs up: words, or so much silence. */
  keepAlive: { words: string } | { silenceMs: number }
  /** What a message says. Throws DialectError for one that tells of a failure, and anything else for what makes no sense. */
  hear(message: unknown): SttSignal[]
  /** Ends the utterance with what is known of it; what the vendor says of the same sound later is not said again. */
  cut(): SttSignal
}

/** The vendor says that it failed. */
export class DialectError extends Error {}

/** The language as the vendor knows it: without its region, which not every model understands. Null: unknown. */
export function primary(language: string | null): string | null {
  const tag = /^[a-z]{2,3}(?=-|$)/i.exec(language ?? '')?.[0].toLowerCase() ?? null
  return tag === 'nb' || tag === 'nn' ? 'no' : tag
}

/** Pieces of one utterance put together, in a language that may not use spaces. */
export function joined(pieces: string[], language: string | null): string {
  const between = ['ja', 'zh', 'th'].includes(language ?? '') ? '' : ' '
  return pieces.filter((piece) => piece !== '').join(between)
}
