import { describe, expect, test } from 'vitest'
import { costMicros, priceOf } from './prices.ts'

const haiku = priceOf('anthropic', 'claude-haiku-5-5')

describe('a cost in micro-dollars', () => {
  test('counts plain, cached and written input apart', () => {
    // 1,000 plain · 0.10 + 8,000 read · 0.01 + 1,000 written · 0.125 + 200 · 0.50
    const amounts = { inputTokens: 10_000, cachedInputTokens: 8_000, cacheWriteTokens: 1_000, outputTokens: 200 }
    expect(costMicros(haiku, amounts)).toBe(100 + 80 + 125 + 100)
  })

  test('is the higher one for a long prompt, all of it', () => {
    expect(costMicros(haiku, { inputTokens: 100_000, outputTokens: 0 })).toBe(10_000)
    expect(costMicros(haiku, { inputTokens: 100_001, outputTokens: 1_000 })).toBe(50_001 + 2_500)
  })

  test('of sound goes by minute, of speech by character', () => {
    expect(costMicros(priceOf('openai', 'whisper-1'), { seconds: 90 })).toBe(9_000)
    expect(costMicros(priceOf('openai', 'tts-1'), { characters: 100, seconds: 7 })).toBe(1_500)
  })

  test('is unknown where the price or the amount is', () => {
    expect(priceOf('openai', 'llama3.2')).toBeNull()
    expect(costMicros(null, { inputTokens: 1, outputTokens: 1 })).toBeNull()
    expect(costMicros(haiku, { outputTokens: 5 })).toBeNull()
    expect(costMicros(priceOf('openai', 'whisper-1'), {})).toBeNull()
  })
})
