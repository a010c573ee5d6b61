/** The languages whose rules the voice knows. */
export type Language = 'en' | 'es' | 'de' | 'fr' | 'ja'

export const LANGUAGES: readonly Language[] = ['en', 'es', 'de', 'fr', 'ja']

/** The language of a tag such as `de-AT`; the rules of English serve where there are none. */
export function languageOf(tag: string): Language {
  const primary = tag.slice(0, 2).toLowerCase()
  const separated = tag.length === 2 || tag.charAt(2) === '-' || tag.charAt(2) === '_'
  return (separated && LANGUAGES.find((language) => language === primary)) || 'en'
}
