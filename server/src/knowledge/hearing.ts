import type { Heard } from './heard.ts'
import { hear, type Tagged } from './phrases.ts'

// Half a second and 50 MB; it is loaded in the thread that has this work, at its first.
const { default: nlp } = await import('compromise/three')

/** Says what a text speaks of. Heavy work: it has a thread of its own. */
export default function hearOne({ text }: { text: string }): Heard {
  return hear(text, tagged)
}

function tagged(sentence: string): Tagged[] {
  const [terms = []]: Term[][] = nlp(sentence)
    .json({ terms: { text: true, tags: true, whitespace: true } })
    .map(({ terms }: { terms: Term[] }) => terms)
  return terms.map(({ text, tags, pre, post }) => ({
    text,
    tags: new Set(tags),
    opens: /[^\s]/.test(pre),
    stops: /[^\s\p{L}\p{N}]/u.test(post) || /[,;:.!?)]$/.test(text),
  }))
}

interface Term {
  text: string
  tags: string[]
  pre: string
  post: string
}
