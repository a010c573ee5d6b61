import type { Moment, RecurringQuestion } from '@lva/contracts/patterns'
import { likeness, wordSet } from '../../language/likeness.ts'
import { isStopWord } from '../../language/stop-words.ts'
import { wordsOf } from '../../language/words.ts'

/** A question that was asked, and where. */
export interface Question extends Moment {
  text: string
}

const ALIKE_FROM = 0.7
const TIMES_MIN = 3
/** Of fewer words of content nobody can say whether they are the same question. */
const CONTENT_MIN = 2
const SHOWN_MAX = 10
const MOMENTS_MAX = 10
const TEXT_MAX = 200
/** Compared before others are heard. */
const AT_ONCE = 20

/**
 * Questions that are asked again and again, the most frequent first: each is compared with the first of each group so far. `breath` lets
 * others be heard in between.
 */
export async function recurringIn(
  questions: readonly Question[],
  breath: () => Promise<unknown>,
): Promise<RecurringQuestion[]> {
  const groups: { first: ReadonlySet<string>; members: Question[] }[] = []
  for (const [n, question] of questions.entries()) {
    if (n % AT_ONCE === AT_ONCE - 1) await breath()
    const content = contentOf(question.text)
    if (content.size < CONTENT_MIN) continue
    const group = groups.find(({ first }) => likeness(first, content) >= ALIKE_FROM)
    if (group) group.members.push(question)
    else groups.push({ first: content, members: [question] })
  }
  return groups
    .filter(({ members }) => members.length >= TIMES_MIN)
    .map(({ members }) => {
      const latest = members.toSorted((a, b) => b.timestamp.localeCompare(a.timestamp))
      const moments = latest.slice(0, MOMENTS_MAX).map(({ text, ...moment }) => moment)
      return { text: latest[0]?.text.slice(0, TEXT_MAX).toWellFormed() ?? '', times: members.length, moments }
    })
    .sort((a, b) => b.times - a.times)
    .slice(0, SHOWN_MAX)
}

function contentOf(text: string): ReadonlySet<string> {
  const telling = wordsOf(text).filter(({ key }) => !isStopWord(key))
  return wordSet(telling.map(({ text }) => text).join(' '))
}
