/**
 * Where the number of a source ends that begins at `at`: `[1]`, as a reply calls its sources behind a sentence. Null where there is none;
 * `list[1]` and `[1](https://…)` are something else.
 */
export function citationEnd(text: string, at: number): number | null {
  if (text.charAt(at) !== '[' || (at > 0 && !/[\s\]]/.test(text.charAt(at - 1)))) return null
  const found = /^\[\d{1,2}\](?![(\p{L}\p{N}])/u.exec(text.slice(at, at + 5))
  return found ? at + found[0].length : null
}

/** A reply without the numbers of its sources, and without the blanks before them: what it says, and not what it points at. Pure. */
export function withoutCitations(text: string): string {
  let said = ''
  let from = 0
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    const end = citationEnd(text, at)
    if (end === null) continue
    said += text.slice(from, at).trimEnd()
    from = end
  }
  return said + text.slice(from)
}

/**
 * What of a reply is looked up by: `sources`, as JSON, tell whether it calls any by a number. Texts of earlier releases call none, and are
 * taken out of an index as they were put in.
 */
export const asIndexed = (text: string, sources: string): string =>
  /"number":\d/.test(sources) ? withoutCitations(text) : text
