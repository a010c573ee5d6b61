/** A language tag as the browser reports it, or English: WebKit on a system without a language reports "C", which is none. */
export function languageOr(tag: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en'
  } catch (fault) {
    if (fault instanceof RangeError) return 'en'
    throw fault
  }
}

/** The language this browser is set to. */
export const browserLanguage = languageOr(navigator.language)
