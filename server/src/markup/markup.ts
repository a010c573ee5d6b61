import { Parser } from 'htmlparser2'

/** Deeper than anything people or their programs write. */
const DEPTH_MAX = 2_000

/** Markup that is nested deeper than anybody nests. */
export class MarkupTooDeep extends Error {
  constructor() {
    super('Markup is nested without end.')
    this.name = 'MarkupTooDeep'
  }
}

/** What is heard while markup is read from its beginning to its end. Every `open` has its `close`. */
export interface Hearing {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  /** `implied`: nothing in the markup closes it. */
  close?(name: string, implied: boolean): void
  /** A document type, with whatever it declares. */
  declares?(): void
}

/** How markup is read. */
export interface Reading {
  xml?: boolean
  /** `<div/>` is whole, as in XHTML; a browser takes it for an open one in HTML. */
  selfClosing?: boolean
  /** Elements within each other, at most. */
  depthMax?: number
}

/**
 * Reads HTML, or XML with `xml`, part by part, without building a tree of it. Entities that a document declares itself are not expanded, and nothing it
 * names is fetched. Both verbs throw MarkupTooDeep for what is nested without end, and what `hearing` throws.
 */
export function openMarkup(
  { open, text, close, declares }: Hearing,
  { xml = false, selfClosing = true, depthMax = DEPTH_MAX }: Reading = {},
) {
  let depth = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > depthMax) throw new MarkupTooDeep()
        open?.(name, attributes)
      },
      ontext: (part) => text?.(part),
      onclosetag(name, implied) {
        depth--
        close?.(name, implied)
      },
      onprocessinginstruction(name) {
        if (name.toLowerCase().startsWith('!doctype') || name.toLowerCase().startsWith('!entity')) declares?.()
      },
    },
    { xmlMode: xml, decodeEntities: true, recognizeSelfClosing: selfClosing },
  )
  return { write: (part: string): void => parser.write(part), end: (): void => parser.end() }
}

/** The same for markup that is there as a whole. Chapters of a book are XHTML, where `<title/>` is whole: taken for an open tag it would swallow all that follows. */
export function readMarkup(markup: string, hearing: Hearing, reading: Reading = {}): void {
  const reader = openMarkup(hearing, reading)
  reader.write(markup)
  reader.end()
}
