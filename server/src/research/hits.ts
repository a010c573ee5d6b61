import type { SearchHit } from '../providers/search/search.ts'
import { canonicalUrl } from './addresses.ts'
import type { Found } from './merge.ts'

/** What a search found, as a passage a reply may lean on. What has no text is known by its title. */
export function foundOf(
  { title, url, text, published, authors = [] }: SearchHit,
  { by, now }: { by: string; now: Date },
): Found {
  return {
    ...{ kind: 'web', exchangeId: null, sessionId: null, sourceId: null, place: null, url, foundBy: by },
    title: title + byWhom(authors),
    group: canonicalUrl(url) ?? url,
    at: published ?? now.toISOString(),
    text: text.trim() || title,
  }
}

/** As papers are named: "(Ho)", "(Ho and Li)", "(Ho et al.)". */
function byWhom(authors: readonly string[]): string {
  const [first, second] = authors.map((name) => name.trim().split(/\s+/).at(-1) ?? '')
  if (!first) return ''
  if (authors.length === 2 && second) return ` (${first} and ${second})`
  return authors.length > 2 ? ` (${first} et al.)` : ` (${first})`
}
