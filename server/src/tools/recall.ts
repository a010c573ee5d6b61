import { z } from 'zod'
import { ownLanguageOf } from '../language/tags.ts'
import { type Remembered, recalling } from './carried-out.ts'
import type { CompanionTool } from './tool.ts'

const Input = z.object({
  about: z.string().min(1).max(200).describe('What it is to be about, in the learner’s words: `exam`, `sister`.'),
})

/** Tells a model what the learner said of themselves about something. It reads and changes nothing. */
export function createRecall(
  holding: (userId: string, text: string) => Promise<Remembered[]>,
): CompanionTool<z.infer<typeof Input>> {
  return {
    ...{ name: 'memory', title: 'tools.memory', effect: 'reads', reaches: 'house', timeoutMs: 3_000 },
    description: 'Finds what the learner told about themselves: plans, preferences, people, dates.',
    input: Input,
    async run({ about }, { context: { userId, facts } }) {
      const { text, sources } = recalling(about, await holding(userId, about), {
        ...{ language: ownLanguageOf(facts.locale), locale: facts.locale, timezone: facts.timezone, now: facts.now },
      })
      return { text, sources: sources.map(({ id: _, ...source }) => source) }
    },
  }
}
