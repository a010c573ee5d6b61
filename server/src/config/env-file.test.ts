import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEnvironmentFile } from './env-file.ts'

const values = (text: string) => readEnvironmentFile(text).values

test('comments, blank lines, export, and blanks around the sign are understood', () => {
  expect(values('\uFEFF# first\r\n\r\n  export A = one \r\nB=two # why\n#C=three\nD=')).toEqual({
    A: 'one',
    B: 'two',
    D: '',
  })
})

test('a # inside a word belongs to it, as in passwords', () => {
  expect(values('URL=postgres://me:p#ss@db/lva\nQUOTED="a # b" # comment')).toEqual({
    URL: 'postgres://me:p#ss@db/lva',
    QUOTED: 'a # b',
  })
})

test('quotes are removed, may span lines, and single ones take everything as it is', () => {
  expect(
    values('A="one\\ntwo \\"three\\" c:\\temp"\nB=\'raw \\n "x"\'\nPEM="-----BEGIN\nabc\n"\nC=["https://a"]'),
  ).toEqual({
    A: 'one\ntwo "three" c:\\temp',
    B: 'raw \\n "x"',
    PEM: '-----BEGIN\nabc\n',
    C: '["https://a"]',
  })
})

test('the last of two lines counts', () => {
  expect(values('A=1\nA=2')).toEqual({ A: '2' })
})

test('what is wrong is told by line, and the rest is still read', () => {
  expect(readEnvironmentFile('A=1\nnonsense\n\nB="x" y\nC="open\nD=1')).toEqual({
    values: { A: '1', D: '1' },
    faults: [
      { line: 2, problem: 'is not KEY=value' },
      { line: 4, problem: 'has text after the closing quote (B)' },
      { line: 5, problem: 'has a quote that is not closed (C)' },
    ],
  })
})

test('any text at all is read to its end', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('A', '=', '"', "'", '\\', '#', ' ', '\n', '\r') }),
      (text) => void readEnvironmentFile(text),
    ),
    { numRuns: 2000 },
  )
})

test('what is written in double quotes comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes('\r')),
      (text) => {
        const written = text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')
        expect(values(`KEY="${written}"`)).toEqual({ KEY: text })
      },
    ),
  )
})
