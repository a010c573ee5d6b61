import { en } from './en.ts'
import { pluralCategory, writtenNumber } from './locale.ts'

export type MessageKey = keyof typeof en
type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/**
 * The text for a key, with `{name}` filled in. A text with plural forms chooses by `count`; numbers are written the
 * learner's way.
 */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  const message = en[key] as string | Plural
  const sentence =
    typeof message === 'string' ? message : (message[pluralCategory(Number(values.count))] ?? message.other)
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name]
    if (value === undefined) return hole
    return typeof value === 'number' ? writtenNumber(value) : value
  })
}
