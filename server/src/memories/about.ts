import type { MemoryKind } from '@lva/contracts/memories'
import { tokens } from '../db/words.ts'
import { within } from '../language/within.ts'
import { byWords, type createReading, type Stretch, wordsAskedFor } from './reading.ts'

/** Something a learner said about themselves that belongs to what they say now. Data, never instruction. */
export interface About {
  id: string
  kind: MemoryKind
  /** The learner's own words. */
  text: string
  /** When it was said, RFC 3339; `until` null: it is still true. */
  said: string
  until: string | null
  /** Where these words were said. */
  exchangeId: string
  sessionId: string
}

const MOST = 4
const PINNED_MOST = 2
/** All of them together, in characters: what a turn spends on them. */
const CHARACTERS = 800
/** Less of a question than this in a memory is chance. */
const HELD_MIN = 0.34

/** What a question is after, by words that no memory has to hold. */
const AFTER: Array<[words: string, kind: MemoryKind]> = [
  ['live living home town city moved wohne vivo habite', 'place'],
  ['name called heiße llamo', 'name'],
  ['job work profession employer arbeite trabajo travaille', 'work'],
  ['study studying course learning', 'study'],
  ['goal goals aim plan plans ziel meta but', 'goal'],
  ['favourite favorite like hate prefer love', 'preference'],
  ['opinion think thought believe view', 'opinion'],
  ['birthday exam wedding interview', 'date'],
  ['sister brother mother father wife husband friend family', 'relation'],
]

/**
 * The few memories worth their tokens for a turn: those that hold what is spoken of, or are what a question about oneself is after, as they
 * were true at the time it names; and what is pinned. At most four, and nothing when nothing fits. `timeIn` reads a time out of a text.
 */
export function createAbout({
  reading,
  timeIn,
}: {
  reading: ReturnType<typeof createReading>
  timeIn: (text: string, timezone: string) => Stretch | null
}) {
  return async function about(
    userId: string,
    text: string,
    { timezone = 'UTC', limit = MOST }: { timezone?: string; limit?: number } = {},
  ): Promise<About[]> {
    const during = timeIn(text, timezone)
    const words = wordsAskedFor(text)
    const all = { during, state: during ? ('all' as const) : ('current' as const), before: null, limit: 20 }
    const spoken = tokens(text)
    const kind = isAboutOneself(spoken)
      ? AFTER.find(([some]) => some.split(' ').some((word) => spoken.includes(word)))?.[1]
      : undefined
    const [pinned, holding, ofKind] = await Promise.all([
      reading.find(userId, { ...all, words: [], pinned: true, limit: PINNED_MOST }),
      words.length > 0 ? reading.find(userId, { ...all, words, pinned: null }) : [],
      kind ? reading.find(userId, { ...all, words: [], pinned: null, kind, limit: MOST }) : [],
    ])
    const telling = holding.filter(({ words: own, kind: of }) => heldOf(own, words) >= (of === kind ? 0.01 : HELD_MIN))
    // What a question is after comes first, unless words say which.
    const narrow = kind ? telling.filter((row) => row.kind === kind) : telling
    const ordered = [
      ...byWords(narrow, words, during),
      ...(narrow.length > 0 ? [] : ofKind),
      ...telling,
      ...pinned.slice(0, PINNED_MOST),
    ]
    const chosen = [...new Map(ordered.map((row) => [row.id, row])).values()].slice(0, Math.min(limit, MOST))
    const told = within(chosen, CHARACTERS)
    const saidIn = await reading.saidIn(
      userId,
      told.map(({ id }) => id),
    )
    return told.flatMap(({ id, kind, text, valid_to }) => {
      const source = saidIn.get(id)
      if (!source) return []
      return {
        ...{ id, kind, text, said: source.said_at, until: valid_to },
        ...{ exchangeId: source.exchange_id, sessionId: source.session_id },
      }
    })
  }
}

const heldOf = (own: string, words: readonly string[]) =>
  words.filter((word) => own.includes(` ${word} `)).length / Math.max(1, words.length)

const isAboutOneself = (words: readonly string[]) =>
  words.some((word) => /^(?:i|my|me|ich|mein|meine|yo|mi|mon|ma|je)$/.test(word))
