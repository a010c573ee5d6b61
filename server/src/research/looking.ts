import type { Settings } from '@lva/contracts/accounts'
import type { AskedSource, ResearchSource } from '@lva/contracts/research'
import type { Windows } from '../http/windows.ts'
import { withoutOrders } from '../language/orders.ts'
import { languageOf } from '../language/stop-words.ts'
import { ownLanguageOf, primaryOf } from '../language/tags.ts'
import { wordsOf } from '../language/words.ts'
import type { Learner } from '../learner.ts'
import type { Memory } from '../memory/memory.ts'
import { outgoingWords } from '../outgoing/words/outgoing-words.ts'
import { Problem } from '../problem.ts'
import type { Clock } from '../providers/clock.ts'
import { SEARCH_MS, type SearchHit, type SearchProvider } from '../providers/search/search.ts'
import { createAllowance } from './allowance.ts'
import { askWithin, Busy } from './ask-within.ts'
import { foundOf } from './hits.ts'
import { type Found, merge } from './merge.ts'
import { createPacing } from './pacing.ts'
import { createSharedAnswers } from './shared-answers.ts'
import { wordingIn } from './wording.ts'

/** How long what is the learner's own may take, in milliseconds; a source outside may take {@link SEARCH_MS}. */
const OWN_MS = 1_000
/** So long the turn of a source that asks for no distance is waited for, so that time is left for its answer. */
const PATIENCE_MS = 1_500
/** And so long that of one whose answer is wanted by name, or that is the only one, besides the time for its answer: no source asks for more. */
const TURN_MS = 3_000
const HITS = 6
const OWN_MAX = 4
const OWN_TOKENS = 500

/** What is looked up, for whom. */
export interface LookUp {
  learner: Learner
  query: string
  /** What the learner said in this conversation, this turn too, oldest first: only words of it leave the house. */
  said: readonly string[]
  signal: AbortSignal
  /** Undefined or null: everywhere. */
  sources?: readonly ResearchSource[] | null | undefined
  /** A program asks with a token of theirs: what is "said" then may be a model's words, and leaves only where they let everything be looked up. */
  byProgram?: boolean
  /** Where none of those that were named outside is set up, those that are set up are asked. */
  orOthers?: boolean | undefined
}

/** What came of it. */
export interface Researched {
  found: Found[]
  asked: AskedSource[]
  /** The words that left the house; empty: none did. */
  query: string
  dropped: string[]
  /** Something that was found gave orders to whoever answers; that was left out. */
  ordered: boolean
}

export interface LookingNeeds {
  search: readonly SearchProvider[]
  recall: Memory['recall']
  settingsOf: (userId: string) => Promise<Pick<Settings, 'look_up' | 'tools_off'>>
  windows: Windows
  clock: Clock
  now: () => Date
  log: { warn(facts: object, message: string): void }
}

const ONLY_ALWAYS =
  'A program may look things up outside only where the learner lets everything be looked up ("always", in their settings). What they said and brought may be searched.'

interface Fared {
  found: Found[]
  asked: AskedSource
}

type How = Omit<Parameters<typeof askWithin>[2], 'ms'> & { ordered: { was: boolean } }

/** How long a source may take, and how long of that its turn is waited for. In milliseconds. */
interface Patience {
  ms: number
  turnMs: number
}

/** Which of the sources that can be named one of the searches is. */
const kindOf = ({ name }: SearchProvider): ResearchSource => (name === 'wikipedia' || name === 'arxiv' ? name : 'web')

/**
 * Looks things up: in the searches outside, and in what the learner said and brought, all at the same time. A source that is slow or dead costs
 * no more than its time and is named in `asked`.
 */
export function createLooking({ search, recall, settingsOf, windows, clock, now, log }: LookingNeeds) {
  const take = createAllowance({ windows, now })
  const itsTurn = createPacing({ windows, clock, now })
  const shared = createSharedAnswers<SearchHit[]>({ clock })

  /** Whether words of a learner may leave the house. */
  async function mayLeave(userId: string): Promise<boolean> {
    const { look_up, tools_off } = await settingsOf(userId)
    return look_up !== 'never' && !tools_off.includes('research')
  }

  async function refuseUnless(userId: string, byProgram: boolean) {
    if (!(await mayLeave(userId))) throw new Problem('look-up-off', wordingIn('en').off)
    if (byProgram && (await settingsOf(userId)).look_up !== 'always') throw new Problem('look-up-off', ONLY_ALWAYS)
  }

  const keyOf = ({ name }: SearchProvider, { query, language }: { query: string; language: string }) =>
    `${name}\n${language}\n${query.toLowerCase()}`

  function outside(
    provider: SearchProvider,
    words: { query: string; language: string },
    { who, turnMs }: { who: string; turnMs: number },
  ) {
    return async (signal: AbortSignal): Promise<SearchHit[]> =>
      shared.ask({ key: keyOf(provider, words), who, signal }, async (signal) => {
        if (!(await itsTurn(provider, { patienceMs: turnMs, signal }))) throw new Busy()
        return provider.search({ ...words, limit: HITS, signal })
      })
  }

  /** What the learner said elsewhere and brought; not what they say in this conversation, which is there anyway. */
  async function own({ learner: { userId, timezone }, query, said }: LookUp, kinds: readonly ResearchSource[]) {
    const here = new Set(said.map((text) => text.trim()))
    const found = await recall({
      ...{ userId, timezone, text: query, asksOwnPast: false, beforeSeq: Number.MAX_SAFE_INTEGER, known: new Set() },
      ...{ limit: OWN_MAX, tokens: OWN_TOKENS },
    })
    return found
      .filter(({ kind, text }) => kinds.includes(kind === 'turn' ? 'memory' : 'documents') && !here.has(text.trim()))
      .map((one): Found => ({ ...one, group: one.sessionId ?? one.sourceId ?? '' }))
  }

  /** Passages without what gives orders to whoever answers. */
  function clean(found: readonly Found[], ordered: { was: boolean }): Found[] {
    return found.flatMap((one) => {
      const text = withoutOrders(one.text)
      const title = withoutOrders(one.title ?? '')
      ordered.was ||= text.ordered || title.ordered
      return text.text.trim() ? [{ ...one, text: text.text, title: title.text.trim() || null }] : []
    })
  }

  async function ofOutside(
    provider: SearchProvider,
    words: { query: string; language: string },
    { who, ordered, turnMs, ...how }: How & Patience & { who: string },
  ): Promise<Fared[]> {
    const work = outside(provider, words, { who, turnMs })
    const { found, asked } = await askWithin(provider.name, work, how)
    const at = now()
    return [
      {
        found: clean(
          found.map((hit) => foundOf(hit, { by: provider.name, now: at })),
          ordered,
        ),
        asked,
      },
    ]
  }

  async function ofOwn(home: readonly ResearchSource[], asked: LookUp, { ordered, ...how }: How): Promise<Fared[]> {
    const { found, asked: fared } = await askWithin('memory', () => own(asked, home), { ...how, ms: OWN_MS })
    return home.map((source) => {
      const of = found.filter(({ kind }) => (kind === 'turn') === (source === 'memory'))
      const state = fared.state === 'done' && of.length === 0 ? 'empty' : fared.state
      return { found: clean(of, ordered), asked: { ...fared, source, state } }
    })
  }

  return {
    mayLeave,

    /**
     * Looks something up. Throws Problem `look-up-off` where something outside is wanted and the learner lets nothing leave, and
     * `too-many-requests` when their hour or day is used up; nothing else, whatever a source does.
     */
    async lookUp(asked: LookUp): Promise<Researched> {
      const { learner, signal, said, byProgram = false } = asked
      const wanted = (kind: ResearchSource) => !asked.sources || asked.sources.includes(kind)
      const abroad = (['web', 'wikipedia', 'arxiv'] as const).filter(wanted)
      const home = (['memory', 'documents'] as const).filter(wanted)
      if (abroad.length > 0) await refuseUnless(learner.userId, byProgram)
      const { query, dropped } = outgoingWords(asked.query, said)
      const words = { query, language: languageIn(query, learner.locale) }
      const there = search.filter((provider) => wanted(kindOf(provider)))
      const others = asked.orOthers && abroad.length > 0 && there.length === 0
      const providers = query ? (others ? search : there) : []
      const alone = providers.length === 1
      const known = providers.every((provider) => shared.has(keyOf(provider, words), learner.userId))
      if (providers.length > 0 && !known) await take(learner.userId)
      const ordered = { was: false }
      const how = { signal, clock, locale: learner.locale, log }
      const all = await Promise.all([
        ...providers.map((provider) =>
          ofOutside(provider, words, {
            ...{ ...how, who: learner.userId, ordered },
            ...patienceWith(provider, alone || asked.sources?.includes(kindOf(provider)) === true),
          }),
        ),
        ...(home.length > 0 ? [ofOwn(home, asked, { ...how, ordered })] : []),
      ])
      return {
        found: merge(
          asked.query,
          all.flat().map(({ found, asked: { source } }) => ({ source, found })),
        ),
        asked: [...all.flat().map(({ asked }) => asked), ...missing(abroad, query, learner.locale)],
        ...{ query, dropped, ordered: ordered.was },
      }
    },
  }

  /** What was wanted and could not be asked. */
  function missing(abroad: readonly ResearchSource[], query: string, locale: string): AskedSource[] {
    const { why } = wordingIn(locale)
    const off = (source: string, reason: string): AskedSource => ({ source, state: 'off', ms: 0, why: reason })
    if (!query)
      return search.filter((one) => abroad.includes(kindOf(one))).map(({ name }) => off(name, why['no-words']))
    return abroad.filter((kind) => !search.some((one) => kindOf(one) === kind)).map((kind) => off(kind, why.off))
  }
}

/** A look-up everywhere does not wait for one that was asked a moment ago; one that is wanted `byName` is waited for. */
function patienceWith({ everyMs }: SearchProvider, byName: boolean): Patience {
  if (!everyMs) return { ms: SEARCH_MS, turnMs: PATIENCE_MS }
  return byName ? { ms: SEARCH_MS + TURN_MS, turnMs: TURN_MS } : { ms: SEARCH_MS, turnMs: 0 }
}

/** The language the words are in, as far as they tell; else the learner's. */
function languageIn(query: string, locale: string): string {
  const own = ownLanguageOf(locale)
  const told = languageOf(
    wordsOf(query).map(({ key }) => key),
    own,
  )
  return told === own ? primaryOf(locale) || 'en' : told
}
