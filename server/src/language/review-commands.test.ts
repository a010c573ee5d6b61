import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import corpus from './review-commands.corpus.json' with { type: 'json' }
import { commandOf } from './review-commands.ts'

const { rule: _, ...languages } = corpus
const labelled = Object.entries(languages).flatMap(([language, byCommand]) =>
  Object.entries(byCommand).flatMap(([command, lines]) => lines.map((line) => ({ language, command, line }))),
)
/** Lines of the tuning half may be read while phrases are written; those of the test half only count. */
const isHeldOut = (line: string) => (createHash('sha256').update(line).digest()[0] ?? 0) % 2 === 1

test.each(['tuning', 'test'])('what is said in a review is told from answers in five languages: %s half', (half) => {
  const lines = labelled.filter(({ line }) => isHeldOut(line) === (half === 'test'))
  const got = lines.map((one) => ({ ...one, got: commandOf(one.line, one.language) ?? 'none' }))
  const missed = got.filter((one) => one.got !== one.command)
  process.stdout.write(`review commands, ${half}: ${lines.length - missed.length} of ${lines.length}\n`)
  if (half === 'tuning')
    for (const one of missed) process.stdout.write(`${one.language} ${one.command}≠${one.got} ${one.line}\n`)
  expect(lines.length).toBeGreaterThan(150)
  expect(missed.length / lines.length).toBeLessThanOrEqual(0.05)
  // An answer is never taken for a command.
  expect(got.filter((one) => one.command === 'none' && one.got !== 'none')).toEqual([])
})

test('long or empty text is no command, in any language', () => {
  for (const locale of ['en-GB', 'de', 'ja', 'xx', ''])
    for (const text of [
      '',
      ' ',
      '\0',
      '\ud800',
      '?!',
      '…',
      'please',
      'please '.repeat(5_000),
      'stop '.repeat(60),
      '戻'.repeat(400),
    ])
      expect(commandOf(text, locale)).toBeNull()
})
