const OFFERED = [
  'en-US',
  'en-GB',
  'en-AU',
  'en-CA',
  'en-IN',
  'en-IE',
  'de-DE',
  'de-AT',
  'de-CH',
  'es-ES',
  'es-MX',
  'fr-FR',
  'fr-CA',
  'it-IT',
  'nl-NL',
  'pt-PT',
  'pt-BR',
  'da-DK',
  'sv-SE',
  'nb-NO',
  'fi-FI',
  'pl-PL',
  'cs-CZ',
  'hu-HU',
  'ro-RO',
  'el-GR',
  'tr-TR',
  'uk-UA',
  'ru-RU',
  'he-IL',
  'ar-EG',
  'hi-IN',
  'id-ID',
  'vi-VN',
  'th-TH',
  'ko-KR',
  'ja-JP',
  'zh-CN',
  'zh-TW',
]

/** Languages to choose from, each named in itself; the learner's own first when it is an unusual one. */
export function languages(current: string): { value: string; label: string }[] {
  const tags = OFFERED.includes(current) ? OFFERED : [current, ...OFFERED]
  return tags.map((tag) => ({ value: tag, label: languageName(tag) }))
}

function languageName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language', fallback: 'code' }).of(tag) ?? tag
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
}

/** Time zones of the platform, with the learner's own even when the platform spells it differently. */
export function timeZones(current: string): { value: string; label: string }[] {
  const names = new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')])
  return [...names].sort().map((name) => ({ value: name, label: name.replaceAll('_', ' ') }))
}
