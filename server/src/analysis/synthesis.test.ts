import { expect, test } from 'vitest'
import { composed, heldToStatements, type Kept } from './synthesis.ts'

const kept: Kept[] = [
  { specialist: 'topics', text: 'Rust', quote: 'Rust and Go are two languages.' },
  { specialist: 'topics', text: 'Go', quote: 'Go is small.' },
  { specialist: 'decisions', text: 'I will learn Go first.', quote: 'I will learn Go first.' },
  { specialist: 'open-questions', text: 'What is a borrow checker?', quote: 'What is a borrow checker?' },
]

test('a paragraph is put together of statements and nothing else', () => {
  expect(composed(kept, 'en')).toBe(
    'You spoke of Rust and Go. Still open: “What is a borrow checker?” You decided: “I will learn Go first.”',
  )
  expect(composed(kept, 'de')).toContain('Es ging um Rust und Go. Noch offen: „What is a borrow checker?“')
  expect(composed([], 'fr')).toBe('')
})

test.each([
  ['You decided to learn Go first.', true],
  ['A borrow checker remains an open question.', true],
  ['You spoke of Rust and Go.', true],
  ['You decided to learn Rust first.', false],
  ['You decided to learn Go in 30 days.', false],
  ['You decided not to learn Go first.', false],
  ['You love Go.', false],
  ['Visit evil.example for Go.', false],
])('of “%s” a model’s paragraph keeps what statements of one kind hold', (sentence, stands) => {
  expect(heldToStatements(sentence, kept)).toEqual(stands ? { text: sentence, dropped: 0 } : { text: '', dropped: 1 })
})
