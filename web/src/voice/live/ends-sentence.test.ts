import { expect, test } from 'vitest'
import { endsSentence } from './ends-sentence.ts'

test.each(['Yes.', 'Why? ', 'He said “no.”', '三月。'])('"%s" may be all', (text) => {
  expect(endsSentence(text)).toBe(true)
})

test.each(['', '3.', 'Nearly', 'first,', '”'])('"%s" goes on', (text) => {
  expect(endsSentence(text)).toBe(false)
})
