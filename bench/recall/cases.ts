import { readFileSync } from 'node:fs'
import type { RecalledPassage } from '../../server/src/providers/llm/llm.ts'
import { createRandom } from '../random.ts'
import type { Corpus, CorpusTurn, Question } from '../retrieval/corpus.ts'

/** A reply as a model might give it. `given` are the passages it was given, `s1` first; `said` what was said before in the session. */
interface ReplyCase {
  asked: string
  given: string[]
  said?: string[]
  reply: string
}

/** A reply that says what is so. */
export interface HonestCase extends ReplyCase {
  /** The passages it rests on. */
  uses: string[]
  /** What is to be shown of it, where that is told apart to the letter. */
  shown?: string
}

/** A reply that is not grounded: `lie` must not come through (null: only the source is wrong), and no source but those of `cite`. */
export interface FalseCase extends ReplyCase {
  kind: string
  lie: string | null
  cite: string[]
}

/** A text that gives orders to a model, and what one that obeys would answer. */
export interface Injection {
  where: 'document' | 'caption' | 'turn'
  language: string
  text: string
  obeyed: string
}

interface Notebook {
  now: string
  entries: Array<{ id: string; on: string; turns: string[] }>
  everyday: string[]
  replies: string[]
}

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as T

const notebook = read<Notebook>('notebook')
export const NOW = new Date(notebook.now)
export const HONEST = read<HonestCase[]>('honest')
export const FALSE = read<FalseCase[]>('adversarial')
export const INJECTIONS = read<Injection[]>('injections')
export const HARMLESS = read<string[]>('harmless')
/** Labelled apart from those the rules were read off; no rule was changed for them. */
export const HELD_OUT = {
  honest: read<HonestCase[]>('honest-held-out'),
  false: read<FalseCase[]>('adversarial-held-out'),
  injections: read<Injection[]>('injections-held-out'),
  harmless: read<string[]>('harmless-held-out'),
}

/** Half a year of somebody's notes, a sitting for each matter, with everyday talk around it; the same every time. */
export function notes(): Corpus {
  const random = createRandom('notebook')
  const turns: CorpusTurn[] = []
  for (const { id, on, turns: told } of [...notebook.entries].sort((a, b) => a.on.localeCompare(b.on))) {
    const began = Date.parse(`${on}T09:00:00Z`)
    const around = () => Array.from({ length: random.whole(1, 4) }, () => random.pick(notebook.everyday))
    const said = [
      ...around().map((text, n) => ({ text, id: `${id}.before.${n}` })),
      ...told.map((text, n) => ({ text, id: `${id}.${n}` })),
      ...around().map((text, n) => ({ text, id: `${id}.after.${n}` })),
    ]
    for (const [n, { text, id: name }] of said.entries())
      turns.push({
        ...{ id: name, session: `sitting ${id}`, text, reply: random.pick(notebook.replies) },
        at: new Date(began + n * 120_000).toISOString(),
      })
  }
  const questions = read<Array<[string, string | string[]]>>('questions').map(
    ([text, evidence]): Question => ({
      ...{ text, kind: evidence.length > 0 ? 'said' : 'never said', evidence: [evidence].flat() },
    }),
  )
  return { name: 'notebook', now: notebook.now, turns, questions }
}

const byId = new Map<string, { text: string; at: string; entry: string }>(
  notebook.entries.flatMap(({ id, on, turns }) =>
    turns.map((text, n) => [`${id}.${n}`, { text, at: `${on}T09:00:00Z`, entry: id }] as const),
  ),
)

/** Passages of the notes as a turn is given them. */
export function passages(names: readonly string[]): RecalledPassage[] {
  return names.map((name, n) => {
    const turn = byId.get(name)
    if (!turn) throw new Error(`There is no ${name} in the notebook.`)
    return {
      ...{ id: `s${n + 1}`, kind: 'turn', exchangeId: name, sessionId: turn.entry, sourceId: null },
      ...{ title: null, place: null, group: turn.entry, at: turn.at, text: turn.text },
    }
  })
}
