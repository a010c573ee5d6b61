import type { CardsBrought } from '@lva/contracts/anki'
import { t } from '../messages/messages.ts'
import './messages.en.ts'

const KINDS = ['wordless', 'long', 'unreadable', 'full', 'media'] as const

/** What was left out of a package, line by line; what there was none of is not said. */
export const leftOut = (left: CardsBrought['left']): string[] =>
  KINDS.filter((kind) => left[kind] > 0).map((kind) => t(`anki.in.left.${kind}`, { count: left[kind] }))

/** What the file is called that is taken along. */
export const fileToTake = (now: Date): string => `cards-${now.toISOString().slice(0, 10)}.apkg`
