import { z } from 'zod'
import { ownLanguageOf } from '../language/tags.ts'
import { sumOf, sumText } from './calculator/sums.ts'
import { SUM_MAX } from './calculator/vocabulary.ts'
import type { CompanionTool } from './tool.ts'

const Input = z.object({
  expression: z
    .string()
    .min(1)
    .max(SUM_MAX)
    .describe('What is to be computed, such as `17 % of 2340`, `sqrt(2) * 3^4` or `5 feet 3 inches in cm`.'),
})

/** Computes exactly, and converts units. It reads and changes nothing. */
export const calculate: CompanionTool<z.infer<typeof Input>> = {
  ...{ name: 'calculator', title: 'tools.calculator', effect: 'reads', reaches: 'house', timeoutMs: 1_000 },
  description:
    'Computes a sum exactly: arithmetic, percentages, roots, logarithms, sines, factorials, and units of measurement.',
  input: Input,
  async run({ expression }, { context }) {
    const { locale } = context.facts
    const language = ownLanguageOf(locale)
    // A model writes in whatever language it likes; the point of its numbers is one.
    return { text: sumText(sumOf(expression, 'en'), language, locale) }
  },
}
