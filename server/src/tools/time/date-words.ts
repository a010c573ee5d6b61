import { inLower, MONTHS, WEEKDAYS } from '../../language/calendar-names.ts'
import type { Language } from '../../language/stop-words.ts'
import type { DateUnit } from './calendar.ts'

/** How a language speaks of dates; several words by blank, several phrases by comma, all in lower case. */
export interface DateWords {
  months: readonly string[]
  /** Monday first. */
  weekdays: readonly string[]
  /** Months in short, and other spellings: `jan 1`. */
  short: string
  next: string
  last: string
  /** Words around a date that say nothing. */
  fillers: string
  relative: Record<string, number>
  /** Days with names, as month and day. */
  named: Record<string, [month: number, day: number]>
  units: Record<DateUnit, string>
  /** Whether 3/4 can only be the third of April. */
  dayFirst: boolean
}

const christmas: [number, number] = [12, 25]
const eve: [number, number] = [12, 24]
const sylvester: [number, number] = [12, 31]
const newYear: [number, number] = [1, 1]

/** The words of every language. */
export const DATE_WORDS: Record<Language, DateWords> = {
  en: {
    ...{ months: inLower(MONTHS.en), weekdays: inLower(WEEKDAYS.en) },
    short: 'jan feb mar apr _ jun jul aug sep oct nov dec',
    ...{ next: 'next', last: 'last', fillers: 'on the of this coming' },
    relative: { today: 0, tomorrow: 1, yesterday: -1, 'day after tomorrow': 2, 'day before yesterday': -2 },
    named: {
      ...{
        christmas,
        'christmas day': christmas,
        'christmas eve': eve,
        "new year's eve": sylvester,
        "new year's day": newYear,
      },
      ...{ 'new year': newYear, 'new years eve': sylvester, 'new years day': newYear },
    },
    units: {
      ...{ day: 'day, days', week: 'week, weeks', month: 'month, months', year: 'year, years' },
      'business-day': 'business day, business days, working day, working days, work days, workdays, weekdays',
    },
    dayFirst: false,
  },
  de: {
    ...{ months: inLower(MONTHS.de), weekdays: inLower(WEEKDAYS.de) },
    short: 'jan feb mär apr _ jun jul aug sep okt nov dez',
    ...{
      next: 'nächsten nächster nächste kommenden',
      last: 'letzten letzter letzte',
      fillers: 'am dem den der die zum vom diesen',
    },
    relative: { heute: 0, morgen: 1, gestern: -1, übermorgen: 2, vorgestern: -2 },
    named: { weihnachten: christmas, heiligabend: eve, silvester: sylvester, neujahr: newYear },
    units: {
      ...{
        day: 'tag, tage, tagen',
        week: 'woche, wochen',
        month: 'monat, monate, monaten',
        year: 'jahr, jahre, jahren',
      },
      'business-day': 'werktag, werktage, werktagen, arbeitstag, arbeitstage, arbeitstagen',
    },
    dayFirst: true,
  },
  fr: {
    ...{ months: inLower(MONTHS.fr), weekdays: inLower(WEEKDAYS.fr) },
    short: 'janv févr _ avr _ _ juil _ sept oct nov déc',
    ...{ next: 'prochain', last: 'dernier', fillers: 'le du au ce' },
    relative: { "aujourd'hui": 0, demain: 1, hier: -1, 'après-demain': 2, 'avant-hier': -2 },
    named: {
      noël: christmas,
      'réveillon de noël': eve,
      'saint-sylvestre': sylvester,
      'jour de l’an': newYear,
      'nouvel an': newYear,
    },
    units: {
      ...{ day: 'jour, jours', week: 'semaine, semaines', month: 'mois', year: 'an, ans, année, années' },
      'business-day': 'jour ouvré, jours ouvrés, jour ouvrable, jours ouvrables',
    },
    dayFirst: true,
  },
  es: {
    ...{ months: inLower(MONTHS.es), weekdays: inLower(WEEKDAYS.es) },
    short: 'ene feb mar abr may jun jul ago sep oct nov dic',
    ...{ next: 'próximo', last: 'pasado', fillers: 'el del de la día este' },
    relative: { hoy: 0, mañana: 1, ayer: -1, 'pasado mañana': 2, anteayer: -2 },
    named: { navidad: christmas, nochebuena: eve, nochevieja: sylvester, 'año nuevo': newYear },
    units: {
      ...{ day: 'día, días, dia, dias', week: 'semana, semanas', month: 'mes, meses', year: 'año, años' },
      'business-day': 'día hábil, días hábiles, día laborable, días laborables',
    },
    dayFirst: true,
  },
}

/** The unit a word is the name of. */
export function dateUnit(text: string, language: Language): DateUnit | null {
  const found = Object.entries(DATE_WORDS[language].units).find(([, list]) => list.split(', ').includes(text))
  return (found?.[0] as DateUnit | undefined) ?? null
}

const SPANS: Record<Language, Record<'hour' | 'minute', string>> = {
  ...{
    en: { hour: 'hour, hours', minute: 'minute, minutes' },
    de: { hour: 'stunde, stunden', minute: 'minute, minuten' },
  },
  ...{
    fr: { hour: 'heure, heures', minute: 'minute, minutes' },
    es: { hour: 'hora, horas', minute: 'minuto, minutos' },
  },
}

/** How many minutes a word of the clock stands for; null when it is none. */
export function spanMinutes(text: string, language: Language): number | null {
  if (SPANS[language].hour.split(', ').includes(text)) return 60
  return SPANS[language].minute.split(', ').includes(text) ? 1 : null
}
