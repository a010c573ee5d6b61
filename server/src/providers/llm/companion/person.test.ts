import { expect, test } from 'vitest'
import { turnPerson } from './person.ts'

test.each([
  ['I think my loop is slow', 'you think your loop is slow'],
  ['I am tired and I was late', 'you are tired and you were late'],
  ['I really am sure I wasn’t wrong', 'you really are sure you weren’t wrong'],
  ['I’m reading what my teacher gave me', 'you’re reading what your teacher gave you'],
  ['my friend was there and so was I', 'your friend was there and so were you'],
  ['i told myself it was mine', 'you told yourself it was yours'],
  ['we found our own rule', 'you found your own rule'],
  ['World War I was terrible', 'World War I was terrible'],
  ['the index i was out of range', 'the index i was out of range'],
  ['it was a gold mine near the US border', 'it was a gold mine near the US border'],
  ['when you sort a list it takes time', 'when you sort a list it takes time'],
])('%s → %s', (own, others) => {
  expect(turnPerson(own)).toBe(others)
})
