import { readFileSync } from 'node:fs'
import type { Specialist } from '@lva/contracts/analysis'
import { z } from 'zod'
import type { Material } from '../../server/src/analysis/material.ts'
import type hearOne from '../../server/src/knowledge/hearing.ts'

const Label = z.tuple([z.int().min(1), z.string()]).rest(z.string())
const Labels = z.array(Label)
const Names = z.array(z.string())

/** A labelled dialogue: see `rubric.md`. */
const Dialogue = z.object({
  id: z.string(),
  language: z.enum(['en', 'de', 'fr', 'es']),
  half: z.enum(['tuning', 'held-out']),
  turns: z.array(z.object({ said: z.string(), replied: z.string().nullable() })),
  expected: z.object({
    ...{ topics: Names, concepts: Labels, questions: Labels, decisions: Labels, actions: Labels, changes: Labels },
    next: Names,
  }),
  graph: z
    .object({
      neighbours: z.array(z.object({ name: z.string(), near: z.string(), turns: z.array(z.string()).default([]) })),
      gaps: z.array(z.object({ name: z.string(), why: z.enum(['little-said', 'no-links']) })),
      due: z.array(z.object({ name: z.string(), count: z.int() })),
    })
    .default({ neighbours: [], gaps: [], due: [] }),
})
const Corpus = z.object({ said_on: z.iso.datetime(), timezone: z.string(), dialogues: z.array(Dialogue) })
export type Dialogue = z.infer<typeof Dialogue>
export type Half = Dialogue['half']

/** Which labels belong to which specialist. */
export const LABELS = {
  topics: 'topics',
  concepts: 'concepts',
  'open-questions': 'questions',
  decisions: 'decisions',
  'action-items': 'actions',
  changes: 'changes',
  'explore-next': 'next',
} as const satisfies Record<Specialist, keyof Dialogue['expected']>

const corpus = Corpus.parse(JSON.parse(readFileSync(new URL('./dialogues.json', import.meta.url), 'utf8')))

/** The dialogues, all or of one half. */
export const dialoguesOf = (half?: Half): Dialogue[] =>
  corpus.dialogues.filter((dialogue) => half === undefined || dialogue.half === half)

/** What specialists are given of a dialogue; `hear` says what its turns speak of, as for the graph. Turns are called `en-01/1`. */
export function materialOf({ id, language, turns, graph }: Dialogue, hear: typeof hearOne): Material {
  const said = turns.map((turn, at) => ({
    ...{ ...turn, id: `${id}/${at + 1}`, sessionId: id, captured: false },
    at: new Date(Date.parse(corpus.said_on) + at * 60_000).toISOString(),
  }))
  const names = Object.fromEntries(
    said.map((turn) => [turn.id, hear({ text: turn.said }).names.map(({ name }) => name)]),
  )
  return { turns: said, graph: { ...graph, names }, replaced: [], language, timezone: corpus.timezone }
}
