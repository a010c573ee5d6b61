import type { Language } from './stop-words.ts'

const list = (words: string): readonly string[] => words.split(' ')

/** The months as a language writes them, January first. */
export const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  en: list('January February March April May June July August September October November December'),
  de: list('Januar Februar März April Mai Juni Juli August September Oktober November Dezember'),
  fr: list('janvier février mars avril mai juin juillet août septembre octobre novembre décembre'),
  es: list('enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'),
}

/** The days of the week as a language writes them, Monday first. */
export const WEEKDAYS: Readonly<Record<Language, readonly string[]>> = {
  en: list('Monday Tuesday Wednesday Thursday Friday Saturday Sunday'),
  de: list('Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag'),
  fr: list('lundi mardi mercredi jeudi vendredi samedi dimanche'),
  es: list('lunes martes miércoles jueves viernes sábado domingo'),
}

/** Names in lower case. */
export const inLower = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase())

/** Which month (1 to 12) a name is in any of the languages, in lower case and without accents. */
export const MONTH_OF: Readonly<Record<string, number>> = Object.fromEntries(
  Object.values(MONTHS).flatMap((names) =>
    inLower(names).map((name, at) => [name.normalize('NFD').replace(/\p{Mn}/gu, ''), at + 1]),
  ),
)
