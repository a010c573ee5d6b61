import type { EdgeKind } from '@lva/contracts/knowledge'
import { wordsOf } from '../language/words.ts'

/** Words between two names that say how they hang together. `turned`: the second is what the first is of. */
const LINKS: Array<[words: string, kind: EdgeKind, turned: boolean]> = [
  ...(['part of', 'belongs to', 'belong to', 'piece of', 'inside', 'teil von', 'parte de', 'partie de'] as const).map(
    (words): [string, EdgeKind, boolean] => [words, 'part-of', false],
  ),
  ...(
    [
      'consists of',
      'consist of',
      'contains',
      'contain',
      'is made of',
      'made of',
      'includes',
      'has',
      'have',
      'besteht aus',
      'contiene',
      'contient',
    ] as const
  ).map((words): [string, EdgeKind, boolean] => [words, 'part-of', true]),
  ...(
    [
      'builds on',
      'build on',
      'depends on',
      'depend on',
      'based on',
      'rests on',
      'requires',
      'require',
      'needs',
      'need',
      'comes from',
      'come from',
      'follows from',
      'is made from',
      'assumes',
      'beruht auf',
      'baut auf',
      'depende de',
      'dépend de',
    ] as const
  ).map((words): [string, EdgeKind, boolean] => [words, 'builds-on', false]),
  ...(
    [
      'leads to',
      'lead to',
      'causes',
      'cause',
      'makes',
      'produces',
      'turns into',
      'explains',
      'führt zu',
      'causa',
      'mène à',
    ] as const
  ).map((words): [string, EdgeKind, boolean] => [words, 'builds-on', true]),
]
/** More words between two names are another matter. */
const BETWEEN_MAX = 7

/** How two names hang together, by the words between them. Pure. */
export function linkBetween(between: string): { kind: EdgeKind; turned: boolean } {
  const words = wordsOf(between).map(({ key }) => key)
  if (words.length <= BETWEEN_MAX && !words.some((word) => /^(?:not|no|never|nicht|kein|pas)$/.test(word))) {
    const said = ` ${words.join(' ')} `
    const link = LINKS.find(([some]) => said.includes(` ${some} `))
    if (link) return { kind: link[1], turned: link[2] }
  }
  return { kind: 'relates-to', turned: false }
}
