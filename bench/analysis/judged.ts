import type { Specialist } from '@lva/contracts/analysis'
import type { Draft } from '../../server/src/analysis/material.ts'
import { nameKey } from '../../server/src/analysis/specialists/topics.ts'
import { type Dialogue, LABELS } from './corpus.ts'

/** How many statements are right, how many are not, and which labels nobody found. */
export interface Judged {
  right: number
  wrong: string[]
  missed: string[]
  /** Labels that had to be found. */
  labels: number
}

const turnOf = ({ turns }: Draft): number => Number(turns[0]?.split('/')[1])
const overlaps = (one: string, other: string) => one.includes(other) || other.includes(one)

/** Holds what a specialist found in a dialogue against its labels. */
export function judged(name: Specialist, drafts: readonly Draft[], { id, expected }: Dialogue): Judged {
  if (name === 'topics' || name === 'explore-next') {
    const names = expected[LABELS[name]] as string[]
    const keys = names.map(nameKey)
    const isOne = ({ text }: Draft) => keys.some((key) => overlaps(nameKey(text.split(':')[0] ?? ''), key))
    const right = drafts.filter(isOne).length
    const found = keys.filter((key) => drafts.some(({ text }) => nameKey(text.split(':')[0] ?? '') === key))
    // Of the topics one is enough.
    const whole = name === 'topics'
    const missed = whole
      ? names.length > 0 && right === 0
        ? [names.join('|')]
        : []
      : names.filter((_, at) => !found.includes(keys[at] ?? ''))
    return {
      right,
      wrong: drafts.filter((draft) => !isOne(draft)).map(({ text }) => `${id} ${text}`),
      missed: missed.map((one) => `${id} ${one}`),
      labels: whole ? Math.min(1, names.length) : names.length,
    }
  }
  const labels = expected[LABELS[name]] as Array<[number, string, ...string[]]>
  const fits = (draft: Draft, [turn, words, day]: (typeof labels)[number]) =>
    turnOf(draft) === turn &&
    overlaps(draft.quote, words) &&
    (name !== 'action-items' || (draft.due ?? null) === (day ?? null))
  const wrong = drafts.filter((draft) => !labels.some((label) => fits(draft, label)))
  return {
    right: drafts.length - wrong.length,
    wrong: wrong.map((draft) => `${id}/${turnOf(draft)} ${draft.quote}${draft.due ? ` (${draft.due})` : ''}`),
    missed: labels
      .filter((label) => !drafts.some((draft) => fits(draft, label)))
      .map((label) => `${id} ${label.join(' ')}`),
    labels: labels.length,
  }
}
