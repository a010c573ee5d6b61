type Voice = { id: string; name: string; language: string }

/** Voices of the learner's language first, then the rest by language; a stored voice that is gone stays in sight. */
export function voicesFor(
  voices: readonly Voice[],
  locale: string,
  stored: string | null,
): { value: string; label: string }[] {
  const language = locale.split('-')[0]
  const fits = (voice: Voice) => voice.language.replace('_', '-').split('-')[0]?.toLowerCase() === language
  const byLanguage = [...voices].sort(
    (a, b) => Number(fits(b)) - Number(fits(a)) || a.language.localeCompare(b.language),
  )
  const options = byLanguage.map((voice) => ({ value: voice.id, label: `${voice.name} (${voice.language})` }))
  const missing = stored && !voices.some((voice) => voice.id === stored)
  return missing ? [{ value: stored, label: stored }, ...options] : options
}
