/** A number of a sentence with what it counts. */
export interface Figure {
  value: number
  /** As a key: `%`, `metres`. */
  unit: string
}

const NUMBER = /(?<![\p{L}\p{N}.,])(\d{1,12}(?:[.,\u00a0\u202f]\d{1,6}){0,4})\s?(%|°\s?\p{L}?|\p{L}{1,20})/gu
const SAME: Readonly<Record<string, string>> = {
  ...{ percent: '%', prozent: '%', metre: 'm', metres: 'm', meter: 'm', meters: 'm', mètres: 'm', metros: 'm' },
  ...{ kilometre: 'km', kilometres: 'km', kilometer: 'km', kilometers: 'km', kilometern: 'km' },
  ...{ year: 'years', jahre: 'years', jahren: 'years', ans: 'years', años: 'years' },
}
/** Scales that belong to the number. */
const SCALES: Readonly<Record<string, number>> = {
  ...{ thousand: 1e3, million: 1e6, billion: 1e9, millionen: 1e6, milliarden: 1e9, millions: 1e6, milliards: 1e9 },
  ...{ millones: 1e6, tausend: 1e3 },
}
/** Behind these stands no unit: "in 1990 the", "3 of". */
const NO_UNITS = new Set('and or of to in on the a by und oder von bis et ou de y o the is was are with for'.split(' '))
/** Two figures are the same when they are so near, as a share. */
const NEAR = 0.02

/** The figures of a sentence that have a unit. Pure. */
export function figuresIn(sentence: string): Figure[] {
  const figures: Figure[] = []
  for (const match of sentence.matchAll(NUMBER)) {
    const [whole, digits = '', word = ''] = match
    const scale = SCALES[word.toLowerCase()]
    const behind = scale ? /^\s?(\p{L}{1,20})/u.exec(sentence.slice(match.index + whole.length))?.[1] : word
    const unit = (behind ?? '').toLowerCase()
    const value = countOf(digits) * (scale ?? 1)
    if (unit && !NO_UNITS.has(unit) && Number.isFinite(value)) figures.push({ value, unit: SAME[unit] ?? unit })
  }
  return figures
}

/** Whether two sentences give different figures for the same unit, and agree in none. */
export function disagree(some: readonly Figure[], others: readonly Figure[]): boolean {
  const units = new Set(some.map(({ unit }) => unit).filter((unit) => others.some((other) => other.unit === unit)))
  if (units.size === 0) return false
  return [...units].every((unit) => {
    const [mine, theirs] = [some, others].map((all) => all.filter((one) => one.unit === unit).map(({ value }) => value))
    return !mine?.some((value) => theirs?.some((other) => isNear(value, other)))
  })
}

const isNear = (one: number, other: number) => Math.abs(one - other) <= NEAR * Math.max(Math.abs(one), Math.abs(other))

/** `3,776` and `3.776` are thousands, `3.7` and `3,7` are not; where both stand, the last one parts the decimals. */
function countOf(digits: string): number {
  const plain = digits.replace(/[\u00a0\u202f]/g, '')
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','))
  if (last < 0) return Number(plain)
  const both = plain.includes('.') && plain.includes(',')
  const groups = plain.split(/[.,]/)
  const thousands = groups.slice(1).every((group) => group.length === 3) && (groups[0] ?? '') !== '0'
  if (!both && thousands) return Number(groups.join(''))
  return Number(`${plain.slice(0, last).replace(/[.,]/g, '')}.${plain.slice(last + 1)}`)
}
