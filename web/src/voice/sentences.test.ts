import { expect, test } from 'vitest'
import { sentencesOf, wholeSentences } from './sentences.ts'

test('a sentence is whole once something follows it', () => {
  expect(wholeSentences('Pi is 3.')).toEqual({ whole: [], rest: 'Pi is 3.' })
  expect(wholeSentences('Pi is 3.14. Is it')).toEqual({ whole: ['Pi is 3.14. '], rest: 'Is it' })
})

test('a reply that is still written is told sentence by sentence, and all of it', async () => {
  const grows = [
    'Leaves are',
    'Leaves are green. They',
    'Leaves are green. They catch light. Why',
    'Leaves are green. They catch light. Why?',
  ]
  const told: string[] = []
  const more = async () => ({ text: grows.shift() ?? '', done: grows.length === 0 })
  for await (const sentence of sentencesOf(more)) told.push(sentence)
  expect(told).toEqual(['Leaves are green. ', 'They catch light. ', 'Why?'])
})
