/** A voice to choose from. `language` is a BCP 47 tag. */
export interface Voice {
  id: string
  name: string
  language: string
}

export interface Speaking {
  /** A voice's id, or null for the first that fits the language. An unknown one is treated as null. */
  voice: string | null
  /** BCP 47 tag of the text. */
  language: string
  /** 0.5–2; 1 is natural. */
  rate: number
  signal: AbortSignal
}

/** One word and when it is spoken, in milliseconds since the sound of its text began. */
export interface SpokenWord {
  text: string
  fromMs: number
  toMs: number
}

/** Sound, and the words it brings where the voice says when each is spoken. A word comes with the sound in which it ends, or with what comes next. */
export interface SpokenPiece {
  sound: Buffer
  words?: SpokenWord[]
}

/** Something that speaks. Inside the server, speech is 16-bit little-endian mono PCM at 24 kHz; vendors convert at their own edge. */
export interface Tts {
  /** The vendor's short name as used in `TTS=`. */
  readonly name: string
  readonly model: string | null

  /**
   * Sound for a text, as it arrives; every piece is a whole number of samples.
   * Ends quietly when `signal` aborts; throws ProviderError and nothing else.
   */
  speak(text: string, options: Speaking): AsyncIterable<Buffer>

  /** The same, with the times of its words; missing where a voice does not know them. */
  speakTimed?(text: string, options: Speaking): AsyncIterable<SpokenPiece>

  /** The voices on offer; throws ProviderError. */
  voices(options: { signal: AbortSignal }): Promise<Voice[]>

  /** Cheap check that the vendor is usable; throws ProviderError. */
  probe?(options: { signal: AbortSignal }): Promise<void>
}

/** Samples per second of everything a `Tts` yields. */
export const SPEECH_RATE_HZ = 24_000
