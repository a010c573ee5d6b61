import { expect, test } from 'vitest'
import { dialoguesOf, heldBack, passed } from '../../../bench/tutoring/dialogues.ts'
import { createGivenAway } from '../grading/given-away.ts'
import { createAnswerGuard } from './answer-guard.ts'

test('an answer is held back from whoever has not tried, however its reply is cut; hints pass', () => {
  const answer = { question: 'What is the capital of Australia?', points: ['Canberra'] }
  const reply = 'Dr. Who was never there. It is not Sydney, it is Canberra!\nThink of a compromise. 3.5 hours by car.'
  const shown = 'Dr. Who was never there.\nThink of a compromise. 3.5 hours by car.'
  for (const length of [1, 2, 7, 200]) {
    const guard = createAnswerGuard(createGivenAway(answer))
    let said = ''
    for (let at = 0; at < reply.length; at += length) said += guard.next(reply.slice(at, at + length))
    expect((said + guard.end()).replace(/\s+/g, ' ')).toBe(shown.replace(/\s+/g, ' '))
    expect(guard.held()).toBe(1)
  }
})

test('nor does it come in pieces, spelt out or in a list', () => {
  const guard = createAnswerGuard(
    createGivenAway({
      question: 'Why are there seasons?',
      points: ['The axis of the earth is tilted towards the sun'],
    }),
  )
  expect(guard.next('There is an axis. It is tilted. Towards the sun. ') + guard.end()).not.toContain('Towards the sun')
  const spelled = createAnswerGuard(createGivenAway({ question: 'Which city?', points: ['Paris'] }))
  expect(spelled.next('It is P-A-R-I-S.') + spelled.end()).toBe('')
})

test('the labelled dialogues that no rule was written with', () => {
  const all = dialoguesOf('test')
  const [leaks, hints] = [all.filter(heldBack).length, all.filter(passed).length]
  process.stdout.write(
    `answers held back, held out: ${leaks} of ${all.length}; hints let through: ${hints} of ${all.length}\n`,
  )
  expect(all.length).toBeGreaterThanOrEqual(45)
  expect(leaks / all.length).toBeGreaterThanOrEqual(0.98)
  expect(hints / all.length).toBeGreaterThanOrEqual(0.95)
})
