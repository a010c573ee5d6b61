import { decimalOf } from './decimals.ts'
import { isNumber, numberAt } from './numbers.ts'
import type { Language } from './stop-words.ts'
import type { Term } from './terms.ts'

/** A number of a text with what it counts. */
export interface Quantity {
  /** In the base unit of its kind; `factor`: how many of those its own unit is. */
  value: number
  factor: number
  /** `length`, `share`, `money` …; `year` for a year of the calendar; null where nothing tells. */
  kind: string | null
  /** The sense of the word behind it, which is what it counts, or its unit. */
  counts: string
  /** What it counts stands right behind it. */
  counted: boolean
  /** It ends a range, as the eight of "five to eight". */
  ranges: boolean
  /** The place of its first and behind its last term. */
  from: number
  to: number
}

const UNITS = new Map<string, [kind: string, factor: number]>()
for (const [kind, names] of Object.entries({
  length: `km:1000 kilometre:1000 kilometres:1000 kilometer:1000 kilometers:1000 kilometern:1000 kilometros:1000 m:1 metre:1 metres:1 meter:1 meters:1 metern:1
    metro:1 metros:1 cm:.01 centimetre:.01 centimetres:.01 centimeter:.01 centimeters:.01 zentimeter:.01 zentimetern:.01 centimetro:.01 centimetros:.01
    mm:.001 millimetre:.001 millimetres:.001 millimeter:.001 millimeters:.001 millimetern:.001 milimetro:.001 milimetros:.001
    mile:1609.344 miles:1609.344 meilen:1609.344 milles:1609.344 millas:1609.344 foot:.3048 feet:.3048 ft:.3048 inch:.0254 inches:.0254 yard:.9144 yards:.9144`,
  area: `quadratkilometer:1e6 quadratkilometern:1e6 quadratmeter:1 quadratmetern:1 hectare:1e4 hectares:1e4 hektar:1e4 hectareas:1e4 acre:4046.86 acres:4046.86`,
  mass: `kg:1 kilogram:1 kilograms:1 kilogramme:1 kilogrammes:1 kilogramm:1 kilo:1 kilos:1 g:.001 gram:.001 grams:.001 gramme:.001 grammes:.001 gramm:.001 gramos:.001 mg:1e-6
    milligram:1e-6 milligrams:1e-6 milligramm:1e-6 miligramos:1e-6 tonne:1000 tonnes:1000 ton:1000 tons:1000 tonnen:1000 toneladas:1000`,
  time: `millisecond:.001 milliseconds:.001 ms:.001 second:1 seconds:1 sekunde:1 sekunden:1 seconde:1 secondes:1 segundo:1 segundos:1 minute:60 minutes:60 minuten:60
    minuto:60 minutos:60 hour:3600 hours:3600 stunde:3600 stunden:3600 heure:3600 heures:3600 hora:3600 horas:3600 day:86400 days:86400 tag:86400 tage:86400 tagen:86400
    jour:86400 jours:86400 dia:86400 dias:86400 week:604800 weeks:604800 woche:604800 wochen:604800 semaine:604800 semaines:604800 semana:604800 semanas:604800
    month:2629800 months:2629800 monat:2629800 monate:2629800 monaten:2629800 mois:2629800 mes:2629800 meses:2629800 year:31557600 years:31557600 jahr:31557600
    jahre:31557600 jahren:31557600 ans:31557600 annee:31557600 annees:31557600 ano:31557600 anos:31557600 century:3155760000 centuries:3155760000
    jahrhundert:3155760000 siecle:3155760000 siecles:3155760000 siglo:3155760000 siglos:3155760000 decade:315576000 decades:315576000`,
  share: `%:1 percent:1 prozent:1 percentage:1 prozentpunkte:1 ‰:.1`,
  celsius: `°c:1`,
  fahrenheit: `°f:1`,
  energy: `watt:1 kilowatt:1000 megawatt:1e6 kwh:1000 wh:1`,
  dollar: `dollar:1 dollars:1 dolares:1`,
  euro: `euro:1 euros:1`,
  volume: `litre:1 litres:1 liter:1 liters:1 litern:1 litro:1 litros:1 ml:.001 millilitre:.001 millilitres:.001`,
}))
  for (const name of names.trim().split(/\s+/)) {
    const [unit = '', factor = '1'] = name.split(':')
    UNITS.set(unit, [kind, Number(factor)])
  }

const MULTIPLES: Record<string, number> = {
  ...{ thousand: 1e3, tausend: 1e3, mil: 1e3, mille: 1e3, million: 1e6, millions: 1e6, millionen: 1e6, millon: 1e6 },
  ...{ millones: 1e6, billion: 1e9, billions: 1e9, milliarde: 1e9, milliarden: 1e9, milliard: 1e9, milliards: 1e9 },
  ...{ trillion: 1e12, trillions: 1e12, billionen: 1e12 },
}
const RANGING = new Set('to – - − and or bis und oder a et ou y o as'.split(' '))
const NEARLY = new Set('nearly almost about around over fast rund etwa presque environ casi unos'.split(' '))
/** "At 12 to almost nine hours". */
const AGED = new Set('at aged age'.split(' '))
const BEFORE_UNIT = new Set('- − square cubic consecutive more less fewer'.split(' '))
const EACH = new Set('a an per each every pro par al por je'.split(' '))
const CURRENCY: Record<string, string> = { $: 'dollar', '€': 'euro' }

/** The quantities of a text, in order; a range is two, of one unit. Ordinals of lists and "one" are none. */
export function quantitiesIn(terms: readonly Term[], language: Language): Quantity[] {
  const keys = terms.map(({ key }) => key.toLowerCase())
  const found: Quantity[] = []
  for (let at = 0; at < terms.length; ) {
    const read = valueAt(terms, keys, { at, language })
    if (!read) {
      at += 1
      continue
    }
    const { kind, factor, to } = unitAt(keys, read.to)
    const money = CURRENCY[keys[at - 1] ?? '']
    const counts = terms.slice(read.to, read.to + 3).find(({ empty, kind }) => kind === 'word' && !empty)?.sense ?? ''
    found.push({
      value: read.value * factor,
      factor,
      kind: kind ?? money ?? (read.year ? 'year' : null),
      counts,
      counted: terms[read.to]?.kind === 'word' && terms[read.to]?.empty === false,
      ranges: false,
      from: at,
      to,
    })
    at = to
  }
  for (const [place, quantity] of found.entries()) {
    const next = found[place + 1]
    if (AGED.has(keys[quantity.from - 1] ?? '')) continue
    const joined = keys.slice(quantity.to, next?.from).filter((key) => !NEARLY.has(key))
    if (!next || joined.length === 0 || joined.length > 1 || !RANGING.has(joined[0] ?? '')) continue
    next.ranges = true
    inherit(quantity, next, keys)
  }
  return found
}

/** "Five to eight hours": the first counts what the second does, in the same unit. */
function inherit(first: Quantity, second: Quantity, keys: readonly string[]) {
  const times = MULTIPLES[keys.slice(second.from, second.to).find((key) => key in MULTIPLES) ?? ''] ?? 1
  const multiplied = keys.slice(first.from, first.to).some((key) => key in MULTIPLES)
  if (!multiplied && times > 1 && first.kind === null) first.value *= times
  if (first.kind !== null || second.kind === null || second.kind === 'year') return
  const unit = keys.slice(second.from, second.to).find((key) => UNITS.has(key)) ?? ''
  const factor = UNITS.get(unit)?.[1] ?? 1
  first.kind = second.kind
  first.value *= factor
  first.factor = factor
}

/** "Half a millimetre". */
const isHalf = (keys: readonly string[], at: number) =>
  keys[at] === 'half' && /^an?$/.test(keys[at + 1] ?? '') && isUnit(keys[at + 2] ?? '')

function valueAt(
  terms: readonly Term[],
  keys: readonly string[],
  { at, language }: { at: number; language: Language },
): { value: number; to: number; year: boolean } | null {
  const term = terms[at]
  if (term?.kind !== 'word' && term?.kind !== 'number') return null
  if (isHalf(keys, at)) return { value: 0.5, to: at + 2, year: false }
  const fold = /^(.{3,})fold$/.exec(term.key)?.[1]
  const isFold = fold !== undefined && isNumber(fold)
  const worded = term.kind === 'word' ? numberAt(isFold ? [fold] : keys, isFold ? 0 : at) : null
  if (term.kind === 'word' && !worded) return null
  const value = worded?.value ?? readNumber(term.text, language)
  const to = at + (worded && !isFold ? worded.words : 1)
  if (keys.slice(to, to + 3).join(' ') === 'and a half') return { value: value + 0.5, to: to + 3, year: false }
  const times = MULTIPLES[keys[to] ?? '']
  if (times !== undefined) return { value: value * times, to: to + 1, year: false }
  return { value, to, year: term.kind === 'number' && /^(?:1\d|20)\d\d$/.test(term.text) }
}

function readNumber(text: string, language: Language): number {
  const below = /^[-−]/.test(text)
  const value = Number(decimalOf(below ? text.slice(1) : text, language) ?? Number.NaN)
  return below ? -value : value
}

function unitAt(keys: readonly string[], at: number): { kind: string | null; factor: number; to: number } {
  let to = at
  while (to < at + 2 && BEFORE_UNIT.has(keys[to] ?? '')) to += 1
  const key = keys[to] ?? ''
  // "Pour cent", "por ciento".
  if ((key === 'pour' || key === 'por') && /^c(?:ent|iento)$/.test(keys[to + 1] ?? ''))
    return { kind: 'share', factor: 1, to: to + 2 }
  const unit = UNITS.get(key)
  if (!unit) return { kind: null, factor: 1, to: at }
  const square = keys.slice(at, to).includes('square')
  return { kind: square ? 'area' : unit[0], factor: square ? unit[1] ** 2 : unit[1], to: to + 1 }
}

/** How exact a figure is meant: as it stands, roughly, or as a round one below or above it. */
export type Exactness = 'exact' | 'roughly' | 'over' | 'under'

/** Whether one quantity says what another does. A number that counts nothing is said of any. */
export function sameQuantity(one: Quantity, other: Quantity, exactness: Exactness = 'exact'): boolean {
  const [kind, counted] = [one, other].map(({ kind }) => (kind === 'year' ? null : kind))
  if (kind !== counted && kind !== null) return false
  if (one.kind === 'year' && other.kind === 'year') return one.value === other.value
  // "12 patients" is said of no 12 %.
  if (kind === null && counted && one.counted && one.counts !== other.counts) return false
  const scales = kind === null && counted ? (byKind.get(counted) ?? []) : [1]
  return scales.some((by) => isNear(one.value * by, other.value, exactness))
}

/** "More than a thousand" is said of 1,050, and "nearly nine" of 8.8. */
function isNear(said: number, real: number, exactness: Exactness): boolean {
  if (Math.abs(said - real) <= Math.abs(real) * (exactness === 'roughly' ? ROUGHLY : EXACT) + 1e-9) return true
  const isRound = /^[1-9]0+$/.test(String(said))
  return (
    isRound &&
    ((exactness === 'over' && real > said && real <= said * OVER) ||
      (exactness === 'under' && real < said && real >= said / OVER))
  )
}

const EXACT = 0.0005
const ROUGHLY = 0.04
const OVER = 1.25

const byKind = new Map<string, number[]>()
for (const [kind, factor] of UNITS.values()) byKind.set(kind, [...(byKind.get(kind) ?? []), factor])

/** The units something is counted by, as in "3 centimetres a year"; in seconds. */
export function ratesIn(terms: readonly Term[]): number[] {
  return terms.flatMap(({ key }, at) => {
    const each = UNITS.get(terms[at + 1]?.key ?? '')
    return EACH.has(key) && each?.[0] === 'time' ? [each[1]] : (RATES[key] ?? [])
  })
}

const RATES: Record<string, number[]> = {
  ...{ yearly: [31557600], annually: [31557600], annual: [31557600], jahrlich: [31557600], daily: [86400] },
  ...{ monthly: [2629800], hourly: [3600], weekly: [604800] },
}

/** All units of time a text names, with a number or without. */
export const timesIn = (terms: readonly Term[]): number[] =>
  terms.flatMap(({ key }) => {
    const unit = UNITS.get(key)
    return unit?.[0] === 'time' ? [unit[1]] : (RATES[key] ?? [])
  })

/** Whether a word is a unit. */
export const isUnit = (key: string): boolean => UNITS.has(key)
