import { wordsOf } from '../../../language/words.ts'
import { anyOf, capitalised, isUsed, listed, type Turn } from './speech.ts'

const ITEM_WORDS_MAX = 8
const ITEM_CHARACTERS_MAX = 80
/** Points said back; more would be a lecture. */
const ITEMS_SAID = 7
const OPENING =
  /^(?:(?:first|firstly|second|secondly|third|thirdly|fourth|finally|lastly|then|next|also|and|or|step|number|point|one|two|three|four|erstens|zweitens|drittens|und|y|e|et|primero|segundo|tercero|premièrement|deuxièmement|troisièmement|puis|enfin)\b[\s,:.]*(?:(?:is|you|we|i)\b\s*)?)+/i
const ANNOUNCEMENT =
  /^.*(?::|\b(?:are|is|were|was|include|includes|need|needs|have|has|covered|bought|like|besides|sind|ist|gibt es|son|sont)\b)\s*(?:to\b)?/i
const NO_MORE =
  /^(?:no|nope|nothing|none|thats it|thats all|not really|nothing else|no more|nein|nichts|das wars|no nada|nada|non|rien|cest tout)(?: |$)/

/** Answers a list: asks "what else?" once, and sums the list up the next time. Undefined when the turn is no part of a list. */
export function answerToList(turn: Turn): string | undefined {
  const { facts, wording } = turn
  const lastReply = facts.repliedInSession.at(-1) ?? ''
  const wasAsked = wording.whatElse.some((template) => isUsed(template, lastReply))
  if (!wasAsked) return facts.intent === 'listing' ? whatElse(turn) : undefined
  const more = NO_MORE.test(
    wordsOf(facts.text)
      .map((word) => word.key)
      .join(' '),
  )
    ? []
    : itemsOf(facts.text)
  if (more.length === 0 && facts.intent === 'question') return undefined
  const items = unique([...itemsOf(facts.saidInSession.at(-1) ?? ''), ...more])
  if (items.length === 0 || (facts.intent !== 'listing' && turn.words > 12)) return undefined
  const sum = anyOf(wording.listSum, { list: listed(items.slice(0, ITEMS_SAID), wording) }, turn)
  return `${sum} ${anyOf(wording.listAsk, {}, turn)}`
}

function whatElse(turn: Turn): string | undefined {
  const items = itemsOf(turn.facts.text)
  if (items.length === 0) return undefined
  return capitalised(anyOf(turn.wording.whatElse, { list: listed(items.slice(0, ITEMS_SAID), turn.wording) }, turn))
}

const unique = (items: string[]) => [...new Map(items.map((item) => [item.toLowerCase(), item])).values()]

/** The points of a list as the learner said them, without "first", "and" or what announces the list. */
function itemsOf(text: string): string[] {
  const seen = text.slice(0, 2_000)
  const bullets = seen.split(/(?:^|\s)(?:[-*•]|\d{1,2}[.)])\s+/u).filter((part) => part.trim())
  const parts =
    bullets.length >= 2
      ? bullets
      : seen.split(/[,;\n.、，]|\s(?:and|und|y|et|or|oder)\s|\s(?=(?:then|finally|second|third|two|three)\s)/iu)
  return parts
    .map((part, at) => (at === 0 && wordsOf(part).length > 2 ? part.replace(ANNOUNCEMENT, '') : part))
    .map((part) => trimmed(part.trim().replace(OPENING, '')))
    .filter((item) => item && wordsOf(item).length <= ITEM_WORDS_MAX && item.length <= ITEM_CHARACTERS_MAX)
}

function trimmed(item: string): string {
  const words = wordsOf(item)
  while (words.length > 1 && /^(?:too|also|well|as|auch|también|aussi)$/.test(words.at(-1)?.key ?? '')) words.pop()
  return item.slice(words[0]?.start ?? 0, words.at(-1)?.end ?? 0)
}
