import { expect, test } from 'vitest'
import { hear } from './phrases.ts'

test('a tagger is never given a sentence that has no end', () => {
  const given: number[] = []
  const tag = (sentence: string) => {
    given.push(sentence.length)
    return []
  }
  hear(`The glacier is near. ${'Dr. Mr. Prof. '.repeat(500)}`, tag)
  expect(given).toEqual([20, 1_000])
})
