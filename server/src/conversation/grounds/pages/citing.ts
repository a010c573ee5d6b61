import { languageOf } from '../../../language/stop-words.ts'
import { wordsOf } from '../../../language/words.ts'
import type { Grounds } from '../guarded-reply.ts'
import { claimIn } from '../past/claims.ts'
import { evidenceOf, rests, said } from '../past/support.ts'
import { holdsFigure } from './figures.ts'
import { askedIn, type Held, holds, type Statement, statementOf } from './holding.ts'
import { readSource, type SourceText } from './source-text.ts'
import { leeway, tellsOfDifference, tellsOfLearner, tellsOfNothing, tellsOfOwnActs } from './telling-words.ts'

/** Something from outside a reply may cite. `at`: when it was written or fetched, RFC 3339. */
export interface OutsideGround {
  id: string
  title: string | null
  text: string
  foundBy?: string
  at?: string
}

/** A part of a sentence with the sources from outside it names behind it. */
export interface Segment {
  text: string
  cites: readonly string[]
}

/**
 * What becomes of a sentence. `cited`: it is shown with these sources, for each of its segments; `plain`: it is shown and needs none;
 * `own`: it speaks of the learner, and their own past judges it; `unheld`: no source holds it.
 */
export type Verdict =
  | { type: 'cited'; cites: string[][]; rests: Array<{ id: string; sentences: string[] }> }
  | { type: 'plain' | 'own' | 'unheld' }

/** Half of what is said in a sentence must have been said by the learner, as in {@link rests}. */
const OWN = 0.5
/** So much of a difference must be said by those that differ. */
const DIFFERENCE = 0.6

/** A source that says the opposite outweighs one that says no more than this share of it. */
const SURELY = 0.8
const AGAINST = new Set<unknown>(['denial', 'opposite', 'cause', 'all'])

/** Judges the sentences of one reply by what was found outside. Reads each source once. */
export function createCiting(grounds: Grounds, outside: readonly OutsideGround[]) {
  const language = (text: string) =>
    languageOf(
      wordsOf(text).map(({ key }) => key),
      grounds.language,
    )
  const read = new Map<string, SourceText>()
  const given = new Map(outside.map((source) => [source.id, source]))
  const ids = [...given.keys()]

  /** A source, read when it is first looked at: most sentences need none but the one they name. */
  function byId(id: string): SourceText | undefined {
    const source = given.get(id)
    const known = read.get(id)
    if (known || !source) return known
    const written = [source.foundBy ?? '', source.at?.slice(0, 4) ?? ''].join(' ')
    const text = readSource({ ...source, known: written }, language(source.text))
    read.set(id, text)
    return text
  }

  const all = () => ids.flatMap((id) => byId(id) ?? [])
  const asked = askedIn(grounds.question, grounds.language)
  let own: ReturnType<typeof evidenceOf> | undefined

  /** Whether the learner said so themselves, now or before. */
  function isOwn(sentence: string): boolean {
    own ??= evidenceOf(grounds.given, grounds.language)
    const sayings = said(sentence, grounds.language)
    const how = { asked: grounds.asked, today: grounds.today() }
    if (sayings.meaning.words.length === 0 && sayings.meaning.numbers.size === 0) return false
    return rests(sayings, own, how) >= OWN || rests(sayings, grounds.here(), how) >= OWN
  }

  function held(statement: Statement, among: readonly string[]): Array<{ id: string; held: Held }> {
    return among.flatMap((id) => {
      const source = byId(id)
      const found = source ? holds(statement, source, asked) : 'words'
      return typeof found === 'string' ? [] : [{ id, held: found }]
    })
  }

  const cited = (found: ReadonlyArray<{ id: string; held: Held }>, cites: string[][]): Verdict => ({
    ...{ type: 'cited', cites },
    rests: found.map(({ id, held }) => ({
      id,
      sentences: held.sentences.flatMap((at) => byId(id)?.sentences[at] ?? []),
    })),
  })
  const behind = (segments: readonly Segment[], ids: readonly string[]) =>
    segments.map((_, at) => (at === segments.length - 1 ? [...new Set(ids)] : []))

  /** By its own marks where they stand, by all of them together, part by part, or by any other source. */
  function bySources(sentence: string, segments: readonly Segment[]): Verdict | null {
    const tongue = language(sentence)
    const named = [...new Set(segments.flatMap(({ cites }) => cites))].filter((id) => given.has(id))
    const marked = segments.filter(({ cites }) => cites.length > 0)
    if (marked.length > 1) {
      const each = segments.map(({ text, cites }) => held(statementOf(text, tongue), cites))
      const whole = segments.every(
        ({ text, cites }, at) => (each[at]?.length ?? 0) > 0 || (cites.length === 0 && !/\p{L}/u.test(text)),
      )
      if (whole)
        return cited(
          each.flat(),
          each.map((found) => found.map(({ id }) => id)),
        )
    }
    const statement = statementOf(sentence, tongue)
    const byNamed = held(statement, named)
    if (byNamed.length > 0)
      return cited(
        byNamed,
        behind(
          segments,
          byNamed.map(({ id }) => id),
        ),
      )
    const parted = named.length > 1 ? byParts(statement, named, tellsOfDifference(sentence)) : null
    if (parted)
      return cited(
        parted,
        behind(
          segments,
          parted.map(({ id }) => id),
        ),
      )
    const against = named.some((id) => {
      const source = byId(id)
      return source !== undefined && AGAINST.has(holds(statement, source, asked))
    })
    const others = held(statement, ids).sort((a, b) => b.held.share - a.held.share)
    const best = others.find(({ held }) => !against || held.share >= SURELY)
    return best ? cited([best], behind(segments, [best.id])) : null
  }

  /** Each clause by one of the sources, all of which speak of what the sentence speaks of. */
  function byParts(statement: Statement, named: readonly string[], differ: boolean) {
    const names = statement.clauses.flatMap((clause) => clause.names)
    const topic = statement.clauses[0]?.words[0]
    const speaking = named.filter((id) => {
      const all = byId(id)?.all
      return differ || (all && names.every((name) => all.has(name)) && (!topic || all.has(topic)))
    })
    const found: Array<{ id: string; held: Held }> = []
    for (const clause of statement.clauses) {
      if (differ && clause.quantities.length === 0 && clause.words.length < 2) continue
      const best = held({ ...statement, clauses: [clause], quotes: statement.quotes }, speaking)[0]
      if (!best) return null
      found.push(best)
    }
    return new Set(found.map(({ id }) => id)).size > 1 ? found : null
  }

  /** That sources differ is so when each figure is in one of them, and not all in the same. */
  function byDifference(sentence: string, segments: readonly Segment[]): Verdict | null {
    if (!tellsOfDifference(sentence)) return null
    const read = statementOf(sentence, language(sentence)).clauses
    const clauses = read.map((clause) => ({
      ...clause,
      words: clause.words.filter(({ text }) => !tellsOfDifference(text)),
    }))
    const named = segments.flatMap(({ cites }) => cites).filter((id) => given.has(id))
    const among = named.length > 1 ? [...new Set(named)] : ids
    const having = clauses.flatMap((clause) =>
      clause.quantities.map((quantity) => among.filter((id) => holdsFigure(quantity, clause, byId(id) as SourceText))),
    )
    const words = clauses.flatMap((clause) => [...clause.words, ...clause.names])
    const known = words.filter((word) => among.some((id) => byId(id)?.all.has(word)) || asked.has(word))
    const used = [...new Set(having.flat())]
    const told =
      known.length >= words.length * DIFFERENCE &&
      clauses.every(({ names }) => names.every((name) => known.includes(name)))
    if (!told || having.some((ids) => ids.length === 0)) return null
    if (having.length === 0) return named.length > 1 ? cited([], behind(segments, named)) : { type: 'plain' }
    if (used.length < 2 || having.every((ids) => ids.includes(used[0] ?? ''))) return null
    return cited(
      used.map((id) => ({ id, held: { share: 1, sentences: [] } })),
      behind(segments, used),
    )
  }

  /** Whether what it says needs no source: small talk, an offer, a heading, a question. */
  function isFree(sentence: string, isCited: boolean): boolean {
    const { clauses, quotes } = statementOf(sentence, language(sentence))
    const everywhere = (word: Parameters<SourceText['all']['has']>[0]) =>
      asked.has(word) || all().some(({ all }) => all.has(word))
    const figures = clauses.flatMap(({ quantities }) => quantities)
    if (quotes.length > 0 || clauses.some(({ names }) => names.some((name) => !everywhere(name)))) return false
    const isStated = (quantity: (typeof figures)[number]) =>
      clauses.some(
        (clause) =>
          clause.quantities.includes(quantity) && all().some((source) => holdsFigure(quantity, clause, source)),
      )
    if (/[?？]\s*$/.test(sentence)) return figures.every(isStated)
    if (figures.length > 0 || isCited || clauses.some(({ universal }) => universal)) return false
    const words = clauses.flatMap((clause) => clause.words)
    const { words: most, unknown } = leeway(sentence)
    return words.length <= most && words.filter((word) => !everywhere(word)).length <= unknown
  }

  /** A sentence that speaks of the learner, or of what the companion did, is never held by a page. */
  function ofLearner(sentence: string, isCited: boolean): Verdict | null {
    if (claimIn(sentence, { language: grounds.language, whole: true }).about === 'told') return { type: 'own' }
    if (tellsOfOwnActs(sentence)) return { type: isOwn(sentence) ? 'own' : 'unheld' }
    if (!tellsOfLearner(sentence)) return null
    return { type: isOwn(sentence) || isFree(sentence, isCited) ? 'own' : 'unheld' }
  }

  function ofSilence(sentence: string): Verdict | null {
    return tellsOfNothing(sentence) && saysNoMore(sentence) ? { type: 'plain' } : null
  }

  function withoutSource(sentence: string, { isCited, namesOwn }: { isCited: boolean; namesOwn: boolean }): Verdict {
    const { about } = claimIn(sentence, { language: grounds.language, whole: true })
    if (isFree(sentence, isCited)) return { type: about === null && !grounds.strict ? 'plain' : 'own' }
    return { type: isOwn(sentence) || (namesOwn && grounds.strict) ? 'own' : 'unheld' }
  }

  return {
    /** Reads one more of the sources, while a sentence is still being written. */
    prepare() {
      const unread = ids.find((id) => !read.has(id))
      if (unread !== undefined) byId(unread)
    },
    /** `namesOwn`: it names passages of the learner's own. */
    judge(sentence: string, segments: readonly Segment[], { namesOwn }: { namesOwn: boolean }): Verdict {
      if (!/[\p{L}\p{N}]/u.test(sentence)) return { type: 'plain' }
      const isCited = segments.some(({ cites }) => cites.length > 0)
      return (
        ofLearner(sentence, isCited) ??
        (outside.length === 0 ? { type: 'own' } : null) ??
        ofSilence(sentence) ??
        bySources(sentence, segments) ??
        byDifference(sentence, segments) ??
        withoutSource(sentence, { isCited, namesOwn })
      )
    },
  }

  /** "The sources do not say how old, but it is the oldest" says something all the same. */
  function saysNoMore(sentence: string): boolean {
    const [first = '', ...more] = sentence.split(/[,;:]\s+(?=(?:but|and|yet|though|aber|doch|und|mais|et|pero|y)\s)/iu)
    const { clauses } = statementOf(first, language(first))
    const isStated = clauses.every((clause) =>
      clause.quantities.every((quantity) => all().some((source) => holdsFigure(quantity, clause, source))),
    )
    return isStated && more.every((text) => bySources(text, [{ text, cites: [] }]) !== null)
  }
}
