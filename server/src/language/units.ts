/**
 * A text as what it is compared by: words without case, accents, apostrophes and marks; for Japanese, which sets no blanks, its
 * characters. `language` is its primary tag, as `de`. Linear in its length.
 */
export function unitsOf(text: string, language: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .normalize('NFC')
    .toLowerCase()
  if (language === 'ja') return [...plain].filter((char) => /[\p{L}\p{N}ー]/u.test(char))
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
}
