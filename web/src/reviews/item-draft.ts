import type { Item, ItemChanges, PromptKind } from '@lva/contracts/reviews'

export const PROMPT_KINDS: PromptKind[] = ['recall', 'application', 'why', 'teach-back']

/** A line that is being edited; one without an id is new. `kind` is there for questions. */
export interface Line {
  id: string | null
  text: string
  kind: PromptKind
}

/** A card as it stands in the form. */
export interface Draft {
  concept: string
  deck: string
  neededOn: string
  prompts: Line[]
  points: Line[]
}

/** What the form begins with. */
export const draftOf = ({ concept, deck, needed_on, prompts, points }: Item): Draft => ({
  ...{ concept, deck, neededOn: needed_on ?? '' },
  prompts: prompts.map(({ id, text, kind }) => ({ id, text, kind })),
  points: points.map(({ id, text }) => ({ id, text, kind: 'recall' })),
})

/** What is to be changed for a card to say what the form says; null when it does already, or when there would be no question or no point. */
export function changesOf(item: Item, draft: Draft): ItemChanges | null {
  const before = draftOf(item)
  const written = (lines: readonly Line[]) => lines.filter(({ text }) => text.trim() !== '')
  const [prompts, points] = [written(draft.prompts), written(draft.points)]
  if (prompts.length === 0 || points.length === 0 || draft.concept.trim() === '') return null
  const changes: ItemChanges = {
    ...(draft.concept.trim() !== before.concept && { concept: draft.concept.trim() }),
    ...(draft.deck.trim() !== before.deck && { deck: draft.deck.trim() }),
    ...(draft.neededOn !== before.neededOn && { needed_on: draft.neededOn || null }),
    ...(!alike(prompts, before.prompts) && { prompts: prompts.map(({ kind, ...line }) => ({ ...sent(line), kind })) }),
    ...(!alike(points, before.points) && { points: points.map(sent) }),
  }
  return Object.keys(changes).length > 0 ? changes : null
}

const sent = ({ id, text }: Pick<Line, 'id' | 'text'>) => ({ text: text.trim(), ...(id !== null && { id }) })

const alike = (some: readonly Line[], others: readonly Line[]): boolean =>
  some.length === others.length &&
  some.every((line, index) => {
    const other = others[index]
    return other && line.id === other.id && line.text.trim() === other.text && line.kind === other.kind
  })
