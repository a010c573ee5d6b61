import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wordsOf } from '../../../language/words.ts'
import { SUMMARY_WORDS_MAX } from './summary.ts'
import { facts, hear } from './test-talk.ts'

describe('the summary', () => {
  const session = [
    'Today I looked at volcanoes in Iceland. Volcanoes form where plates move apart.',
    'Why does the magma rise?',
    'Lava from volcanoes builds new land, and the new land is black basalt.',
    'I do not understand basalt columns yet.',
  ]

  test('holds what was explored, what is open and what to come back to, in the learner’s words', async () => {
    const { text } = await hear(facts('', { saidInSession: session }), 'summary')
    expect(text).toContain('volcanoes')
    expect(text).toContain('“Why does the magma rise?”')
    expect(text).toMatch(/Worth coming back to: “I do not understand basalt columns yet”/)
  })

  test('does not call a question open that was answered later', async () => {
    const answered = [...session, 'Magma rises because it is lighter than the rock around it.']
    expect((await hear(facts('', { saidInSession: answered }), 'summary')).text).not.toContain(
      'Why does the magma rise',
    )
  })

  test('says so when nothing was said', async () => {
    expect((await hear(facts(''), 'summary')).text).toBe('Nothing was said in this session yet.')
  })

  test('leaves quotations out when they would make it longer than 120 words', async () => {
    const long = (start: string, end: string) =>
      `${start} ${Array.from({ length: 22 }, (_, at) => `volcano${start.length}${at}`).join(' and ')}${end}`
    const saidInSession = [
      'Volcanoes are',
      'Basalt is',
      'I am stuck on',
      'I am really stuck on',
      'Why do',
      'When do',
    ].map((start) => long(start, /^(?:Why|When)/.test(start) ? '?' : '.'))
    const { text } = await hear(facts('', { saidInSession }), 'summary')
    expect(wordsOf(text).length).toBeGreaterThan(60)
    expect(wordsOf(text).length).toBeLessThanOrEqual(SUMMARY_WORDS_MAX)
  })

  test('never has more than 120 words', async () => {
    const sentence = fc.array(
      fc.constantFrom('volcano', 'the', 'why', 'magma', 'because', 'I', 'stuck', 'rises', 'is'),
      { minLength: 1, maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(sentence, { maxLength: 40 }), async (sentences) => {
        const { text } = await hear(
          facts('', { saidInSession: sentences.map((words) => `${words.join(' ')}.`) }),
          'summary',
        )
        expect(wordsOf(text).length).toBeLessThanOrEqual(SUMMARY_WORDS_MAX)
      }),
      { numRuns: 100 },
    )
  })
})
