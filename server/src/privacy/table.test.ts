import { expect, test } from 'vitest'
import { field, writeTable } from './archive.ts'

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1'])(
  '%j is no formula in a spreadsheet',
  (text) => {
    expect(field(text)).toBe(`"'${text}"`)
  },
)

test.each([
  ["well;=cmd|' /C calc'!A0;", "well;'=cmd|' /C calc'!A0;"],
  ['one\n=1+1', "one\n'=1+1"],
  ['one\t @SUM(A1)', "one\t '@SUM(A1)"],
  ['one;+1;-1', "one;'+1;'-1"],
])('%j is none where cells end at a semicolon, a tab or a line either', (text, written) => {
  expect(field(text)).toBe(`"${written}"`)
})

test('a list stays a list', () => {
  expect(field('two things:\n- ice; + 1\n- 5 - 3 = 2')).toBe('"two things:\n- ice; + 1\n- 5 - 3 = 2"')
})

test('numbers, nothing and quotes are written as they are meant', () => {
  expect([-5, null, undefined, 'a "b"', ['x'], 'plain'].map(field)).toEqual([
    '"-5"',
    '""',
    '""',
    '"a ""b"""',
    '"[""x""]"',
    '"plain"',
  ])
})

test('the first row makes the heading', async () => {
  async function* pages() {
    yield [{ id: 1, text: 'one' }]
    yield [{ id: 2, text: 'two\nlines' }]
  }
  const pieces = await Array.fromAsync(writeTable(pages()))
  expect(pieces.join('')).toBe('"id","text"\r\n"1","one"\r\n"2","two\nlines"\r\n')
})
