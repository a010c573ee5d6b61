/** The tables of this slice. */
export interface OwnTables {
  /** What providers were asked for, summed per day (UTC). */
  usage: {
    day: string
    capability: string
    provider: string
    model: string
    calls: number
    failures: number
    input_tokens: number
    output_tokens: number
    characters: number
    audio_ms: number
    cost_microdollars: number
    /** Calls whose price is unknown: the cost above leaves them out. */
    unpriced_calls: number
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
