import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pointsIn } from './points.ts'

const said = (text: string) => pointsIn(text).map((group) => group.map((point) => point.text))

test('the parts of what was said are points, as they stand there', () => {
  expect(
    said(
      'I learned that the moon pulls the oceans towards itself, and the water bulges on both sides, because the pull is weaker on the far side.',
    ),
  ).toEqual([
    [
      'the moon pulls the oceans towards itself',
      'the water bulges on both sides',
      'because the pull is weaker on the far side',
    ],
  ])
  expect(said('Photosynthesis turns light into sugar inside the chloroplasts.')).toEqual([
    ['Photosynthesis turns light', 'into sugar inside the chloroplasts'],
  ])
})

test('questions, wishes and what somebody says of themselves are none', () => {
  expect(
    said('Why do tides come twice a day? I am tired and my sister called me. Please tell me more about the moon.'),
  ).toEqual([])
})

test('every point is what stands at its place, whatever was said', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      for (const group of pointsIn(text)) {
        expect(group.length).toBeLessThanOrEqual(6)
        for (const { text: point, start, end } of group) expect(text.slice(start, end).toWellFormed()).toBe(point)
      }
    }),
    { numRuns: 100 },
  )
})
