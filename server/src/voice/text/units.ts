import type { Language } from './language.ts'

/**
 * A text as what it is compared by: words without case, accents, apostrophes and marks; for Japanese, which sets no blanks, its
 * characters. Linear in its length.
 */
export function unitsOf(text: string, language: Language): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .normalize('NFC')
    .toLowerCase()
  if (language === 'ja') return [...plain].filter((char) => /[\p{L}\p{N}ー]/u.test(char))
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
}
