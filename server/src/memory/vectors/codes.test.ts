import { expect, test } from 'vitest'
import { unit } from '../../providers/embeddings/unit.ts'
import { codeOf, differences, likeness, quantised, smallest } from './codes.ts'

/** Park and Miller's numbers, the same every time; the sum of six is round enough for a direction. */
function createDirections(dims: number) {
  let state = 20_261_127
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  }
  const round = () => next() + next() + next() + next() + next() + next()
  return {
    any: () => unit(Array.from({ length: dims }, round)) ?? new Float32Array(dims),
    near: (to: Float32Array) => unit(Array.from(to, (value) => value + 0.04 * round())) ?? to,
  }
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0)

test('a byte for each dimension loses next to nothing of how alike two vectors are', () => {
  const directions = createDirections(384)
  for (let n = 0; n < 50; n++) {
    const one = directions.any()
    const other = n % 2 === 0 ? directions.near(one) : directions.any()
    expect(likeness(one, quantised(other))).toBeCloseTo(dot(one, other), 2)
  }
  expect(likeness(directions.any(), new Int8Array(384))).toBe(0)
})

test('codes differ in as many bits as vectors differ in direction', () => {
  const dims = 70
  const directions = createDirections(dims)
  const vectors = Array.from({ length: 40 }, directions.any)
  const words = codeOf(directions.any()).length
  const codes = new Uint32Array(vectors.length * words)
  for (const [n, vector] of vectors.entries()) codes.set(codeOf(vector), n * words)
  const asked = directions.any()
  const into = new Uint16Array(vectors.length)
  differences(codeOf(asked), codes, { from: 0, to: 25 }, into)
  differences(codeOf(asked), codes, { from: 25, to: 40 }, into)
  const counted = vectors.map((vector) => vector.filter((value, n) => value > 0 !== (asked[n] ?? 0) > 0).length)
  expect([...into]).toEqual(counted)
})

test('the smallest are found however many are equal, and of those that are admitted only', () => {
  const differing = Uint16Array.from([5, 1, 9, 1, 3, 3, 3, 0])
  expect(smallest(differing, 3, () => true)).toEqual([1, 3, 7])
  expect(smallest(differing, 4, () => true)).toEqual([1, 3, 4, 5, 6, 7])
  expect(smallest(differing, 2, (place) => place % 2 === 0)).toEqual([4, 6])
  expect(smallest(differing, 9, () => false)).toEqual([])
  expect(smallest(new Uint16Array(1_000), 3, () => true)).toHaveLength(6)
})

test('of the ten nearest of 5,000 the codes let nearly all through', () => {
  const directions = createDirections(384)
  const topics = Array.from({ length: 100 }, directions.any)
  const vectors = Array.from({ length: 5_000 }, (_, n) => directions.near(topics[n % 100] ?? directions.any()))
  const words = codeOf(directions.any()).length
  const codes = new Uint32Array(vectors.length * words)
  for (const [n, vector] of vectors.entries()) codes.set(codeOf(vector), n * words)
  let kept = 0
  for (const topic of topics.slice(0, 20)) {
    const asked = directions.near(topic)
    const exactly = vectors.map((vector, n) => ({ n, like: dot(asked, vector) })).sort((a, b) => b.like - a.like)
    const into = new Uint16Array(vectors.length)
    differences(codeOf(asked), codes, { from: 0, to: vectors.length }, into)
    const through = new Set(smallest(into, 256, () => true))
    kept += exactly.slice(0, 10).filter(({ n }) => through.has(n)).length
  }
  expect(kept / 200).toBeGreaterThanOrEqual(0.99)
})
