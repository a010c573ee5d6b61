import { type Quantity, quantitiesIn } from '../language/quantities.ts'
import { type Language, languageOf } from '../language/stop-words.ts'
import { termsOf } from '../language/terms.ts'
import { wordsOf } from '../language/words.ts'

/** Two figures are the same when they are so near, as a share. */
const NEAR = 0.02

/** The figures of a sentence that tell what they count; a year of the calendar counts nothing. `fallback`: its language where its words tell none. */
export function figuresIn(sentence: string, fallback: Language): Quantity[] {
  const keys = wordsOf(sentence).map(({ key }) => key)
  const language = languageOf(keys, fallback)
  return quantitiesIn(termsOf(sentence, language), language).filter(({ kind, counted, counts }) =>
    kind === null ? counted && counts !== '' : kind !== 'year',
  )
}

/** Whether two sentences give different figures for the same unit, and agree in none. */
export function disagree(some: readonly Quantity[], others: readonly Quantity[]): boolean {
  const units = new Set(some.map(unitOf)).intersection(new Set(others.map(unitOf)))
  if (units.size === 0) return false
  return [...units].every((unit) => {
    const [mine, theirs] = [some, others].map((all) => all.filter((one) => unitOf(one) === unit))
    return !mine?.some((one) => theirs?.some((other) => isNear(one.value, other.value)))
  })
}

const unitOf = ({ kind, factor, counts }: Quantity) => (kind === null ? counts : `${kind} ${factor}`)

const isNear = (one: number, other: number) => Math.abs(one - other) <= NEAR * Math.max(Math.abs(one), Math.abs(other))
