/** A prompt that waits, as far as its place in the queue depends on it. */
export interface Waiting {
  id: string
  itemId: string
  dueOn: string
  reviews: number
  /** How likely it is recalled today; null: never reviewed. */
  retrievability: number | null
}

/**
 * In which order prompts are asked: what is nearest to being forgotten first, then what is new, the oldest first. Two of one item are kept
 * apart, because one gives the other away; a later one comes as soon as another stands between. Pure.
 */
export function inOrder<One extends Waiting>(waiting: readonly One[]): One[] {
  const seen = waiting
    .filter(({ reviews }) => reviews > 0)
    .sort((a, b) => (a.retrievability ?? 0) - (b.retrievability ?? 0) || a.id.localeCompare(b.id))
  const fresh = waiting
    .filter(({ reviews }) => reviews === 0)
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.id.localeCompare(b.id))
  return apart([...seen, ...fresh])
}

/** How far ahead another item is looked for. */
const LOOKED_AT = 20

function apart<One extends Waiting>(queue: readonly One[]): One[] {
  const left = [...queue]
  const dealt: One[] = []
  while (left.length > 0) {
    const last = dealt.at(-1)?.itemId
    const at = left.slice(0, LOOKED_AT).findIndex(({ itemId }) => itemId !== last)
    dealt.push(...left.splice(Math.max(0, at), 1))
  }
  return dealt
}
