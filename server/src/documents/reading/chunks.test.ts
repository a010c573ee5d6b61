import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHUNK_CHARACTERS, chunksOf, OVERLAP_CHARACTERS } from './chunks.ts'
import { gather } from './gather.ts'
import type { Piece } from './reading.ts'

const word = fc.string({ minLength: 1, maxLength: 14, unit: fc.constantFrom('b', 'e', 'é', '蜂', '🐝', '.', '-') })
const paragraph = fc
  .array(word, { minLength: 1, maxLength: 400 })
  .chain((words) => fc.constantFrom(' ', '. ', '\n', '').map((between) => words.join(between)))
const piece: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 4, arbitrary: paragraph.map((text) => ({ text })) },
  {
    weight: 1,
    arbitrary: fc.tuple(word, fc.integer({ min: 1, max: 6 })).map(([heading, level]) => ({ heading, level })),
  },
)
const pages = fc.array(fc.array(piece, { maxLength: 8 }), { minLength: 1, maxLength: 5 })
const numbered = (all: Piece[][]) => all.flatMap((page, index): Piece[] => [{ page: index + 1 }, ...page])

test('every word of a document is in a chunk, none is torn, and each chunk stands where it says', async () => {
  await fc.assert(
    fc.asyncProperty(pages, fc.boolean(), async (all, paged) => {
      fc.pre(all.flat().length > 0)
      const { parts } = await gather(paged ? numbered(all) : all.flat())
      const chunks = [...chunksOf(parts)]
      const whole = new Map(parts.map((part) => [part, new Uint8Array(part.text.length)]))
      for (const [index, { from, to, text, page }] of chunks.entries()) {
        const part = parts.findLast(({ start }) => start <= from)
        if (!part) throw new Error('a chunk that stands nowhere')
        expect([part.text.slice(from - part.start, to - part.start), part.page]).toEqual([text, page])
        expect(text.isWellFormed()).toBe(true)
        expect(text.length).toBeLessThanOrEqual(CHUNK_CHARACTERS + 300)
        whole.get(part)?.fill(1, from - part.start, to - part.start)
        const before = chunks[index - 1]
        if (before && before.to > from) expect(before.to - from).toBeLessThanOrEqual(OVERLAP_CHARACTERS + 1)
        if (before) expect(from).toBeGreaterThan(before.from)
      }
      for (const [part, held] of whole)
        for (const [at, is] of held.entries()) if (!is) expect(part.text[at]?.trim()).toBe('')
    }),
    { numRuns: 150 },
  )
})

test('a chunk ends with a sentence and stands under its heading', async () => {
  const sentences = (name: string) => `${name} is a sentence of some length, about nothing. `.repeat(40).trim()
  const { parts } = await gather([
    { heading: 'One', level: 1 },
    { text: sentences('This') },
    { heading: 'Two', level: 2 },
    { heading: 'Three', level: 3 },
    { text: sentences('That') },
  ])
  const chunks = [...chunksOf(parts)]
  expect([...new Set(chunks.map(({ heading }) => heading))]).toEqual(['One', 'Three'])
  expect(chunks.every(({ text }) => text.trimEnd().endsWith('.'))).toBe(true)
  expect(chunks).toHaveLength(4)
})
