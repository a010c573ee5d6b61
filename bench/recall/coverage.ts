import { asksOwnPast } from '../../server/src/conversation/grounds/grounds.ts'
import type { Corpus } from '../retrieval/corpus.ts'
import { memoryOf, openPast, remember } from '../retrieval/past.ts'

/** What a turn that asks one question is given. `tokens` is about how much of the prompt it takes. */
export interface Given {
  text: string
  kind: string
  evidence: string[]
  given: string[]
  tokens: number
}

/** Asks the questions of a past as turns of a new session, and reads what each is given. As much as the conversation gives. */
export async function given(corpus: Corpus, engine: 'sqlite' | 'postgres'): Promise<Given[]> {
  const { database, end } = await openPast(engine)
  try {
    const { userId, nameOf } = await remember(database, corpus.turns)
    const { recall } = memoryOf(database, { embeddings: null, now: () => new Date(corpus.now) }).memory
    const all: Given[] = []
    for (const { text, kind, evidence } of corpus.questions) {
      const found = await recall({
        ...{ userId, timezone: 'UTC', text, beforeSeq: Number.MAX_SAFE_INTEGER, known: new Set<number>() },
        ...{ asksOwnPast: asksOwnPast(text, 'en-GB'), limit: 8, tokens: 700 },
      })
      all.push({
        ...{ text, kind, evidence },
        given: found.map(({ exchangeId }) => nameOf.get(exchangeId ?? '') ?? ''),
        tokens: Math.ceil(found.reduce((sum, { text }) => sum + text.length, 0) / 4),
      })
    }
    return all
  } finally {
    await end()
  }
}

/** Whether one of the turns that answer the question is among what is given. */
export const hasAnswer = ({ evidence, given }: Given): boolean => evidence.some((id) => given.includes(id))
