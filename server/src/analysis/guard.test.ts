import { expect, test } from 'vitest'
import { guarded, quotedFrom } from './guard.ts'

const turns = new Map([
  ['t1', { said: 'Glaciers are rivers of ice. They move.' }],
  ['t2', { said: 'I decided to draw them.' }],
])

test('a statement whose words are not in the turn it names is dropped, and counted', () => {
  const drafts = [
    { text: 'They move.', quote: 'They move.', turns: ['t1'] },
    { text: 'They move.', quote: 'They move.', turns: ['t2'] },
    { text: 'They sleep.', quote: 'They sleep.', turns: ['t1'] },
    { text: 'They move.', quote: 'They move.', turns: ['nobody’s'] },
    { text: 'They move.', quote: 'They move.', turns: ['t1', 'nobody’s'] },
    { text: 'They move.', quote: '', turns: ['t1'] },
    { text: '', quote: 'They move.', turns: ['t1'] },
    { text: 'They move.', quote: 'They move.', turns: [] },
  ]
  expect(guarded(drafts, turns)).toEqual({ kept: drafts.slice(0, 1), dropped: 7 })
})

test('what a model quotes is given as it was said, with the sentence it is in', () => {
  expect(quotedFrom('Well. I decided, to DRAW them! Later.', 'i decided to draw')).toEqual({
    quote: 'I decided, to DRAW',
    sentence: 'I decided, to DRAW them!',
  })
  expect(quotedFrom('I decided to draw them.', 'I decided to sell them')).toBeNull()
  expect(quotedFrom('I decided to draw them.', '…')).toBeNull()
})
