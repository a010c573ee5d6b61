import { createHash } from 'node:crypto'
import type { Intent } from '@lva/contracts/conversation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import corpus from './intent.corpus.json' with { type: 'json' }
import { intentOf } from './intent.ts'

const labelled = Object.entries(corpus).flatMap(([locale, byIntent]) =>
  Object.entries(byIntent).flatMap(([intent, texts]) =>
    texts.map((text) => ({ locale, intent: intent as Intent, text })),
  ),
)
/** Half of the lines, by hash: told apart so that tuning to the lines would show as a gap between the two numbers. */
const isHeldOut = (text: string) => (createHash('sha256').update(text).digest()[0] ?? 0) % 2 === 1

function agreement(lines: typeof labelled) {
  const missed = lines.filter(({ text, locale, intent }) => intentOf(text, locale) !== intent)
  return {
    n: lines.length,
    share: 1 - missed.length / lines.length,
    missed: missed.map((m) => `${m.intent}≠${intentOf(m.text, m.locale)} ${m.text}`),
  }
}

describe('the labelled corpus', () => {
  test('lines used for tuning', () => {
    const { n, share, missed } = agreement(labelled.filter(({ text }) => !isHeldOut(text)))
    process.stdout.write(`intent, tuning: ${(share * 100).toFixed(1)} % of ${n}\n${missed.join('\n')}\n`)
    expect(share).toBeGreaterThanOrEqual(0.95)
  })

  test('lines held out', () => {
    const { n, share } = agreement(labelled.filter(({ text }) => isHeldOut(text)))
    process.stdout.write(`intent, held out: ${(share * 100).toFixed(1)} % of ${n}\n`)
    expect(n).toBeGreaterThan(100)
    expect(share).toBeGreaterThanOrEqual(0.95)
  })
})

test('a part of a word is never a word', () => {
  expect(intentOf('authentication')).toBe('statement')
  expect(intentOf('Goodbye moon is a book.')).toBe('statement')
  expect(intentOf('The listing agent sold the house.')).toBe('statement')
})

test('a farewell closes a longer turn', () => {
  expect(intentOf('So that is how tides work, I think. Okay, that’s all for today. Thank you!')).toBe(
    'end_conversation',
  )
})

test('any text at all has an intent, and soon', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 8_000 }),
      fc.constantFrom('en', 'de-AT', 'ja', 'xx', ''),
      (text, locale) => {
        expect(intentOf(text, locale)).toMatch(/^(?:end_conversation|question|listing|reflection|statement|command)$/)
      },
    ),
    { numRuns: 200 },
  )
})
