import type { Source } from '@lva/contracts/conversation'
import type { ResearchAnswer, ResearchRequest } from '@lva/contracts/research'
import type { Learner } from '../learner.ts'
import type { Llm } from '../providers/llm/llm.ts'
import { createResearchGuide } from './guide.ts'
import { createLooking, type LookingNeeds } from './looking.ts'
import type { Found } from './merge.ts'
import { createNotes } from './notes.ts'
import { createResearchTool } from './tool.ts'

export type Research = ReturnType<typeof createResearch>

/** Longest text of a passage in an answer, in characters. */
const TEXT_MAX = 600

/**
 * Looking things up outside the house and in what the learner said and brought: for whoever asks in a conversation (`guide`), for a model in a
 * turn (`tool`), and by itself. `search`: who is asked outside; `recall` finds what was said and brought; `windows` counts, in all processes where
 * there is Redis; `history` and `documents` are those of the house, `readPage` reads a page of the web.
 */
export function createResearch({
  llmFor,
  buildRequest,
  maxTokens,
  temperature,
  history,
  documents,
  readPage,
  ...looking
}: LookingNeeds & {
  llmFor: (userId: string) => Llm
} & Pick<Parameters<typeof createResearchGuide>[0], 'buildRequest' | 'maxTokens' | 'temperature'> &
  Omit<Parameters<typeof createNotes>[0], 'mayLeave'>) {
  const { lookUp, mayLeave } = createLooking(looking)

  return {
    lookUp,
    guide: createResearchGuide({
      ...{ lookUp, mayLeave, llmFor, buildRequest, maxTokens, temperature, clock: looking.clock },
    }),
    tool: createResearchTool({ lookUp }),
    notes: createNotes({ history, documents, readPage, mayLeave }),

    /** What a learner looks up by themselves, or a program with a token of theirs: the words are all they said. Throws what `lookUp` throws. */
    async answer(
      learner: Learner,
      { query, sources }: ResearchRequest,
      { signal, byProgram }: { signal: AbortSignal; byProgram: boolean },
    ): Promise<ResearchAnswer> {
      const { found, asked, ...words } = await lookUp({ learner, query, said: [query], signal, sources, byProgram })
      const results = found.map(sourceOf)
      return { query: words.query, dropped: words.dropped, results, asked, count: results.length }
    },
  }
}

function sourceOf(one: Found, at: number): Source {
  const { kind, exchangeId, sessionId, sourceId, title, place, url = null, foundBy = null, text } = one
  return {
    ...{ kind, exchange_id: exchangeId, session_id: sessionId, source_id: sourceId, title, place, url },
    ...{ found_by: foundBy, number: at + 1, timestamp: one.at, text: text.slice(0, TEXT_MAX).toWellFormed() },
  }
}
