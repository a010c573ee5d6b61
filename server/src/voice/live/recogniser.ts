/** What a recogniser understood: the whole turn so far. `settled`: nothing of what was said until the pause is missing. */
export interface Understood {
  text: string
  settled: boolean
  confidence: number | null
}

/** Where understood words go. `gone`: nothing more is to be expected of this turn. */
export interface Reader {
  understood(words: Understood): void
  gone(): void
}

/**
 * Who writes a turn down while it is spoken. What arrives late, twice or never is dealt with here: after `end`, nothing of that turn is
 * told any more. No verb waits and none throws.
 */
export interface Recogniser {
  /** Whether words come while they are spoken. */
  readonly whileSpeaking: boolean
  begin(): void
  /** One frame of the turn. It is kept, so it must not be changed afterwards. */
  hear(frame: Int16Array): void
  /** They are silent: settled words are wanted. */
  pause(): void
  /** What was written down of a pause may lack its last word: by now all of that has come. */
  again(): void
  /** They speak again after so many milliseconds; settled words are not wanted any more. */
  resume(pausedMs: number): void
  /** Whatever is understood by now is wanted, while they go on. */
  peek(): void
  end(): void
  /** Time has passed. */
  beat(): void
  close(): void
}

/** Two pieces of one turn as one text; Japanese writes no space between them. Pure. */
export function joined(before: string, after: string): string {
  const [head, tail] = [before.trim(), after.trim()]
  if (!head || !tail) return head || tail
  return isJapanese(head.at(-1)) && isJapanese(tail.at(0)) ? head + tail : `${head} ${tail}`
}

const isJapanese = (character = '') => character >= '\u3000' && character < '\uac00'
