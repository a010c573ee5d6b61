import type { Language } from './stop-words.ts'

const POINT: Record<Language, '.' | ','> = { en: '.', de: ',', fr: ',', es: ',' }

/**
 * A number that is written in digits, with a point and without anything between thousands: `3,776` is `3776` in English and `3.776` elsewhere,
 * `3,7` is `3.7` everywhere. Null where it can be told of no mark what it is. Pure.
 */
export function decimalOf(written: string, language: Language): string | null {
  const bare = written.replace(/['’\s]/g, '')
  const marks = bare.replace(/\d/g, '')
  if (marks === '') return bare
  const last = marks.at(-1) ?? '.'
  if (new Set(marks).size === 2) {
    const [whole = '', ...places] = bare.split(last)
    const groups = whole.split(last === '.' ? ',' : '.')
    return places.length > 1 || !isGrouped(groups) ? null : `${groups.join('')}.${places[0] ?? ''}`
  }
  const parts = bare.split(last)
  if (parts.length > 2) return isGrouped(parts) ? parts.join('') : null
  const thousands = last !== POINT[language] && isGrouped(parts) && parts[0] !== '0'
  return thousands ? parts.join('') : `${parts[0] || '0'}.${parts[1]}`
}

const isGrouped = ([first = '', ...rest]: string[]) =>
  first.length >= 1 && first.length <= 3 && rest.length > 0 && rest.every((part) => part.length === 3)
