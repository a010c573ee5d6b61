import type { ReplyMark } from '@lva/contracts/conversation'

/** What is shown of a link: itself where the learner wrote it, else the words it was given; `marks` is told that one was left out. */
export function shownOfLink(
  link: string,
  { links, marks }: { links: (link: string) => boolean; marks: Set<ReplyMark> },
): string {
  if (links(link)) return link
  marks.add('withheld')
  return /^(?:https?:|www\.)/i.test(link) ? '' : link
}
