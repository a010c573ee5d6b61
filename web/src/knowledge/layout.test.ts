import { expect, test } from 'vitest'
import { layOut } from './layout.ts'

const concept = (id: string) => ({ id, name: id, kind: 'concept' as const, mentions: 1, first_at: '', last_at: '' })
const tie = (from: string, to: string) => ({
  from,
  to,
  kind: 'relates-to' as const,
  weight: 1,
  first_at: '',
  last_at: '',
})

test('the concept one looks at stands in the middle, the others on rings around it, and always in the same place', () => {
  const graph = {
    concepts: ['a', 'b', 'c', 'd', 'lonely'].map(concept),
    edges: [tie('a', 'b'), tie('c', 'a'), tie('c', 'd')],
  }
  const spots = layOut(graph, 'a')
  const far = (id: string) => Math.hypot(spots.get(id)?.x ?? 99, spots.get(id)?.y ?? 99)
  expect(far('a')).toBe(0)
  expect([far('b'), far('c')].every((distance) => distance > 0.7 && distance < 1.4)).toBe(true)
  expect(far('d')).toBeGreaterThan(1.7)
  expect(far('lonely')).toBeGreaterThan(2.7)
  expect([...layOut(graph, 'a')]).toEqual([...spots])
})

test('thousands of concepts are laid out at once', () => {
  const concepts = Array.from({ length: 3_000 }, (_, n) => concept(String(n)))
  const edges = concepts.slice(1).map(({ id }) => tie(String(Math.floor(Number(id) / 3)), id))
  expect(layOut({ concepts, edges }, '0').size).toBe(3_000)
})
