import { type Turn, unused } from './speech.ts'
import type { Aim } from './wording.ts'

/**
 * Which question the companion asks: one it has not asked in this session, first what fits the aim and the key phrase best, then anything
 * open. Undefined when all of them were asked.
 */
export function ask(aim: Aim, key: string | undefined, turn: Turn): string | undefined {
  const { ask: keyed, askPlain: plain } = turn.wording
  const slots: Record<string, string> = key === undefined ? {} : { key }
  const withKey = key === undefined ? [] : [keyed[aim] ?? [], keyed.open]
  const order =
    aim === 'stuck' && turn.phrases.length === 0 ? [plain[aim] ?? []] : [...withKey, plain[aim] ?? [], plain.open]
  for (const templates of order) {
    const question = unused(templates, slots, turn)
    if (question !== undefined) return question
  }
  return undefined
}
