import { CITATION, withoutCitations } from '@lva/contracts/citations'

const HERE = new RegExp(CITATION.source, 'uy')

/** Where the number of a source ends that begins at `at`; null where there is none. */
export function citationEnd(text: string, at: number): number | null {
  HERE.lastIndex = at
  return text.charAt(at) === '[' && HERE.test(text) ? HERE.lastIndex : null
}

/**
 * What of a reply is looked up by: `sources`, as JSON, tell whether it calls any by a number. Texts of earlier releases call none, and are
 * taken out of an index as they were put in.
 */
export const asIndexed = (text: string, sources: string): string =>
  /"number":\d/.test(sources) ? withoutCitations(text) : text
