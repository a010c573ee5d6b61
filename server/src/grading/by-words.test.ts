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
  const began = performance.now()
  graded('the moon pulls a bulge '.repeat(5_000))
  expect(performance.now() - began).toBeLessThan(1_000)
})
