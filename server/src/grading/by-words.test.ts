import { expect, test } from 'vitest'
import { labelledAnswers } from '../../../bench/grading/corpus.ts'
import { reading } from '../../../bench/grading/read.ts'
import { gradeByWords } from './by-words.ts'

const TIDES = {
  question: 'Why are there two high tides a day?',
  keyPoints: [
    { id: 'near', text: 'The moon pulls up a bulge on the near side' },
    { id: 'far', text: 'A second bulge forms on the far side' },
    { id: 'turn', text: 'The earth turns through both in 24 hours' },
  ],
}
const graded = (answer: string, confidence?: number) => gradeByWords({ ...TIDES, answer, confidence })

test('an answer is graded by the key points it says, in its own words and as a recogniser writes them', () => {
  expect(
    graded('Um, the moon pulls up one bulge at the near side, and there is a second one, a bulge, on the far side.'),
  ).toEqual({
    ...{ covered: ['near', 'far'], missing: ['turn'], contradicted: [], share: 2 / 3, recalled: true, by: 'words' },
  })
  expect(
    graded('the moon pulls up a bulch near side second bulge far side earth turns threw both in twenty four hours')
      .recalled,
  ).toBe(true)
  expect(graded('I like the sea.')).toMatchObject({ covered: [], share: 0, recalled: false })
  expect(graded('')).toMatchObject({ covered: [], recalled: false })
})

test('what is denied, turned round or another number is not covered; what was corrected counts as it was said last', () => {
  expect(
    graded('The moon pulls up a bulge on the near side, but no second bulge forms on the far side.'),
  ).toMatchObject({ contradicted: ['far'], recalled: null })
  expect(graded('The earth turns through both in 12 hours.').covered).toEqual([])
  expect(graded('The earth turns through both in 12, no wait, 24 hours.').covered).toEqual(['turn'])
})

test('nobody fails because they were not heard well', () => {
  expect(graded('the spoon bulls', 0.3).recalled).toBeNull()
  expect(
    graded('The moon pulls up a bulge on the near side, a second bulge forms on the far side.', 0.3).recalled,
  ).toBe(true)
})

test('what is of little words or signs is compared as it stands, and nobody fails for what cannot be read', () => {
  const recalled = (point: string, answer: string, question = 'How is it?') =>
    gradeByWords({ question, keyPoints: [{ id: 'a', text: point }], answer }).recalled
  for (const [point, answer] of [
    ...['das', 'nicht', 'no', '+', 'well', '-5', 'не'].map((same) => [same, same]),
    ...[
      ['das', 'Um, it is “das”.'],
      ['no', 'No, because whales are mammals'],
      ['-5', 'It is minus five.'],
      ['-1', 'minus one'],
      ['-18 degrees', 'eighteen degrees below zero'],
      ['x - 5', 'x minus 5'],
      ['1939-1945', 'from 1939 to 1945'],
    ],
  ] as const)
    expect([point, answer, recalled(point, answer)]).toEqual([point, answer, true])
  for (const [point, answer] of [
    ['das', 'der'],
    ['no', 'yes'],
    ['-5', '5'],
    ['5', '-5'],
    ['das', ''],
  ] as const)
    expect([point, answer, recalled(point, answer)]).toEqual([point, answer, false])
  for (const [point, answer] of [
    ['+', 'plus'],
    ['no', 'It does not.'],
    ['no', 'Yes, there is no doubt.'],
  ] as const)
    expect([point, answer, recalled(point, answer)]).toEqual([point, answer, null])
})

test('it agrees with the labels of answers it was not written with', () => {
  const of = (sound: 'clean' | 'noisy') =>
    reading(
      labelledAnswers('test').flatMap((labelled) =>
        labelled.sound === sound ? { labelled, grade: gradeByWords(labelled) } : [],
      ),
    )
  const [clean, noisy] = [of('clean'), of('noisy')]
  for (const [sound, { accuracy, falseAccepts, kappa }] of Object.entries({ clean, noisy }))
    process.stdout.write(
      `grading by words, held out, ${sound}: ${(accuracy.value * 100).toFixed(1)} % of ${accuracy.n} decided, false accepts ${(falseAccepts.value * 100).toFixed(1)} % of ${falseAccepts.n}, κ ${kappa.toFixed(2)}\n`,
    )
  expect(Math.max(clean.falseAccepts.value, noisy.falseAccepts.value)).toBeLessThanOrEqual(0.08)
  expect(clean.accuracy.value).toBeGreaterThanOrEqual(0.85)
})

test('any text at all is graded, soon', () => {
  for (const answer of [
    '',
    '\0',
    '\ud800',
    '😀',
    '1'.repeat(400),
    'no '.repeat(400),
    '.,.,',
    'no, wait, no, no wait',
    'point oh oh oh',
    '月が水を引く',
  ])
    expect(graded(answer)).toMatchObject({ covered: [], recalled: false })
  // What is said again and again, too, and where every word is nearly another.
  const nearly = (last: string) =>
    Array.from({ length: 1_000 }, (_, n) => `w${String.fromCharCode(97 + (n % 26), 97 + (n % 25))}x${last}`).join(' ')
  for (const [point, answer] of [
    ['the moon pulls a bulge ', 'the moon pulls a bulge '.repeat(5_000)],
    ['ab '.repeat(333), 'ab '.repeat(2_000)],
    [nearly('y').slice(0, 1_000), nearly('z').slice(0, 6_000)],
  ] as const) {
    const keyPoints = Array.from({ length: 6 }, (_, n) => ({ id: String(n), text: point }))
    const began = process.threadCpuUsage()
    gradeByWords({ question: '', keyPoints, answer })
    const { user, system } = process.threadCpuUsage(began)
    // Looked at again for every repetition, these took 12 and 75 seconds.
    expect((user + system) / 1_000).toBeLessThan(10_000)
  }
})
