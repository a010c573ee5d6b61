import fc from 'fast-check'
import { expect, test } from 'vitest'
import { snippetPieces } from './snippet.ts'

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

test('found words are marked and nothing else', () => {
  expect(snippetPieces('the <mark>sky</mark> is blue')).toEqual([
    { text: 'the ', marked: false },
    { text: 'sky', marked: true },
    { text: ' is blue', marked: false },
  ])
})

test('what was said reads as it was said, whatever signs it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(
        snippetPieces(escaped(text))
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

test('markup of a stranger stays text', () => {
  expect(snippetPieces('<img src=x onerror=alert(1)> &lt;b&gt;')).toEqual([
    { text: '<img src=x onerror=alert(1)> <b>', marked: false },
  ])
})
