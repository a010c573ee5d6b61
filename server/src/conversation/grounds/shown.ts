import type { ReplyMark } from '@lva/contracts/conversation'
import { endsSentence } from '../../language/words.ts'

/** A sentence without end. */
export const SENTENCE_MAX = 600

/** Where the first sentence ends, its closing quotation marks included; 0 while that is not known. */
export function endOf(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at)
    if (sign === '\n' || '。！？'.includes(sign)) return at + 1
    if (!'.!?…'.includes(sign)) continue
    let end = at + 1
    while ('.!?…"”’»)'.includes(text.charAt(end)) && end < text.length) end += 1
    if (end < text.length && !/\s/.test(text.charAt(end))) continue
    if (endsSentence(text, at) || end > at + 1) return end
    at = end - 1
  }
  return text.length > SENTENCE_MAX ? text.lastIndexOf(' ') + 1 : 0
}

/** What is shown of a link: itself where the learner wrote it, else the words it was given; `marks` is told that one was left out. */
export function shownOfLink(
  link: string,
  { links, marks }: { links: (link: string) => boolean; marks: Set<ReplyMark> },
): string {
  if (links(link)) return link
  marks.add('withheld')
  return /^(?:https?:|www\.)/i.test(link) ? '' : link
}
