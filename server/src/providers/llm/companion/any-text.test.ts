import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sentencesOf } from '../../../language/words.ts'
import type { TurnFacts } from '../llm.ts'
import { facts, hear, reply, said } from './test-talk.ts'

const ordinary = fc
  .array(
    fc.constantFrom(
      'I',
      'think',
      'the',
      'volcano',
      'is',
      'my',
      'favourite',
      'because',
      'lava',
      'flows',
      'and',
      'you',
      'learned',
      'but',
      'magma',
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((words) => words.join(' '))

test('a reply has fewer than three sentences and one question at most', async () => {
  await fc.assert(
    fc.asyncProperty(
      ordinary,
      fc.constantFrom<TurnFacts['intent']>(
        'statement',
        'question',
        'reflection',
        'listing',
        'command',
        'end_conversation',
      ),
      fc.array(ordinary, { maxLength: 6 }),
      async (text, intent, saidInSession) => {
        const recalled = saidInSession.map((earlier) => said('2026-10-01T10:00:00Z', earlier))
        const answer = await reply(text, { intent, saidInSession, recalled })
        expect(answer).not.toBe('')
        expect(answer).not.toMatch(/[!*_#`{}]|undefined/)
        expect(sentencesOf(answer).length).toBeLessThanOrEqual(2)
        expect(answer.split('?').length).toBeLessThanOrEqual(2)
      },
    ),
    { numRuns: 500 },
  )
})

test('any text gets the same speakable reply every time, and never a long one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 8_000 }),
      fc.constantFrom('en', 'de', 'ja', 'fr-CA'),
      async (text, locale) => {
        const of = facts(text, { locale, recalled: [said('2026-10-01T10:00:00Z', text)], saidInSession: [text] })
        const { text: answer } = await hear(of)
        expect(answer.trim()).not.toBe('')
        expect(answer.length).toBeLessThan(800)
        expect((await hear(of)).text).toBe(answer)
      },
    ),
    { numRuns: 40 },
  )
})

test('long and odd input costs little', async () => {
  const odd = [
    'a',
    ' a',
    '!.',
    'a, ',
    'I am ',
    '? ',
    '\n- a',
    '"',
    'a-',
    'because ',
    '1. ',
    'the cell divides because energy flows ',
    '植物',
  ]
  for (const piece of odd) {
    const text = piece.repeat(Math.floor(8_000 / piece.length))
    const before = process.cpuUsage().user
    await reply(text, {
      saidInSession: Array(200).fill(text),
      repliedInSession: Array(50).fill(text),
      recalled: [said('2026-10-01T10:00:00Z', text)],
    })
    // Generous: catastrophic matching would take seconds.
    expect(process.cpuUsage().user - before, JSON.stringify(piece)).toBeLessThan(250_000)
  }
})
