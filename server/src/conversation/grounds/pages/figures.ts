import { isUnit, type Quantity, sameQuantity } from '../../../language/quantities.ts'
import type { Term } from '../../../language/terms.ts'
import type { Clause } from './clauses.ts'
import type { SourceText } from './source-text.ts'

/** The sentence of the source that has the figure, said of what the clause says it of; null: none. */
export function figureIn(quantity: Quantity, clause: Clause, source: SourceText): number | null {
  const having = source.clauses.map(({ quantities }) =>
    quantities.some((its) => sameQuantity(quantity, its, clause.exactness)),
  )
  const overlap = (at: number) => clause.words.filter((word) => source.ofClause[at]?.has(word)).length
  let best: number | null = null
  for (const [at, has] of having.entries()) if (has && (best === null || overlap(at) > overlap(best))) best = at
  if (best === null) return isNamed(quantity, clause, source) ? 0 : null
  const sentence = source.clauses[best]?.sentence ?? 0
  const beside = clause.quantities.filter(
    (one) =>
      one !== quantity &&
      source.clauses.some(
        (part) => part.sentence === sentence && part.quantities.some((its) => sameQuantity(one, its)),
      ),
  )
  const telling = beside.length + clause.words.filter((word) => source.ofSentence[sentence]?.has(word)).length
  const near = [source.ofSentence[sentence], source.ofSentence[sentence - 1]]
  if (clause.names.length > 0 && !clause.names.some((name) => near.some((bag) => bag?.has(name)))) return null
  if (telling === 0 && clause.words.length > 0) return null
  return isOfAnother(quantity, clause, source, best) || isOfNeighbour(quantity, clause, source, best) ? null : sentence
}

/** "Every hundred years" is said of what happens in a century; "its two towers" of towers that nobody counted. */
function isNamed({ kind, value, counts }: Quantity, { terms }: Clause, source: SourceText): boolean {
  if (kind === 'time') return source.clauses.some(({ times }) => times.includes(value))
  const isWorded = terms.some(({ key }) => key === 'two')
  return (
    isWorded &&
    value === 2 &&
    kind === null &&
    !source.clauses.some(({ quantities }) => quantities.some((its) => its.counts === counts))
  )
}

/** Another part of the source, with another figure of that kind, is much nearer to what the clause says. */
function isOfAnother(quantity: Quantity, clause: Clause, source: SourceText, own: number): boolean {
  const has = (at: number, word: Term) => source.ofClause[at]?.has(word) ?? false
  return source.clauses.some(({ quantities, sentence }, at) => {
    const alike = quantities.some(
      ({ kind, counts }) => kind === quantity.kind && (kind !== null || counts === quantity.counts),
    )
    if (at === own || !alike || (quantity.kind === 'year' && sentence === source.clauses[own]?.sentence)) return false
    if (clause.quantities.some((one) => quantities.some((its) => sameQuantity(one, its)))) return false
    const theirs = clause.words.filter((word) => has(at, word) && !has(own, word)).length
    const ours = clause.words.filter((word) => has(own, word) && !has(at, word)).length
    return theirs > ours
  })
}

/** Whether a source has the figure, said of what the clause says it of. */
export const holdsFigure = (quantity: Quantity, clause: Clause, source: SourceText): boolean =>
  figureIn(quantity, clause, source) !== null

const BESIDE = 3

/** What stands beside the figure stands beside another one in the source: "180 copies, of which 49" for "49 copies, of which 180". */
function isOfNeighbour(quantity: Quantity, clause: Clause, source: SourceText, own: number): boolean {
  const part = source.clauses[own]
  const rivals = part?.quantities.filter(({ kind }) => kind === quantity.kind) ?? []
  const isExchangeable = clause.quantities.some(
    (one) => one !== quantity && rivals.some((its) => sameQuantity(one, its)),
  )
  if (!part || rivals.length < 2 || quantity.ranges || !isExchangeable) return false
  const isTelling = ({ kind, empty, key }: Term) => kind === 'word' && !empty && !isUnit(key)
  const behind = clause.terms.slice(quantity.to, quantity.to + BESIDE).find(isTelling)
  const partner = behind ?? clause.terms.slice(Math.max(0, quantity.from - BESIDE), quantity.from).findLast(isTelling)
  const places = part.terms.flatMap(({ key, sense }, at) =>
    key === partner?.key || (sense !== '' && sense === partner?.sense) ? at : [],
  )
  const [place = -1] = places
  if (places.length !== 1) return false
  const distance = ({ from, to }: Quantity) => {
    const ahead = place >= to
    const apart = ahead ? place - to : from - place
    return ahead === (behind !== undefined) ? apart : apart * 2 + 1
  }
  const nearest = rivals.reduce((one, other) => (distance(other) < distance(one) ? other : one))
  return !sameQuantity(quantity, nearest) && distance(nearest) < BESIDE
}
