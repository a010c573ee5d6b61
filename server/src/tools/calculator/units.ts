import type { Language } from '../../language/stop-words.ts'
import { divide, multiply, type Rational, rational } from './rational.ts'

/** What can be measured here. */
export type Dimension =
  | 'length'
  | 'mass'
  | 'volume'
  | 'area'
  | 'temperature'
  | 'speed'
  | 'time'
  | 'data'
  | 'energy'
  | 'pressure'
  | 'angle'

/** A unit. `factor` of its base unit make one, exactly; of a temperature also where its zero stands. */
export interface Unit {
  symbol: string
  of: Dimension
  factor: Rational
  zero?: Rational
}

const fraction = (text: string): Rational => {
  const [n = '0', d = '1'] = text.split('/')
  return divide(decimal(n), decimal(d))
}
const decimal = (text: string): Rational => {
  const [whole = '', places = ''] = text.split('.')
  return rational(BigInt(whole + places), 10n ** BigInt(places.length))
}

interface Row {
  symbol: string
  factor: string
  zero?: string
  /** Other spellings, in any language, by comma. */
  also?: string
  names?: Partial<Record<Language, string>>
}

// Factors are those of the SI brochure (9th edition) and NIST Special Publication 811, appendix B: exact by definition.
const FOOT = '0.3048'
const ROWS: Record<Dimension, Row[]> = {
  length: [
    {
      symbol: 'mm',
      factor: '0.001',
      names: {
        en: 'millimetre, millimetres, millimeter, millimeters',
        de: 'millimeter',
        fr: 'millimètre, millimètres',
        es: 'milímetro, milímetros',
      },
    },
    {
      symbol: 'cm',
      factor: '0.01',
      names: {
        en: 'centimetre, centimetres, centimeter, centimeters',
        de: 'zentimeter',
        fr: 'centimètre, centimètres',
        es: 'centímetro, centímetros',
      },
    },
    {
      symbol: 'm',
      factor: '1',
      names: { en: 'metre, metres, meter, meters', de: 'meter, metern', fr: 'mètre, mètres', es: 'metro, metros' },
    },
    {
      symbol: 'km',
      factor: '1000',
      names: {
        en: 'kilometre, kilometres, kilometer, kilometers',
        de: 'kilometer, kilometern',
        fr: 'kilomètre, kilomètres',
        es: 'kilómetro, kilómetros',
      },
    },
    {
      symbol: 'in',
      factor: '0.0254',
      names: { en: 'inch, inches', de: 'zoll', fr: 'pouce, pouces', es: 'pulgada, pulgadas' },
    },
    { symbol: 'ft', factor: FOOT, names: { en: 'foot, feet', de: 'fuß, fuss', fr: 'pied, pieds', es: 'pie, pies' } },
    {
      symbol: 'yd',
      factor: '0.9144',
      names: { en: 'yard, yards', de: 'yard, yards', fr: 'yard, yards', es: 'yarda, yardas' },
    },
    {
      symbol: 'mi',
      factor: '1609.344',
      names: { en: 'mile, miles', de: 'meile, meilen', fr: 'mile, miles', es: 'milla, millas' },
    },
    {
      symbol: 'nmi',
      factor: '1852',
      names: {
        en: 'nautical mile, nautical miles',
        de: 'seemeile, seemeilen',
        fr: 'mille marin, milles marins',
        es: 'milla náutica, millas náuticas',
      },
    },
  ],
  mass: [
    {
      symbol: 'mg',
      factor: '0.001',
      names: {
        en: 'milligram, milligrams',
        de: 'milligramm',
        fr: 'milligramme, milligrammes',
        es: 'miligramo, miligramos',
      },
    },
    {
      symbol: 'g',
      factor: '1',
      names: { en: 'gram, grams, gramme, grammes', de: 'gramm', fr: 'gramme, grammes', es: 'gramo, gramos' },
    },
    {
      symbol: 'kg',
      factor: '1000',
      names: {
        en: 'kilogram, kilograms, kilo, kilos',
        de: 'kilogramm, kilo',
        fr: 'kilogramme, kilogrammes, kilo, kilos',
        es: 'kilogramo, kilogramos, kilo, kilos',
      },
    },
    {
      symbol: 't',
      factor: '1000000',
      names: {
        en: 'tonne, tonnes, metric ton, metric tons',
        de: 'tonne, tonnen',
        fr: 'tonne, tonnes',
        es: 'tonelada, toneladas',
      },
    },
    {
      symbol: 'oz',
      factor: '28.349523125',
      names: { en: 'ounce, ounces', de: 'unze, unzen', fr: 'once, onces', es: 'onza, onzas' },
    },
    {
      symbol: 'lb',
      factor: '453.59237',
      also: 'lbs',
      names: { en: 'pound, pounds', de: 'pfund', fr: 'livre, livres', es: 'libra, libras' },
    },
    { symbol: 'st', factor: '6350.29318', names: { en: 'stone, stones' } },
  ],
  volume: [
    {
      symbol: 'ml',
      factor: '0.001',
      names: {
        en: 'millilitre, millilitres, milliliter, milliliters',
        de: 'milliliter',
        fr: 'millilitre, millilitres',
        es: 'mililitro, mililitros',
      },
    },
    {
      symbol: 'cl',
      factor: '0.01',
      names: {
        en: 'centilitre, centilitres, centiliter, centiliters',
        de: 'zentiliter',
        fr: 'centilitre, centilitres',
        es: 'centilitro, centilitros',
      },
    },
    {
      symbol: 'l',
      factor: '1',
      names: { en: 'litre, litres, liter, liters', de: 'liter, litern', fr: 'litre, litres', es: 'litro, litros' },
    },
    {
      symbol: 'm³',
      factor: '1000',
      also: 'm3, cubic m',
      names: {
        en: 'cubic metre, cubic metres, cubic meter, cubic meters',
        de: 'kubikmeter',
        fr: 'mètre cube, mètres cubes',
        es: 'metro cúbico, metros cúbicos',
      },
    },
    {
      symbol: 'US tsp',
      factor: '0.00492892159375',
      also: 'tsp',
      names: { en: 'teaspoon, teaspoons, us teaspoon, us teaspoons' },
    },
    {
      symbol: 'US tbsp',
      factor: '0.01478676478125',
      also: 'tbsp',
      names: { en: 'tablespoon, tablespoons, us tablespoon, us tablespoons' },
    },
    {
      symbol: 'US fl oz',
      factor: '0.0295735295625',
      also: 'fl oz',
      names: { en: 'fluid ounce, fluid ounces, us fluid ounce, us fluid ounces' },
    },
    { symbol: 'US cup', factor: '0.2365882365', names: { en: 'us cup, us cups, cup, cups' } },
    { symbol: 'US pt', factor: '0.473176473', names: { en: 'us pint, us pints, pint, pints' } },
    {
      symbol: 'US gal',
      factor: '3.785411784',
      names: {
        en: 'us gallon, us gallons, gallon, gallons',
        de: 'gallone, gallonen',
        fr: 'gallon, gallons',
        es: 'galón, galones',
      },
    },
    { symbol: 'imp pt', factor: '0.56826125', names: { en: 'imperial pint, imperial pints, uk pint, uk pints' } },
    { symbol: 'imp gal', factor: '4.54609', names: { en: 'imperial gallon, imperial gallons, uk gallon, uk gallons' } },
  ],
  area: [
    {
      symbol: 'cm²',
      factor: '0.0001',
      also: 'cm2',
      names: {
        en: 'square centimetre, square centimetres, square centimeter, square centimeters',
        de: 'quadratzentimeter',
        fr: 'centimètre carré, centimètres carrés',
        es: 'centímetro cuadrado, centímetros cuadrados',
      },
    },
    {
      symbol: 'm²',
      factor: '1',
      also: 'm2, sqm',
      names: {
        en: 'square metre, square metres, square meter, square meters',
        de: 'quadratmeter',
        fr: 'mètre carré, mètres carrés',
        es: 'metro cuadrado, metros cuadrados',
      },
    },
    {
      symbol: 'km²',
      factor: '1000000',
      also: 'km2',
      names: {
        en: 'square kilometre, square kilometres, square kilometer, square kilometers',
        de: 'quadratkilometer',
        fr: 'kilomètre carré, kilomètres carrés',
        es: 'kilómetro cuadrado, kilómetros cuadrados',
      },
    },
    {
      symbol: 'ha',
      factor: '10000',
      names: { en: 'hectare, hectares', de: 'hektar', fr: 'hectare, hectares', es: 'hectárea, hectáreas' },
    },
    {
      symbol: 'in²',
      factor: '0.00064516',
      also: 'in2, sq in',
      names: { en: 'square inch, square inches', de: 'quadratzoll' },
    },
    {
      symbol: 'ft²',
      factor: '0.09290304',
      also: 'ft2, sq ft',
      names: {
        en: 'square foot, square feet',
        de: 'quadratfuß',
        fr: 'pied carré, pieds carrés',
        es: 'pie cuadrado, pies cuadrados',
      },
    },
    {
      symbol: 'ac',
      factor: '4046.8564224',
      names: { en: 'acre, acres', de: 'acre, acres', fr: 'acre, acres', es: 'acre, acres' },
    },
    {
      symbol: 'mi²',
      factor: '2589988.110336',
      also: 'mi2, sq mi',
      names: { en: 'square mile, square miles', de: 'quadratmeile, quadratmeilen' },
    },
  ],
  temperature: [
    {
      symbol: '°C',
      factor: '1',
      zero: '273.15',
      also: 'c, ° c',
      names: {
        en: 'celsius, degree celsius, degrees celsius, centigrade, degrees centigrade',
        de: 'celsius, grad celsius',
        fr: 'celsius, degré celsius, degrés celsius',
        es: 'celsius, grado celsius, grados celsius, centígrados, grados centígrados',
      },
    },
    {
      symbol: '°F',
      factor: '5/9',
      zero: '45967/180',
      also: 'f, ° f',
      names: {
        en: 'fahrenheit, degree fahrenheit, degrees fahrenheit',
        de: 'fahrenheit, grad fahrenheit',
        fr: 'fahrenheit, degré fahrenheit, degrés fahrenheit',
        es: 'fahrenheit, grado fahrenheit, grados fahrenheit',
      },
    },
    {
      symbol: 'K',
      factor: '1',
      zero: '0',
      names: { en: 'kelvin, kelvins', de: 'kelvin', fr: 'kelvin, kelvins', es: 'kelvin, kelvins' },
    },
  ],
  speed: [
    {
      symbol: 'km/h',
      factor: '5/18',
      also: 'kmh, kph',
      names: {
        en: 'kilometres per hour, kilometers per hour',
        de: 'kilometer pro stunde, stundenkilometer',
        fr: 'kilomètres par heure, kilomètres heure',
        es: 'kilómetros por hora',
      },
    },
    {
      symbol: 'm/s',
      factor: '1',
      names: {
        en: 'metres per second, meters per second',
        de: 'meter pro sekunde',
        fr: 'mètres par seconde',
        es: 'metros por segundo',
      },
    },
    {
      symbol: 'mph',
      factor: '0.44704',
      names: { en: 'miles per hour', de: 'meilen pro stunde', fr: 'miles par heure', es: 'millas por hora' },
    },
    {
      symbol: 'kn',
      factor: '463/900',
      names: { en: 'knot, knots', de: 'knoten', fr: 'nœud, nœuds, noeuds', es: 'nudo, nudos' },
    },
  ],
  time: [
    {
      symbol: 'ms',
      factor: '0.001',
      names: {
        en: 'millisecond, milliseconds',
        de: 'millisekunde, millisekunden',
        fr: 'milliseconde, millisecondes',
        es: 'milisegundo, milisegundos',
      },
    },
    {
      symbol: 's',
      factor: '1',
      also: 'sec',
      names: { en: 'second, seconds', de: 'sekunde, sekunden', fr: 'seconde, secondes', es: 'segundo, segundos' },
    },
    {
      symbol: 'min',
      factor: '60',
      names: { en: 'minute, minutes', de: 'minute, minuten', fr: 'minute, minutes', es: 'minuto, minutos' },
    },
    {
      symbol: 'h',
      factor: '3600',
      also: 'hrs',
      names: { en: 'hour, hours', de: 'stunde, stunden', fr: 'heure, heures', es: 'hora, horas' },
    },
    {
      symbol: 'd',
      factor: '86400',
      names: { en: 'day, days', de: 'tag, tage, tagen', fr: 'jour, jours', es: 'día, días' },
    },
    {
      symbol: 'wk',
      factor: '604800',
      names: { en: 'week, weeks', de: 'woche, wochen', fr: 'semaine, semaines', es: 'semana, semanas' },
    },
  ],
  data: [
    { symbol: 'bit', factor: '1', also: 'bits' },
    { symbol: 'B', factor: '8', also: 'byte, bytes', names: { fr: 'octet, octets' } },
    { symbol: 'kB', factor: '8000', also: 'kb, kilobyte, kilobytes', names: { fr: 'kilooctets, ko' } },
    { symbol: 'MB', factor: '8000000', also: 'megabyte, megabytes', names: { fr: 'mégaoctets, mo' } },
    { symbol: 'GB', factor: '8000000000', also: 'gigabyte, gigabytes', names: { fr: 'gigaoctets, go' } },
    { symbol: 'TB', factor: '8000000000000', also: 'terabyte, terabytes', names: { fr: 'téraoctets' } },
    { symbol: 'KiB', factor: '8192', also: 'kibibyte, kibibytes' },
    { symbol: 'MiB', factor: '8388608', also: 'mebibyte, mebibytes' },
    { symbol: 'GiB', factor: '8589934592', also: 'gibibyte, gibibytes' },
    { symbol: 'TiB', factor: '8796093022208', also: 'tebibyte, tebibytes' },
  ],
  energy: [
    { symbol: 'J', factor: '1', also: 'joule, joules' },
    { symbol: 'kJ', factor: '1000', also: 'kilojoule, kilojoules' },
    { symbol: 'MJ', factor: '1000000', also: 'megajoule, megajoules' },
    {
      symbol: 'cal',
      factor: '4.184',
      names: { en: 'calorie, calories', de: 'kalorie, kalorien', fr: 'calorie, calories', es: 'caloría, calorías' },
    },
    {
      symbol: 'kcal',
      factor: '4184',
      names: {
        en: 'kilocalorie, kilocalories',
        de: 'kilokalorie, kilokalorien',
        fr: 'kilocalorie, kilocalories',
        es: 'kilocaloría, kilocalorías',
      },
    },
    { symbol: 'Wh', factor: '3600' },
    {
      symbol: 'kWh',
      factor: '3600000',
      names: { en: 'kilowatt hour, kilowatt hours', de: 'kilowattstunde, kilowattstunden' },
    },
  ],
  pressure: [
    { symbol: 'Pa', factor: '1', also: 'pascal, pascals' },
    { symbol: 'hPa', factor: '100', also: 'hectopascal, hectopascals, hektopascal, mbar, millibar' },
    { symbol: 'kPa', factor: '1000', also: 'kilopascal, kilopascals' },
    { symbol: 'bar', factor: '100000', also: 'bars' },
    {
      symbol: 'atm',
      factor: '101325',
      names: {
        en: 'atmosphere, atmospheres',
        de: 'atmosphäre, atmosphären',
        fr: 'atmosphère, atmosphères',
        es: 'atmósfera, atmósferas',
      },
    },
    { symbol: 'psi', factor: '4.4482216152605/0.00064516' },
    { symbol: 'mmHg', factor: '133.322387415' },
  ],
  angle: [
    {
      symbol: '°',
      factor: '1',
      names: { en: 'degree, degrees', de: 'grad', fr: 'degré, degrés', es: 'grado, grados' },
    },
    // How many degrees a radian has is no fraction: only sines and their like take it.
    { symbol: 'rad', factor: '1', also: 'radian, radians, radiant, radianes' },
  ],
}

const made = Object.entries(ROWS).flatMap(([of, rows]) =>
  rows.map((row) => ({
    row,
    unit: {
      ...{ symbol: row.symbol, of: of as Dimension, factor: fraction(row.factor) },
      ...(row.zero === undefined ? {} : { zero: fraction(row.zero) }),
    } satisfies Unit,
  })),
)

/** How units are called in a language, in lower case; symbols are the same in all. */
export function unitNames(language: Language): Array<[name: string, unit: Unit]> {
  return made.flatMap(({ row, unit }) =>
    [row.symbol, ...(row.also?.split(', ') ?? []), ...(row.names?.[language]?.split(', ') ?? [])].map(
      (name): [string, Unit] => [name.toLowerCase(), unit],
    ),
  )
}

/** A quantity of one unit in another of the same sort, by way of their base. */
export const inBase = (value: Rational, { factor, zero }: Unit): Rational =>
  zero ? plus(multiply(value, factor), zero) : multiply(value, factor)
export const fromBase = (value: Rational, { factor, zero }: Unit): Rational =>
  divide(zero ? plus(value, { n: -zero.n, d: zero.d }) : value, factor)

const plus = (a: Rational, b: Rational) => rational(a.n * b.d + b.n * a.d, a.d * b.d)
