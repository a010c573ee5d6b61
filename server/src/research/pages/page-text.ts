import { setImmediate } from 'node:timers/promises'
import { seenLine } from '../../language/seen.ts'
import { openHtml, type Said } from '../../markup/html.ts'
import { MarkupTooDeep } from '../../markup/markup.ts'
import { isLeftOut } from './hidden.ts'
import { type PagePassage, passagesOf } from './passages.ts'

/** What a page says: the words of strangers, data and never an instruction. */
export interface PageText {
  /** Where it was asked for. */
  url: string
  title: string | null
  /** What it says it is written in (BCP 47). */
  language: string | null
  /** When it says it was published: RFC 3339, UTC. */
  published: string | null
  passages: PagePassage[]
}

/** As browsers nest; what is deeper is not read. */
const DEPTH_MAX = 512
/** Read in one go, so that others get their turn in between, in UTF-16 units. */
const SLICE = 16_384
/** Enough of a page; a book is read no further. */
const CHARACTERS_MAX = 200_000
const PARAGRAPHS_MAX = 5_000
/** Shorter than this, what calls itself the main part is none. */
const MAIN_MIN = 200
const TITLE_MAX = 300

type Read = Omit<PageText, 'url'>

/**
 * What is written in a page of HTML: its main part where it names one, else everything that is for readers. Nothing in it is run, fetched
 * or followed. What is nested without end is read as far as it makes sense. Rejects with the reason of `signal`.
 */
export async function readHtmlPage(
  markup: string,
  { xhtml, signal }: { xhtml: boolean; signal: AbortSignal },
): Promise<Read> {
  const said: Said[] = []
  let characters = 0
  let title: string | null = null
  let language: string | null = null
  let published: string | null = null

  const tell = (one: Said) => {
    if ('title' in one) title ??= seenLine(one.title, TITLE_MAX) || null
    else said.push(one)
    if (!('title' in one)) characters += ('text' in one ? one.text : one.heading).length
  }
  const leavesOut = (name: string, attributes: Readonly<Record<string, string>>) => {
    if (name === 'html') language ??= tagOf(attributes.lang ?? attributes['xml:lang'])
    if (name === 'meta' && attributes.property === 'article:published_time') published ??= instantOf(attributes.content)
    return isLeftOut(name, attributes)
  }
  const isEnough = () => characters >= CHARACTERS_MAX || said.length >= PARAGRAPHS_MAX
  const page = openHtml(tell, { leavesOut, selfClosing: xhtml, depthMax: DEPTH_MAX })
  try {
    for (let from = 0; from < markup.length && !isEnough(); from += SLICE) {
      if (from > 0) await setImmediate()
      signal.throwIfAborted()
      page.write(markup.slice(from, from + SLICE))
    }
    page.end()
  } catch (error) {
    if (!(error instanceof MarkupTooDeep)) throw error
    page.finish()
  }
  return { title, language, published, passages: await passagesOf(mainOf(said), signal) }
}

/** What is written in a plain text: its paragraphs. Rejects with the reason of `signal`. */
export async function readPlainPage(text: string, { signal }: { signal: AbortSignal }): Promise<Read> {
  const paragraphs = text
    .slice(0, CHARACTERS_MAX)
    .replaceAll('\r\n', '\n')
    .split(/\n[^\S\n]*\n/)
  const said = paragraphs.map((paragraph): Said => ({ text: paragraph.replaceAll('\n', ' ') }))
  return { title: null, language: null, published: null, passages: await passagesOf(said, signal) }
}

function mainOf(said: readonly Said[]): readonly Said[] {
  const main = said.filter((one) => 'main' in one)
  const length = main.reduce((sum, one) => sum + ('text' in one ? one.text.trim().length : 0), 0)
  return length >= MAIN_MIN ? main : said
}

const tagOf = (tag: string | undefined): string | null =>
  tag && /^[a-z]{2,3}(?:-[a-z\d]{1,8}){0,3}$/i.test(tag) ? tag : null

function instantOf(text: string | undefined): string | null {
  const at = text && text.length <= 40 ? Date.parse(text) : Number.NaN
  return Number.isFinite(at) && at > 0 ? new Date(at).toISOString() : null
}
