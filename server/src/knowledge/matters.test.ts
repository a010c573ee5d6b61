import { expect, test } from 'vitest'
import { mattersOf } from './matters.ts'

const concept = (name: string) => ({ name, kind: 'concept' as const })
const part = (...names: string[]) => ({
  names: names.map(concept),
  edges: names.slice(1).map((to) => ({ from: names[0] ?? '', to, kind: 'relates-to' as const })),
})
const named = (...parts: Array<ReturnType<typeof part>>) => mattersOf(parts).names.map(({ name }) => name)

test('a book is about what it names again and again, and a page about all that it names', () => {
  const book = [part('bees', 'hive'), part('Bee', 'clover'), part('hive', 'bees'), part('owl', 'bees')]
  expect(mattersOf(book)).toEqual({
    names: [concept('bees'), concept('hive')],
    edges: [
      { from: 'bees', to: 'hive', kind: 'relates-to' },
      { from: 'hive', to: 'bees', kind: 'relates-to' },
    ],
  })
  expect(named(part('bees', 'hive'), part('owl'))).toEqual(['bees', 'hive', 'owl'])
  expect(mattersOf([])).toEqual({ names: [], edges: [] })
})

test('a thick book has no more than forty of them', () => {
  const many = Array.from({ length: 100 }, (_, at) => `word${'x'.repeat(at)}`)
  expect(named(...Array.from({ length: 5 }, () => part(...many)))).toHaveLength(40)
})
