import type { Language } from '../../language/stop-words.ts'
import { CITIES } from './cities.ts'
import { ABBREVIATIONS, COUNTRIES, SAME, SEVERAL } from './place-names.ts'
import { isPartOf } from './regions.ts'

/** A place with clocks: what it is called, and its zone (IANA name). */
export interface Place {
  name: string
  zone: string
}

const LANGUAGES: readonly Language[] = ['en', 'de', 'fr', 'es']

/** A name without case, accents, hyphens and marks. */
export const plainly = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[.'’,]/g, '')
    .replace(/[-_\s]+/g, ' ')
    .trim()

let known: ReadonlyMap<string, string> | undefined

/** Cities of the database of time zones and of the lists beside this, countries in four languages, abbreviations: about 1,200 names. */
function names(): ReadonlyMap<string, string> {
  if (known) return known
  const all = new Map<string, string>()
  for (const zone of Intl.supportedValuesOf('timeZone')) all.set(plainly(zone.split('/').at(-1) ?? zone), zone)
  for (const language of LANGUAGES) {
    const called = new Intl.DisplayNames(language, { type: 'region' })
    for (const [code, zone] of Object.entries(COUNTRIES)) all.set(plainly(called.of(code) ?? code), zone)
  }
  for (const [zone, list] of Object.entries(CITIES)) for (const name of list.split(', ')) all.set(name, zone)
  for (const [name, zone] of Object.entries(ABBREVIATIONS)) all.set(name, zone)
  known = all
  return all
}

/**
 * The places a name may mean: one as a rule, several where nobody can tell which, none where it is no place we know. `UTC+3`, IANA names and
 * the region or country behind a city ("Springfield, Illinois") are understood. Pure.
 */
export function placesCalled(name: string): Place[] {
  if (name.length > 60) return []
  const called = named(name)
  return called.length > 0 ? called : cityIn(name)
}

function named(name: string): Place[] {
  const plain = plainly(name)
  const same = SAME[plain] ?? plain
  const several = Object.hasOwn(SEVERAL, same) ? SEVERAL[same] : undefined
  if (several) return several.map(([place, zone]) => ({ name: place, zone }))
  const zone = names().get(same) ?? offsetZone(plain) ?? ianaZone(name)
  return zone ? [{ name: name.trim(), zone }] : []
}

/** A city and what it lies in, which tells it from others of its name. */
function cityIn(name: string): Place[] {
  const words = name.trim().split(/[\s,]+/)
  for (let at = 1; at < words.length && words.length <= PLACE_WORDS; at++) {
    const [city, region] = [words.slice(0, at).join(' '), words.slice(at).join(' ')]
    const places = named(city)
    const own = places.filter((place) => plainly(place.name) === plainly(name))
    const inside = own.length > 0 ? own : places.filter(({ zone }) => isWithin(zone, region))
    const [place] = inside
    if (place && inside.length === 1)
      return [{ name: places.length > 1 ? place.name : `${city}, ${region}`, zone: place.zone }]
  }
  return []
}

const PLACE_WORDS = 5

function isWithin(zone: string, region: string): boolean {
  const plain = plainly(region)
  const same = SAME[plain] ?? plain
  return isPartOf(zone, plain) || isPartOf(zone, same) || (isCountry(plain) && names().get(plain) === zone)
}

let countries: ReadonlySet<string> | undefined

function isCountry(plain: string): boolean {
  countries ??= new Set(
    LANGUAGES.flatMap((language) => {
      const called = new Intl.DisplayNames(language, { type: 'region' })
      return Object.keys(COUNTRIES).map((code) => plainly(called.of(code) ?? code))
    }),
  )
  return countries.has(plain)
}

/** "UTC+3". The names of these zones count the other way round. */
function offsetZone(plain: string): string | null {
  const [, sign, hours] = /^(?:utc|gmt) ?([+-]) ?(\d{1,2})$/.exec(plain.replace('−', '-')) ?? []
  if (!sign || Number(hours) > 14 || (sign === '-' && Number(hours) > 12)) return null
  return `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`
}

function ianaZone(name: string): string | null {
  if (!/^[A-Za-z_]+(?:\/[A-Za-z_]+){1,2}$/.test(name)) return null
  return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === name.toLowerCase()) ?? null
}
