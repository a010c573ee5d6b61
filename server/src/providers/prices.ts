/** What a vendor asks, in US dollars; per million tokens, per minute of sound, or per million characters. */
export type Price =
  | { per: 'tokens'; input: number; cacheRead: number; cacheWrite: number; output: number; long?: LongPrompt }
  | { per: 'minute'; minute: number }
  | { per: 'characters'; million: number }
  | { per: 'nothing' }

/** Prompts of more than `above` tokens cost more, all of their tokens. */
interface LongPrompt {
  above: number
  input: number
  cacheRead: number
  cacheWrite: number
  output: number
}

/** What was used. Undefined where the vendor does not say. */
export interface Amounts {
  /** All input tokens, those read from and written to the vendor's cache included. */
  inputTokens?: number | undefined
  outputTokens?: number | undefined
  cachedInputTokens?: number | undefined
  cacheWriteTokens?: number | undefined
  /** Length of the sound, in seconds. */
  seconds?: number | undefined
  /** Characters spoken. */
  characters?: number | undefined
}

/**
 * List prices, read on 2026-11-23 from platform.claude.com/docs (models overview) and developers.openai.com (model pages).
 * A model that is not here costs `null`, never a guess: what Deepgram and ElevenLabs ask depends on the plan, and on whether speech is
 * written down while it is spoken.
 */
const PRICES: Record<string, Price> = {
  'anthropic/claude-haiku-5-5': {
    per: 'tokens',
    ...{ input: 0.1, cacheRead: 0.01, cacheWrite: 0.125, output: 0.5 },
    long: { above: 100_000, input: 0.5, cacheRead: 0.05, cacheWrite: 0.625, output: 2.5 },
  },
  'anthropic/claude-haiku-4-5': { per: 'tokens', input: 1, cacheRead: 0.1, cacheWrite: 1.25, output: 5 },
  'openai/gpt-6-luna': {
    per: 'tokens',
    ...{ input: 0.1, cacheRead: 0.01, cacheWrite: 0.125, output: 0.5 },
    long: { above: 272_000, input: 0.2, cacheRead: 0.02, cacheWrite: 0.25, output: 0.75 },
  },
  'openai/gpt-5.4-nano': { per: 'tokens', input: 0.2, cacheRead: 0.02, cacheWrite: 0.2, output: 1.25 },
  'openai/gpt-5.4-mini': { per: 'tokens', input: 0.75, cacheRead: 0.075, cacheWrite: 0.75, output: 4.5 },
  'openai/whisper-1': { per: 'minute', minute: 0.006 },
  'openai/tts-1': { per: 'characters', million: 15 },
  'openai/text-embedding-3-small': { per: 'tokens', input: 0.02, cacheRead: 0, cacheWrite: 0, output: 0 },
  'openai/text-embedding-3-large': { per: 'tokens', input: 0.13, cacheRead: 0, cacheWrite: 0, output: 0 },
}

/** What runs inside this process costs nothing. */
export const FREE: Price = { per: 'nothing' }

/** The price of a vendor's model at the vendor's own address, or null where we do not know it. */
export function priceOf(provider: string, model: string | null): Price | null {
  return PRICES[`${provider}/${model}`] ?? null
}

/** The cost in micro-dollars, rounded to a whole one; null where the price or the amount is unknown. */
export function costMicros(price: Price | null, amounts: Amounts): number | null {
  if (!price) return null
  if (price.per === 'nothing') return 0
  if (price.per === 'minute')
    return amounts.seconds === undefined ? null : Math.round((amounts.seconds / 60) * price.minute * 1e6)
  if (price.per === 'characters')
    return amounts.characters === undefined ? null : Math.round(amounts.characters * price.million)
  const { inputTokens, outputTokens, cachedInputTokens = 0, cacheWriteTokens = 0 } = amounts
  if (inputTokens === undefined || outputTokens === undefined) return null
  const rate = price.long && inputTokens > price.long.above ? price.long : price
  const plain = inputTokens - cachedInputTokens - cacheWriteTokens
  // Dollars per million tokens are micro-dollars per token.
  return Math.round(
    plain * rate.input +
      cachedInputTokens * rate.cacheRead +
      cacheWriteTokens * rate.cacheWrite +
      outputTokens * rate.output,
  )
}
