import { type Turn, unused } from './speech.ts'
import type { Aim } from './wording.ts'

/** A question of so few words is a simple one; the learner's own phrase counts as one. */
const SIMPLE_WORDS = 7
/** What somebody who likes it deep is asked, where nothing else suggests itself. */
const DEEPER: Partial<Record<Aim, Aim>> = { open: 'definition', learned: 'definition', vague: 'cause' }

/**
 * Which question the companion asks: one it has not asked in this session, first what fits the aim and the key phrase best, then anything
 * open; a short one first for whoever likes it simple or slow. Undefined when all of them were asked.
 */
export function ask(meant: Aim, key: string | undefined, turn: Turn): string | undefined {
  const { depth, pace } = turn.leans
  const aim = depth === 'high' ? (DEEPER[meant] ?? meant) : meant
  const { ask: keyed, askPlain: plain } = turn.wording
  const slots: Record<string, string> = key === undefined ? {} : { key }
  const withKey = key === undefined ? [] : [keyed[aim] ?? [], keyed.open]
  const order =
    aim === 'stuck' && turn.phrases.length === 0 ? [plain[aim] ?? []] : [...withKey, plain[aim] ?? [], plain.open]
  const simple = depth === 'low' || pace === 'low' ? order.map((templates) => templates.filter(isSimple)) : []
  for (const templates of [...simple, ...order]) {
    const question = unused(templates, slots, turn)
    if (question !== undefined) return question
  }
  return undefined
}

const isSimple = (template: string) => template.split(' ').length <= SIMPLE_WORDS
