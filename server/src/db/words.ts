/** Longest query in terms; more add cost and no precision. */
const TERMS_MAX = 16

/** A query for words: every `term` and `phrase` counts; the last term may be a beginning while somebody is still typing. */
export interface WordQuery {
  terms: string[]
  phrases: string[][]
  prefix: boolean
}

/**
 * Text as it is indexed and looked up: compatibility forms unified, lower case, accents dropped, one token per run of letters or digits;
 * Chinese and Japanese characters are a token each, since nothing separates their words.
 */
export function tokens(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
  return (
    plain.match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}])+/gu,
    ) ?? []
  )
}

/** Reads what a person typed into the search box. Any text is legal; one without letters or digits finds nothing. */
export function readQuery(text: string): WordQuery {
  const phrases: string[][] = []
  const rest = text.replace(/"([^"]+)"/g, (_, phrase: string) => {
    const words = tokens(phrase)
    if (words.length > 0) phrases.push(words)
    return ' '
  })
  const terms = [...new Set(tokens(rest))].slice(0, TERMS_MAX)
  return { terms, phrases: phrases.slice(0, TERMS_MAX), prefix: terms.length > 0 && /[\p{L}\p{N}]$/u.test(rest) }
}

/** True when there is nothing to look for. */
export function isEmpty(query: WordQuery): boolean {
  return query.terms.length === 0 && query.phrases.length === 0
}

/**
 * The forms of a term that the Porter stemmer takes for different words: "octopus" is cut to "octopu" and "octopuses" to "octopus", so
 * that one would never find the other.
 */
export function formsOf(term: string): string[] {
  if (/^[a-z]{3,}(?:s|x|z|ch|sh)es$/.test(term)) return [term, term.slice(0, -2)]
  if (/^[a-z]{3,}(?:s|x|z|ch|sh)$/.test(term)) return [term, `${term}es`]
  return [term]
}
