import { isNumber } from '../../../language/numbers.ts'
import type { Term } from '../../../language/terms.ts'
import type { Clause } from './clauses.ts'

/** What is measured, the words for one side of it and for the other, in all languages. */
const AXES = `
  amount | more greater mehr plus mas | less fewer weniger moins menos
  most | most | least fewest
  muchness | much lot strongly heavily viel beaucoup mucho mucha | little hardly scarcely wenig kaum peu poco
  change | rise rises rose risen rising raise raises raised grow grows grew grown growing increase increases increased increasing climb climbs climbed expand expands
    higher dearer expensive steigen steigt stieg gestiegen zunehmen zunimmt zunahm wachst wuchs augmente augmenter augmentent augmentation aumenta aumentan aumento aumentar sube subio crece crecio
    | fall falls fell fallen falling drop drops dropped dropping decline declines declined decrease decreases decreased lowers lowered reduce reduces reduced shrink shrinks
    shrank shrinking cut cuts waned lower cheap cheaper down sink sinks sank sinken sinkt gesunken fallt fiel abnehmen abnimmt abnahm schrumpft diminue diminuer diminuent baisse baissent disminuye disminuyen baja bajo
  level | high higher highest hoch hoher hohe hochste haut haute alta alto | low lower lowest niedrig niedriger niedrigste bas basse baja bajo
  size | large larger largest big bigger biggest huge great gross grosse grosser grosste grand grande | small smaller smallest little tiny klein kleiner kleinste petit petite pequeno
  lengthening | lengthen lengthens lengthened verlangert allonge alarga | shorten shortens shortened verkurzt raccourcit acorta
  length | long longer longest lang langer langste longue largo larga | short shorter shortest kurz kurzer court courte corto corta
  speed | fast faster fastest quick quicker schnell schneller vite rapido | slow slower slowest slowly langsam langsamer lent lento
  order | before earlier early vorher fruher | after later late afterwards danach spater
  warmth | warm warmer hot hotter heat | cold colder cool cooler
  season | summer | winter
  wetness | wet wetter moist | dry drier dries
  latitude | north northern | south southern
  longitude | east eastern | west western
  strength | strong stronger strongest powerful stark starker fuerte | weak weaker weakest schwach schwacher debil
  worth | better best besser mejor mieux | worse worst schlechter peor pire
  beginning | start starts started begin begins began begun | stop stops stopped cease ceases ceased
  having | gain gains gained win won | lose loses lost losing loss
  cost | cheap cheaper billiger | expensive dearer teurer
  frequency | common frequent often widespread abundant haufig frecuente frequent | rare rarely scarce uncommon seldom selten raro
  permission | allow allows allowed permit permits permitted erlaubt autorise permite | ban bans banned forbid forbids forbidden prohibit prohibited verboten interdit prohibido
  safety | safe safer | dangerous risky
  ease | easy easier easily | hard harder difficult
  place | above over | below beneath
  sign | positive | negative
  side | inside inner | outside outer
  age | young younger | old older
`
const SIDES = new Map<string, Array<{ axis: string; side: number }>>()
for (const line of AXES.replace(/\n\s{4}/g, ' ')
  .trim()
  .split('\n')) {
  const [axis = '', ...sides] = line.split('|').map((part) => part.trim())
  for (const [side, words] of sides.entries())
    for (const word of words.split(/\s+/)) SIDES.set(word, [...(SIDES.get(word) ?? []), { axis, side }])
}

/** A word that says which of two sides is meant. */
interface Sided {
  axis: string
  side: number
  at: number
}

function sidesOf(terms: readonly Term[]): Sided[] {
  const last = terms.findLast(({ kind }) => kind === 'word')?.key
  const takes = terms.findIndex(({ key }) => TAKING.has(key))
  // "Nimmt … ab".
  const parted =
    takes >= 0 && (last === 'ab' || last === 'zu') ? [{ axis: 'change', side: last === 'ab' ? 1 : 0, at: takes }] : []
  return [...terms.flatMap(({ key }, at) => (SIDES.get(key) ?? []).map((side) => ({ ...side, at }))), ...parted]
}

const TAKING = new Set(['nimmt', 'nehmen', 'nahm', 'nahmen'])

type Same = (a: Term, b: Term) => boolean

/**
 * Whether a clause says the opposite of what others say: less for more. Each of its words that have two sides is held against those of the
 * others that speak of the same, and among them of as much else that it says as can be.
 */
export function isOpposed(
  one: Clause,
  others: readonly Clause[],
  { same, alike, binding }: { same: Same; alike: (other: Clause) => number; binding: boolean },
): boolean {
  return sidesOf(one.terms).some(({ axis, side, at }) => {
    const speaking = others
      .map((other) => ({
        other,
        score: alike(other),
        sides: sidesOf(other.terms).filter((their) => their.axis === axis),
      }))
      .filter(({ sides, score }) => sides.length > 0 && score > 0)
    const most = Math.max(0, ...speaking.map(({ score }) => score))
    const nearest = speaking.filter(({ score }) => score === most)
    return (
      nearest.length > 0 &&
      nearest.every(({ other, sides }) => isOther(one, { axis, side, at }, { other, sides, same, binding }))
    )
  })
}

function isOther(
  one: Clause,
  { side, at }: Sided,
  { other, sides, same, binding }: { other: Clause; sides: readonly Sided[]; same: Same; binding: boolean },
): boolean {
  if (sides.every((their) => their.side !== side)) return true
  if (!binding || sides.every((their) => their.side === side)) return false
  return boundTo(one, at, { other, sides, same }) === 1 - side
}

const NEXT = 3

/** The side that stands nearest to what a sided word is said of; null where that is nowhere. */
function boundTo(
  one: Clause,
  at: number,
  { other, sides, same }: { other: Clause; sides: readonly Sided[]; same: Same },
): number | null {
  const behind = one.terms.slice(at + 1, at + 1 + NEXT).find(isTelling)
  const partner = behind ?? one.terms.slice(0, at).findLast(isTelling)
  const place = partner ? other.terms.findIndex((term) => isTelling(term) && same(partner, term)) : -1
  if (place < 0) return null
  const near = [...sides].sort(
    (a, b) => distance(a.at, place, behind !== undefined) - distance(b.at, place, behind !== undefined),
  )[0]
  return near?.side ?? null
}

// A word is said of what stands on the same side of it.
const distance = (at: number, place: number, behind: boolean) =>
  at <= place === behind ? Math.abs(place - at) : Math.abs(place - at) * 2 + 1
const isTelling = ({ kind, empty, key }: Term) => kind === 'word' && !empty && !SIDES.has(key)

const THAN = new Set(['than', 'als', 'que'])

/**
 * Whether two comparisons ("Tambora was stronger than Krakatoa") disagree about which is which: the same is said with the two exchanged, or the
 * opposite with the two in their places; null where that cannot be told.
 */
export function isExchanged(one: Clause, other: Clause, same: Same): boolean | null {
  const [a, b] = [comparisonOf(one), comparisonOf(other)]
  if (!a || !b) return null
  const shared = (x: readonly Term[], y: readonly Term[]) => x.filter((term) => y.some((its) => same(term, its))).length
  const straight = 2 * shared(a.right, b.right)
  const crossed = shared(a.left, b.right) + shared(a.right, b.left)
  if (straight === crossed) return null
  const opposite = a.sides.some((x) => b.sides.some((y) => x.axis === y.axis && x.side !== y.side))
  const alike = a.sides.some((x) => b.sides.some((y) => x.axis === y.axis && x.side === y.side))
  if (opposite === alike) return null
  return opposite ? straight > crossed : crossed > straight
}

function comparisonOf({ terms }: Clause): { left: Term[]; right: Term[]; sides: Sided[] } | null {
  const as = terms.findIndex(({ key }) => key === 'as')
  const than = terms.findIndex(({ key }) => THAN.has(key))
  const second = as < 0 ? -1 : terms.findIndex(({ key }, at) => key === 'as' && at > as + 1 && at <= as + 5)
  const at = than >= 0 ? than : second
  // "More than 900" compares nothing.
  if (at < 0 || terms[at + 1]?.kind === 'number' || isNumber(terms[at + 1]?.key ?? 'one')) return null
  const sides =
    than >= 0
      ? sidesOf(terms.slice(0, at)).filter(({ axis }) => axis !== 'muchness')
      : [{ axis: 'amount', side: 0, at: as }]
  if (sides.length === 0) return null
  const comparing = sides.filter(({ at }) => COMPARATIVE.test(terms[at]?.key ?? ''))
  const left = terms.slice(0, than >= 0 ? at : as)
  return {
    left: left.filter(isTelling),
    right: terms.slice(at + 1).filter((term) => isTelling(term) || SIDES.has(term.key)),
    sides: comparing.length > 0 ? comparing : sides,
  }
}

/** Whether two clauses lead opposite ways: "from the anode to the cathode" and back. */
export function isBackwards(one: Clause, other: Clause, same: Same): boolean {
  const [a, b] = [pathOf(one), pathOf(other)]
  return a !== null && b !== null && same(a.from, b.to) && same(a.to, b.from) && !same(a.from, a.to)
}

function pathOf({ terms }: Clause): { from: Term; to: Term } | null {
  const leaves = terms.findIndex(({ key }) => key === 'from' || key === 'von')
  const arrives = terms.findIndex(({ key }, at) => leaves >= 0 && at > leaves && (key === 'to' || key === 'nach'))
  const from = terms.slice(leaves + 1, arrives).find(isTelling)
  const to = terms.slice(arrives + 1).find(isTelling)
  return arrives >= 0 && from && to ? { from, to } : null
}

/** Whether two words name the same side of something. */
export const onSameSide = (a: Term, b: Term): boolean =>
  (SIDES.get(a.key) ?? []).some(({ axis, side }) =>
    (SIDES.get(b.key) ?? []).some((its) => its.axis === axis && its.side === side),
  )

/** Whether a word names a side of something. */
export const isSided = (word: Term): boolean => SIDES.has(word.key)

const COMPARATIVE = /er$|^(?:more|less|better|worse|as|plus|moins|mas|menos)$/

/** Whether it is a comparison, which {@link isExchanged} judges. */
export const compares = (clause: Clause): boolean => comparisonOf(clause) !== null

/** "Nothing stronger" and "no longer bridge" say what is strongest and longest. */
export const outdoes = ({ terms }: Clause): boolean => {
  const at = terms.findIndex(({ key }) => NOBODY.has(key))
  return at >= 0 && terms.slice(at + 1).some((term) => /er$/.test(term.key) && isSided(term))
}
const NOBODY = new Set(['no', 'nothing', 'none', 'nobody'])

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
      terms.flatMap((term, place) => (isOfTopic(term) && same(verb, term) ? (rolesAt(terms, place) ?? []) : [])),
    )
    const isStraight = ({ doing }: Roles) => shares(own.doing, doing)
    const isCrossed = ({ doing, done }: Roles) => shares(own.doing, done) && shares(own.done, doing)
    return theirs.some(isCrossed) && !theirs.some(isStraight)
  })
}

const isOfTopic = ({ kind, empty }: Term) => kind === 'word' && !empty

function isVerb(terms: readonly Term[], at: number): boolean {
  const [before, verb, behind] = [terms[at - 1], terms[at], terms[at + 1]]
  if (!before || !verb || behind?.kind !== 'word' || !isOfTopic(verb) || MUTUAL.has(verb.key)) return false
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
  return (end < 0 ? terms : terms.slice(0, end)).filter(isOfTopic)
}
