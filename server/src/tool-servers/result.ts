import { z } from 'zod'
import { seenText } from '../language/seen.ts'

/** The most that is taken of a result, in UTF-16 units. */
const TEXT_MAX = 8_000
const PARTS_MAX = 50

/** What is looked at of a result. */
export const Result = z.object({
  content: z.array(z.unknown()).catch([]),
  structuredContent: z.record(z.string(), z.unknown()).optional().catch(undefined),
  isError: z.boolean().optional().catch(undefined),
})
export type Result = z.infer<typeof Result>

const Words = z.object({ type: z.literal('text'), text: z.string() })

/** What a result says, as text for a model: bounded, without signs that show nothing. What is no text is counted and left out. Pure. */
export function textOf({ content, structuredContent }: Result): string {
  const parts = content.slice(0, PARTS_MAX).map((part) => Words.safeParse(part))
  const words = parts.flatMap(({ data }) => (data ? [data.text.slice(0, TEXT_MAX + 1)] : [])).join('\n')
  const said = words.trim() === '' && structuredContent ? JSON.stringify(structuredContent) : words
  const others = content.length - parts.filter(({ success }) => success).length
  const left = others > 0 ? [`(${others} more of it is no text and was left out.)`] : []
  const cut = said.length > TEXT_MAX ? ['(The rest was left out.)'] : []
  return [seenText(said.slice(0, TEXT_MAX)), ...cut, ...left].join('\n').trim()
}
