import { expect, test } from 'vitest'
import { cell } from './lines.ts'

test.each([
  ['plain', 'plain'],
  ['two, words', '"two, words"'],
  ['she said "no"', '"she said ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\r=1', '"\'\r=1"'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['', ''],
])('a cell never becomes a formula: %j', (text, written) => {
  expect(cell(text)).toBe(written)
})
