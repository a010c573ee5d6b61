import { seenLine } from '../../language/seen.ts'
import { endsSentence } from '../../language/words.ts'
import { AUTHORS_MAX, QUERY_MAX, type SearchHit, TEXT_MAX, TITLE_MAX, URL_MAX } from './search.ts'

/** A hit as a source wrote it down, before anything of it is believed. */
export interface RawHit {
  title: string
  url: string
  text?: string | null | undefined
  published?: string | null | undefined
  authors?: readonly string[] | undefined
}

const AUTHOR_MAX = 120
/** A passage ends with a sentence if one ends in its last part. */
const LAST_PART = 0.5

/** What is left of a source's hits: those that lead somewhere and are called something, each once, within all bounds. Pure. */
export function hitsOf(raw: readonly RawHit[], limit: number): SearchHit[] {
  const hits = new Map<string, SearchHit>()
  for (const one of raw) {
    if (hits.size >= limit) break
    const hit = hitOf(one)
    if (hit && !hits.has(hit.url)) hits.set(hit.url, hit)
  }
  return [...hits.values()]
}

function hitOf({ title, url, text, published, authors }: RawHit): SearchHit | null {
  const address = addressOf(url)
  if (address === null) return null
  const named = (authors ?? []).slice(0, AUTHORS_MAX).flatMap((name) => seenLine(name, AUTHOR_MAX) || [])
  return {
    title: seenLine(title, TITLE_MAX) || new URL(address).hostname,
    url: address,
    text: passage(text ?? ''),
    published: instantOf(published),
    ...(named.length > 0 ? { authors: named } : {}),
  }
}

/** An address that may be shown and opened; null for any other. Fragments go: they are parts of one page. */
function addressOf(text: string): string | null {
  if (text.length > URL_MAX) return null
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null
  url.hash = ''
  return url.href.length > URL_MAX ? null : url.href
}

/** A query as it is sent: on one line, without what no search engine reads. Pure. */
export const queryOf = (query: string): string => seenLine(query, QUERY_MAX)

function passage(text: string): string {
  const line = seenLine(text, TEXT_MAX + 1)
  if (line.length <= TEXT_MAX) return line
  for (let at = TEXT_MAX - 1; at > TEXT_MAX * LAST_PART; at -= 1)
    if ('.!?…。'.includes(line.charAt(at)) && endsSentence(line, at)) return line.slice(0, at + 1)
  return `${line
    .slice(0, TEXT_MAX - 1)
    .toWellFormed()
    .trimEnd()}…`
}

/** RFC 3339 in UTC, for a date that can be one; null for anything else. */
function instantOf(text: string | null | undefined): string | null {
  if (!text || text.length > 60) return null
  const ms = Date.parse(text)
  // Years beyond four digits are no dates of publications.
  return Number.isFinite(ms) && ms > -62_135_596_800_000 && ms < 253_402_300_800_000 ? new Date(ms).toISOString() : null
}
