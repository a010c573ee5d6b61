import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AUDITED, QUESTIONS } from '../../bench/research/questions.ts'
import { citedIn, isShown, leftOut, missed, shownOf, wronglyCited } from '../../bench/research/replies.ts'

// Questions, answers and labels were written before the rules; half of them were read for the rules. `npm run eval:citations` prints each
// kind, and both halves by themselves.
const LIES = QUESTIONS.flatMap((question) => question.false.map(({ reply }) => ({ question, reply })))
const MARKED = QUESTIONS.flatMap((question) => question.marked.map((one) => ({ question, one })))

test('what no source holds is left out, whatever it cites', () => {
  expect(QUESTIONS).toHaveLength(100)
  expect(LIES.length).toBeGreaterThan(300)
  const through = LIES.filter(({ question, reply }) => missed(question, reply) !== null)
  expect(1 - through.length / LIES.length).toBeGreaterThanOrEqual(0.95)
})

test('a number that is shown names a source that was given and holds the sentence', () => {
  expect(MARKED.flatMap(({ question, one }) => wronglyCited(question, one).wrong)).toEqual([])
  for (const { given, honest, ask, language } of QUESTIONS) {
    const shown = citedIn(shownOf({ ask, language, given }, honest.reply))
    expect(shown.flatMap(({ cites }) => cites).filter((id) => !given.some((source) => source.id === id))).toEqual([])
  }
})

test('what honest answers say is shown', () => {
  const read = QUESTIONS.map(leftOut)
  const [of, hits] = [read.reduce((sum, one) => sum + one.of, 0), read.reduce((sum, one) => sum + one.hits, 0)]
  expect(hits / of).toBeLessThanOrEqual(0.1)
})

test('lies made of the right words, as somebody found them, are left out', () => {
  const [held, not] = [AUDITED.filter((one) => one.held), AUDITED.filter((one) => !one.held)]
  expect(not.length).toBeGreaterThan(30)
  expect(not.filter(isShown).length / not.length).toBeLessThanOrEqual(0.15)
  expect(held.filter((one) => !isShown(one))).toEqual([])
})

test('a reply that cites comes out the same however it is cut', () => {
  fc.assert(
    fc.property(fc.constantFrom(...QUESTIONS), fc.integer({ min: 1, max: 40 }), (question, size) => {
      const whole = [question.honest.reply, ...question.false.map(({ reply }) => reply)].join(' ')
      expect(shownOf(question, whole, size)).toEqual(shownOf(question, whole, 1_000))
    }),
    { numRuns: 60 },
  )
})
