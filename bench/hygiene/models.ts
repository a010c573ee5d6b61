import { statementsIn } from '../../server/src/memories/statements.ts'
import type { LlmRequest } from '../../server/src/providers/llm/llm.ts'

/** What a model makes of a request for memories; null: there is none. */
export type Script = ((request: LlmRequest, call: number) => string) | null

/** Turns as a model is shown them. */
function shown(request: LlmRequest): string[] {
  return request.facts.saidInSession
}

const note = (memories: unknown[]) => JSON.stringify({ memories, concepts: [], relations: [] })

/** By rules alone; a model that notes what is there; and one that does everything wrong that it can. */
export const MODELS: Record<string, Script> = {
  'rules alone': null,
  honest: (request) =>
    note(
      shown(request).flatMap((text, at) =>
        statementsIn(text).map(({ text: quote, kind, topic }) => ({ turn: at + 1, quote, kind, topic })),
      ),
    ),
  // Invents, quotes out of the wrong turn, cuts the "not" off, takes questions, quotations and echoes for facts, repeats itself in other
  // words, names wrong kinds, and every fifth time answers no JSON at all.
  misbehaving: (request, call) => {
    if (call % 5 === 4) return 'Sure! Here are the memories: {"memories": [{"turn": 1, "quote": "I live in'
    const turns = shown(request)
    return note(
      turns.flatMap((text, at) => {
        const words = text.split(' ')
        const turn = at + 1
        return [
          { turn, quote: text, kind: 'fact', topic: 'everything' },
          { turn, quote: words.slice(0, -1).join(' '), kind: 'place', topic: 'home' },
          { turn, quote: words.slice(2).join(' '), kind: 'preference', topic: words.at(-1) ?? '' },
          { turn, quote: text.replace(/ not | don’t /, ' '), kind: 'opinion', topic: 'view' },
          { turn, quote: turns[(at + 1) % turns.length] ?? '', kind: 'name', topic: 'name' },
          { turn, quote: 'I live in Paris and I am a millionaire', kind: 'place', topic: 'Paris' },
          { turn: turn + 100, quote: text, kind: 'goal', topic: 'x' },
          { turn, quote: `My name is ${words[0]}`, kind: 'name', topic: words[0] ?? '' },
        ]
      }),
    )
  },
}
