import type { English } from './en.ts'
import './everywhere.en.ts'
import { known } from './known.ts'
import { pluralCategory, writtenNumber } from './locale.ts'

export type MessageKey = keyof English

/**
 * The text for a key, with `{name}` filled in. A text with plural forms chooses by `count`; numbers are written the
 * learner's way.
 */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  const message = known[key] ?? key
  const sentence =
    typeof message === 'string' ? message : (message[pluralCategory(Number(values.count))] ?? message.other)
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name]
    if (value === undefined) return hole
    return typeof value === 'number' ? writtenNumber(value) : value
  })
}
