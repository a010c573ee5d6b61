import { expect, test } from 'vitest'
import { say } from './saying.ts'

test('a point that ends with a full stop brings none of its own into the sentence that names it', () => {
  const about = { question: null, asked: 1, recalled: 0, left: 0, points: [], hints: 0, byWords: false, nextOn: null }
  const missing = ['Ser and estar change the meaning from boring to bored.', 'Why? ']
  const last = { recalled: false, covered: 1, missing, points: missing, days: null }
  expect(say({ ...about, saying: 'graded', last, language: 'en' })).toContain(
    'Still missing: “Ser and estar change the meaning from boring to bored”, “Why?”.',
  )
})
