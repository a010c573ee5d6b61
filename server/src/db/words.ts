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

/**
 * The forms of a term that the Porter stemmer takes for different words: "octopus" is cut to "octopu" and "octopuses" to "octopus", so
 * that one would never find the other.
 */
export function formsOf(term: string): string[] {
  if (/^[a-z]{3,}(?:s|x|z|ch|sh)es$/.test(term)) return [term, term.slice(0, -2)]
  if (/^[a-z]{3,}(?:s|x|z|ch|sh)$/.test(term)) return [term, `${term}es`]
  return [term]
}
