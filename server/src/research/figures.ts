/** A number of a sentence with what it counts. */
export interface Figure {
  value: number
  /** As a key: `%`, `metres`. */
  unit: string
}

const NUMBER = /[\d.,\u00a0\u202f]+/gu
const UNIT = /^\s?(%|°|\p{L}{1,20})/u
const LETTER_BEFORE = /[\p{L}\p{N}]$/u
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
  for (const { 0: written, index } of sentence.matchAll(NUMBER)) {
    const digits = bareOf(written)
    if (digits === '' || LETTER_BEFORE.test(sentence.slice(Math.max(0, index - 2), index))) continue
    const behind = sentence.slice(
      index + written.length - (written.endsWith('\u00a0') ? 1 : 0),
      index + written.length + 40,
    )
    const found = UNIT.exec(behind)
    const scale = SCALES[found?.[1]?.toLowerCase() ?? '']
    const next = scale && found ? UNIT.exec(behind.slice(found[0].length)) : found
    const unit = next?.[1]?.toLowerCase() ?? ''
    const value = countOf(digits) * (scale ?? 1)
    if (unit && !NO_UNITS.has(unit) && Number.isFinite(value)) figures.push({ value, unit: SAME[unit] ?? unit })
  }
  return figures
}

/** What is written with figures, without what stands around it; empty where that is no figure of anything. */
function bareOf(written: string): string {
  let [from, to] = [0, written.length]
  while (from < to && !/\d/.test(written.charAt(from))) from += 1
  while (to > from && !/\d/.test(written.charAt(to - 1))) to -= 1
  // A list of numbers, or one that ends a sentence, counts nothing.
  const ends = /[.,]/.test(written.slice(to))
  return to - from > 24 || ends ? '' : written.slice(from, to)
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
