import { groundsOf } from '../../server/src/conversation/grounds/grounds.ts'
import { createGuardedReply } from '../../server/src/conversation/grounds/guarded-reply.ts'
import type { RecalledPassage } from '../../server/src/providers/llm/llm.ts'
import { type FalseCase, type HonestCase, NOW, passages } from './cases.ts'

/** What became of a reply. */
export interface Guarded {
  text: string
  used: string[]
  marks: string[]
}

/** Lets a whole reply through the guard in pieces of so many characters. */
export function guarded(
  { asked, given, said = [], reply }: { asked: string; given: RecalledPassage[]; said?: string[]; reply: string },
  repeats: (text: string) => boolean = () => false,
  size = 5,
): Guarded {
  const facts = { text: asked, recalled: given, now: NOW, timezone: 'UTC', locale: 'en-GB', saidInSession: said }
  const guard = createGuardedReply(groundsOf(facts, { summary: null, repeats }))
  let text = ''
  for (let at = 0; at < reply.length; at += size) text += guard.next(reply.slice(at, at + size))
  text += guard.end(text)
  return { text, used: [...guard.used], marks: [...guard.marks] }
}

const RAW_MARK = /[[【(]\s?s?\s?\d+\s?[\])】]/i
/** An id that is no mark any more. */
const RAW_ID = /(?<![\p{L}\p{N}])s\d{1,2}(?![\p{L}\p{N}])/iu
const plain = (text: string) =>
  text
    .replace(/\s?\[[^\]]*\]/g, '')
    .replace(/\s+/g, ' ')
    .trim()

/** What is wrong with what became of an honest reply; null: nothing. */
export function falseAlarm({ asked, given, said, reply, uses, shown }: HonestCase): string | null {
  const result = guarded({ asked, given: passages(given), said, reply })
  const same = shown === undefined ? plain(result.text) === plain(reply) : result.text === shown
  if (!same || RAW_ID.test(result.text)) return `changed: ${result.text}`
  if (result.marks.length > 0) return `marked ${result.marks}`
  const lost = uses.filter((id) => !result.used.includes(id))
  return lost.length > 0 ? `lost ${lost}` : null
}

/** What came through of a reply that is not grounded; null: nothing. */
export function missed({ asked, given, reply, lie, cite }: FalseCase): string | null {
  const { text, used } = guarded({ asked, given: passages(given), reply })
  if (lie !== null && text.toLowerCase().includes(lie.toLowerCase())) return `said: ${text}`
  const wrong = used.filter((id) => !cite.includes(id))
  if (lie === null && wrong.length > 0) return `cited ${wrong}`
  return RAW_MARK.test(text) ? `mark: ${text}` : null
}
