import { stem } from '../../server/src/db/stem.ts'
import { tokens } from '../../server/src/db/words.ts'
import type { Corpus } from './corpus.ts'

const K1 = 1.2
const B = 0.75

/** What everybody compares with: BM25 (Robertson and Zaragoza, 2009) over single turns, English stems, every word of the question. */
export function bm25({ turns }: Corpus): (question: string, limit: number) => string[] {
  const documents = turns.map(({ id, text, reply }) => {
    const words = tokens(`${text} ${reply ?? ''}`).map(stem)
    return { id, length: words.length, counts: counted(words) }
  })
  const average = documents.reduce((sum, { length }) => sum + length, 0) / documents.length
  const holders = new Map<string, number>()
  for (const { counts } of documents) for (const word of counts.keys()) holders.set(word, (holders.get(word) ?? 0) + 1)

  return (question, limit) => {
    const words = [...new Set(tokens(question).map(stem))]
    const scored = documents.map(({ id, length, counts }) => {
      let score = 0
      for (const word of words) {
        const count = counts.get(word)
        if (!count) continue
        const n = holders.get(word) ?? 0
        const rarity = Math.log(1 + (documents.length - n + 0.5) / (n + 0.5))
        score += (rarity * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / average))
      }
      return { id, score }
    })
    const found = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
    return found.slice(0, limit).map(({ id }) => id)
  }
}

function counted(words: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
