import { stem } from '../db/stem.ts'
import { tokens } from '../db/words.ts'
import { likeness, wordSet } from '../language/likeness.ts'
import { isStopWord } from '../language/stop-words.ts'
import { tokensIn } from '../language/token-count.ts'
import type { RecalledPassage } from '../providers/llm/llm.ts'
import { canonicalUrl } from './addresses.ts'

/** A passage that was found, before a reply names it. */
export type Found = Omit<RecalledPassage, 'id'>

/** The constant of reciprocal-rank fusion (Cormack, Clarke and Büttcher 2009). */
const FUSION = 60
/** What a passage keeps of its rank that holds no word of the query, 0–1. */
const WITHOUT_WORDS = 0.3
/** With each passage of a source that is taken already, the next one counts so much, 0–1: one source does not speak alone. */
const AGAIN = 0.8
/** Texts that share so much of their words say the same, 0–1. */
const ALIKE = 0.8
/** Most passages, the longest of them in characters, and all of them in tokens. */
const PASSAGES_MAX = 8
const TEXT_MAX = 1_200
const TOKENS_MAX = 1_800

interface Candidate {
  one: Found
  source: string
  /** Summed over the sources that found it. */
  fused: number
  words: ReadonlySet<string>
}

/**
 * What several sources found, as one list, best first: the same page once, near-duplicates once, ranked by how high it stood with each source
 * (reciprocal-rank fusion) and how many of the query's words it holds, and mixed so that no source speaks alone. At most 8 passages and 1,800
 * tokens. Pure.
 */
export function merge(query: string, lists: ReadonlyArray<{ source: string; found: readonly Found[] }>): Found[] {
  const terms = new Set(
    tokens(query)
      .filter((word) => !isStopWord(word))
      .map(stem),
  )
  const candidates = new Map<string, Candidate>()
  for (const { source, found } of lists)
    for (const [rank, one] of found.entries()) {
      const key = keyOf(one)
      const gain = 1 / (FUSION + rank + 1)
      const known = candidates.get(key)
      if (known) {
        known.fused += gain
        // The longer text says more of the same page.
        if (one.text.length > known.one.text.length) known.one = { ...known.one, text: one.text }
      } else candidates.set(key, { one, source, fused: gain, words: wordSet(`${one.title ?? ''}\n${one.text}`) })
    }
  return mixed([...candidates.values()], terms)
}

function keyOf({ url, kind, exchangeId, sourceId, place, text }: Found): string {
  const page = url === undefined ? null : (canonicalUrl(url) ?? url)
  return page ?? `${kind} ${exchangeId ?? sourceId} ${place?.from ?? text.slice(0, 40)}`
}

function mixed(candidates: Candidate[], terms: ReadonlySet<string>): Found[] {
  const left = new Set(candidates)
  const taken: Candidate[] = []
  const times = new Map<string, number>()
  let room = TOKENS_MAX
  const worth = ({ fused, words, source }: Candidate) =>
    fused * (WITHOUT_WORDS + (1 - WITHOUT_WORDS) * covered(terms, words)) * AGAIN ** (times.get(source) ?? 0)
  while (left.size > 0 && taken.length < PASSAGES_MAX) {
    const best = [...left].reduce((one, other) => (worth(other) > worth(one) ? other : one))
    left.delete(best)
    if (taken.some(({ words }) => likeness(words, best.words) >= ALIKE)) continue
    const text = shortened(best.one.text)
    const cost = tokensIn(text)
    // A long one does not keep shorter ones out.
    if (cost > room && taken.length > 0) continue
    room -= cost
    times.set(best.source, (times.get(best.source) ?? 0) + 1)
    taken.push({ ...best, one: { ...best.one, text } })
  }
  return taken.map(({ one }) => one)
}

/** How many of the query's words a passage holds, 0–1. */
function covered(terms: ReadonlySet<string>, words: ReadonlySet<string>): number {
  if (terms.size === 0) return 1
  let held = 0
  for (const term of terms) if (words.has(term)) held += 1
  return held / terms.size
}

/** Cut at the end of a sentence where one ends in its last third, else at a word. */
function shortened(text: string): string {
  if (text.length <= TEXT_MAX) return text
  const cut = text.slice(0, TEXT_MAX).toWellFormed()
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('。'))
  if (end > (TEXT_MAX * 2) / 3) return cut.slice(0, end + 1)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), TEXT_MAX / 2)).trimEnd()} …`
}
