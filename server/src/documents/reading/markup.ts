import { Parser } from 'htmlparser2'
import { Unreadable } from './reading.ts'

/** Deeper than anything people or their programs write. */
const DEPTH_MAX = 2_000

/** What is heard while markup is read from its beginning to its end. */
export interface Hearing {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
}

/**
 * Reads HTML, or XML with `xml`, without building a tree of it. Entities that a document declares itself are not expanded, and nothing it
 * names is fetched. Throws Unreadable `too-much-work` for what is nested without end.
 */
export function readMarkup(markup: string, { open, text, close }: Hearing, { xml = false } = {}): void {
  let depth = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > DEPTH_MAX) throw new Unreadable('too-much-work')
        open?.(name, attributes)
      },
      ontext: (part) => text?.(part),
      onclosetag(name) {
        depth--
        close?.(name)
      },
    },
    // Chapters of a book are XHTML, where `<title/>` is whole. Taken for an open tag it would swallow all that follows.
    { xmlMode: xml, decodeEntities: true, recognizeSelfClosing: true },
  )
  parser.end(markup)
}
