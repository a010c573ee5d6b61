import { addDays } from '../../days.ts'
import type { Language } from '../../language/stop-words.ts'
import { dayOf } from './calendar.ts'

/** Feasts that move with Easter, by how many days they are from it. */
const FEASTS: Record<Language, Record<string, number>> = {
  en: { easter: 0, 'easter sunday': 0, 'easter monday': 1, 'good friday': -2, 'ash wednesday': -46, 'whit monday': 50 },
  de: {
    ...{ ostern: 0, ostersonntag: 0, ostermontag: 1, karfreitag: -2, aschermittwoch: -46, rosenmontag: -48 },
    ...{ 'christi himmelfahrt': 39, pfingsten: 49, pfingstsonntag: 49, pfingstmontag: 50, fronleichnam: 60 },
  },
  fr: {
    ...{ pâques: 0, 'dimanche de pâques': 0, 'lundi de pâques': 1, 'vendredi saint': -2, 'mercredi des cendres': -46 },
    ...{ ascension: 39, "l'ascension": 39, pentecôte: 49, 'lundi de pentecôte': 50 },
  },
  es: {
    ...{ pascua: 0, 'domingo de pascua': 0, 'domingo de resurrección': 0, 'viernes santo': -2, pentecostés: 49 },
    ...{ 'miércoles de ceniza': -46 },
  },
}
/** The Gregorian calendar is in use from then on. */
const FIRST = 1583
const LAST = 9998

/**
 * The day a feast is on that moves with Easter, as churches of the West keep it: of the year that is named behind it, else the next one or the
 * latest; null for words that name none. Pure.
 */
export function movingFeast(
  phrase: string,
  language: Language,
  { today, toward }: { today: string; toward: 'ahead' | 'back' },
): string | null {
  const [, named = phrase, written] = /^(\D{5,40}) (\d{4})$/.exec(phrase) ?? []
  const name = named.replace(/ (?:in|im|en|de)$/, '')
  const from = Object.hasOwn(FEASTS[language], name) ? FEASTS[language][name] : undefined
  if (from === undefined) return null
  if (written !== undefined) return feastIn(Number(written), from)
  const year = Number(today.slice(0, 4))
  const [near, next] = [feastIn(year, from), feastIn(year + (toward === 'ahead' ? 1 : -1), from)]
  const stands = near !== null && (toward === 'ahead' ? near >= today : near <= today)
  return stands ? near : next
}

function feastIn(year: number, from: number): string | null {
  const sunday = easterSunday(year)
  return sunday && addDays(sunday, from)
}

/**
 * Easter Sunday of a year of the Gregorian calendar, as `YYYY-MM-DD`; null before there was one. The computus is the one a correspondent sent to
 * Nature (20 April 1876, p. 487), as Jean Meeus gives it in Astronomical Algorithms (1991), chapter 8.
 */
export function easterSunday(year: number): string | null {
  if (year < FIRST || year > LAST) return null
  const a = year % 19
  const [b, c] = [Math.floor(year / 100), year % 100]
  const [d, e] = [Math.floor(b / 4), b % 4]
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const [i, k] = [Math.floor(c / 4), c % 4]
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const at = h + l - 7 * m + 114
  return dayOf(year, Math.floor(at / 31), (at % 31) + 1)
}
