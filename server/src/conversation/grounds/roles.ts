import type { Clause } from './clauses.ts'
import type { Term } from './terms.ts'

const set = (words: string) => new Set(words.trim().split(/\s+/))

const PREPOSITIONS = set(
  `in on at by for with from to into onto behind under over between among during after before within through across against without about as than
  like near since until because though although while when where if despite beyond above below along around per`,
)
/** In front of a noun, so that what follows is no verb. */
const BEFORE_NOUN = set(
  'the a an of its their his her our your my this that these those and or more less most some any no each every',
)
const BEING = set('is are was were be been being')
/** Behind a subject, so that what stands before is no verb. */
const HELPING = new Set([
  ...BEING,
  ...set('has have had do does did can cannot could may might must shall should will would of and or not'),
])
/** "X met Y" says the same as "Y met X". */
const MUTUAL = set(
  `meet meets met marry marries married resemble resembles match matches matched touch touches touched join joins joined link links linked differ
  differs equal equals border borders bordered share shares shared`,
)
/** So far behind a verb stands the "by" of whoever did it. */
const BY = 3

/** Who does something, and what it is done to, as far as their order tells. */
interface Roles {
  doing: Term[]
  done: Term[]
}

type Same = (a: Term, b: Term) => boolean

/**
 * Whether an English clause exchanges who does something and what it is done to: the source has the same verb between them, the other way
 * round ("Eggs lay beetles"). The passive is turned round before. Where order tells nothing, it is false. Pure.
 */
export function isSwapped(clause: Clause, source: readonly Clause[], same: Same): boolean {
  const shares = (x: readonly Term[], y: readonly Term[]) => x.some((a) => y.some((b) => same(a, b)))
  return clause.terms.some((verb, at) => {
    const own = isVerb(clause.terms, at) ? rolesAt(clause.terms, at) : null
    if (!own) return false
    const theirs = source.flatMap(({ terms }) =>
      terms.flatMap((term, place) => (isTelling(term) && same(verb, term) ? (rolesAt(terms, place) ?? []) : [])),
    )
    const isStraight = ({ doing }: Roles) => shares(own.doing, doing)
    const isCrossed = ({ doing, done }: Roles) => shares(own.doing, done) && shares(own.done, doing)
    return theirs.some(isCrossed) && !theirs.some(isStraight)
  })
}

const isTelling = ({ kind, empty }: Term) => kind === 'word' && !empty

function isVerb(terms: readonly Term[], at: number): boolean {
  const [before, verb, behind] = [terms[at - 1], terms[at], terms[at + 1]]
  if (!before || !verb || behind?.kind !== 'word' || !isTelling(verb) || MUTUAL.has(verb.key)) return false
  if (BEFORE_NOUN.has(before.key) || PREPOSITIONS.has(before.key)) return false
  return behind.key === 'by' || !(HELPING.has(behind.key) || PREPOSITIONS.has(behind.key))
}

/** Null where nothing tells who did it. */
function rolesAt(terms: readonly Term[], at: number): Roles | null {
  const before = terms.slice(terms.slice(0, at).findLastIndex(({ kind }) => kind === 'sign') + 1, at)
  const behind = terms.slice(at + 1)
  const by = behind.slice(0, BY).findIndex(({ key }, n) => key === 'by' && behind[n + 1]?.kind === 'word')
  if (by >= 0) return { doing: thingIn(behind.slice(by + 1)), done: thingIn(before) }
  const isPassive = before.slice(-2).some(({ key }) => BEING.has(key))
  return isPassive ? null : { doing: thingIn(before), done: thingIn(behind) }
}

/** What is spoken of, up to where, when or how. */
function thingIn(terms: readonly Term[]): Term[] {
  const end = terms.findIndex(({ kind, key }) => kind === 'sign' || PREPOSITIONS.has(key))
  return (end < 0 ? terms : terms.slice(0, end)).filter(isTelling)
}
