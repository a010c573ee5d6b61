import { expect, test } from 'vitest'
import { piecesOf } from './citations.ts'

const three = (number: number) => number >= 1 && number <= 3

test('a reply is cut where it names a source, and the word before the number stays with it', () => {
  expect(piecesOf('Honey keeps for years. [1] Some crystallises [2] [3]. Why?', three)).toEqual([
    { words: 'Honey keeps for ', last: 'years.', number: 1, stop: '' },
    { words: ' Some ', last: 'crystallises', number: 2, stop: '' },
    { words: '', last: '', number: 3, stop: '.' },
    { words: ' Why?', last: '', number: null, stop: '' },
  ])
})

test('brackets that are no source are words like all', () => {
  const reply = 'In a list, a[1] is the second and [9] says nothing. [x] [123]'
  expect(piecesOf(reply, three)).toEqual([{ words: reply, last: '', number: null, stop: '' }])
})

test('nothing of a reply is lost, whatever stands in it', () => {
  for (const reply of ['', '[1]', ' [2] at the start', 'line\n[1]\n\n[2] next', `${'a'.repeat(60)} [1]`, 'half [1'])
    expect(
      piecesOf(reply, three)
        .map(({ words, last, number, stop }) => words + last + (number ? ` [${number}]` : '') + stop)
        .join('')
        .replace(/\s+/g, ''),
    ).toBe(reply.replace(/\s+/g, ''))
})

test('a word as long as a line is not held on one', () => {
  expect(piecesOf(`${'honey'.repeat(9)} [1]`, three)).toEqual([
    { words: 'honey'.repeat(9), last: '', number: 1, stop: '' },
  ])
})
