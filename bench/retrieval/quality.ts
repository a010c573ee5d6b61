import type { Embeddings } from '../../server/src/providers/embeddings/embeddings.ts'
import { bm25 } from './bm25.ts'
import type { Corpus } from './corpus.ts'
import { type Asked, byKind, type Reading, reading } from './measure.ts'
import { embedAll, memoryOf, openPast, remember } from './past.ts'

const LIMIT = 20

/** How one way of searching did with one kind of question. */
export interface QualityRow extends Reading {
  corpus: string
  engine: string
  strategy: string
  kind: string
}

type Find = (question: string) => string[] | Promise<string[]>

/** Asks every question of some pasts, each its learner's own, in every way there is; by meaning where there is something to read it with. */
export async function quality(
  corpora: Corpus[],
  engine: 'sqlite' | 'postgres',
  embeddings: Embeddings | null,
): Promise<QualityRow[]> {
  const strategies = embeddings ? (['keyword', 'semantic', 'hybrid', 'adaptive'] as const) : (['keyword'] as const)
  const { database, end } = await openPast(engine)
  try {
    const answers = new Map<string, Asked[]>()
    for (const corpus of corpora) {
      const { userId, nameOf } = await remember(database, corpus.turns)
      const remembering = memoryOf(database, { embeddings, now: () => new Date(corpus.now) })
      await embedAll(database, remembering, userId)
      const searching =
        (strategy: (typeof strategies)[number]): Find =>
        async (question) => {
          const asked = { query: question.slice(0, 500), limit: LIMIT, strategy, read_times: true }
          const { results } = await remembering.memory.search({ userId, timezone: 'UTC' }, asked)
          return results.map(({ id }) => nameOf.get(id) ?? '')
        }
      const single = bm25(corpus)
      const ways: Record<string, Find> = {
        'BM25, single turns': (question) => single(question, LIMIT),
        ...Object.fromEntries(strategies.map((strategy) => [strategy, searching(strategy)])),
      }
      for (const [way, find] of Object.entries(ways))
        answers.set(way, [...(answers.get(way) ?? []), ...(await asked(corpus, find))])
    }
    return [...answers].flatMap(([strategy, all]) =>
      Object.entries(byKind(all))
        .filter(([kind]) => kind !== 'never said')
        .map(([kind, some]) => ({ corpus: corpora[0]?.name ?? '', engine, strategy, kind, ...reading(some) })),
    )
  } finally {
    await end()
  }
}

async function asked({ questions }: Corpus, find: Find): Promise<Asked[]> {
  const all: Asked[] = []
  for (const question of questions) {
    const began = performance.now()
    const found = await find(question.text)
    all.push({ question, found, ms: performance.now() - began })
  }
  return all
}
