import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { CardsBrought, CardsImportEvent } from '@lva/contracts/anki'
import { daysBetween, localDay, localMoment } from '../../days.ts'
import { createMailbox } from '../../events/mailbox.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Learner } from '../../learner.ts'
import { Problem } from '../../problem.ts'
import { withTemporaryFile } from '../../providers/temporary-file.ts'
import { WorkStopped } from '../../workers/work.ts'
import type { Workers } from '../../workers/workers.ts'
import type { createOutside } from '../outside.ts'
import { scheduleOf } from './brought-in.ts'
import { type BadPackage, type Card, PACKAGE_BYTES_MAX, type Package, type PastReview, type Read } from './package.ts'
import type readPackage from './read-package.ts'
import type writePackage from './write-package.ts'
import type { CardOut } from './write-package.ts'

const TIMEOUT_MS = 120_000
const MEMORY_MB = 600
const CARDS_AT_ONCE = 100
/** Names of decks and concepts are no longer than that. */
const NAME_MAX = 120

export type Anki = ReturnType<typeof createAnki>

/** Cards of Anki, brought in and taken along. Packages are read and written in a thread of their own, one at a time. */
export function createAnki({
  workers,
  outside,
  folder,
  factId,
  now,
}: {
  workers: Pick<Workers, 'task'>
  outside: Pick<ReturnType<typeof createOutside>, 'bringIn' | 'pages' | 'room'>
  /** Where a package lies while it is read. */
  folder: string
  /** The same id for the same review, whenever it is brought in. */
  factId: Facts['idOf']
  now: () => Date
}) {
  const treatment = { timeoutMs: TIMEOUT_MS, memoryMb: MEMORY_MB, patient: true, alone: true }
  const read = workers.task<typeof readPackage>(new URL('./read-package.ts', import.meta.url), treatment)
  const write = workers.task<typeof writePackage>(new URL('./write-package.ts', import.meta.url), treatment)
  /** Whose package is being brought in here. */
  const busy = new Set<string>()

  async function readIn(
    path: string,
    userId: string,
    { signal, told }: Bringing,
  ): Promise<Package & { cards: Card[] }> {
    const cards: Card[] = []
    const onProgress = ({ percent, cards: some }: Read) => {
      cards.push(...some)
      told({ type: 'import-progress', stage: 'reading', percent })
    }
    const found = await read({ path }, { owner: userId, signal, onProgress }).catch((error: unknown) => {
      if (error instanceof WorkStopped) return { bad: 'too-much-work' as const }
      throw error
    })
    if ('bad' in found) throw refused(found.bad)
    return { ...found, cards }
  }

  async function keep(
    { kind, created, cards, left }: Package & { cards: Card[] },
    learner: Learner,
    { signal, told }: Bringing,
  ): Promise<CardsBrought> {
    const began = now()
    const today = localDay(began, learner.timezone)
    const room = await outside.room(learner.userId)
    const brought: CardsBrought = {
      ...{ kind, cards: 0, known: 0, scheduled: 0, suspended: 0, reviews: 0 },
      left: { ...left, full: 0 },
    }
    for (let at = 0; at < cards.length; at += CARDS_AT_ONCE) {
      signal.throwIfAborted()
      told({ type: 'import-progress', stage: 'keeping', percent: Math.floor((at / cards.length) * 100) })
      const some = cards.slice(at, at + CARDS_AT_ONCE).map(({ reviews, ...card }) => ({
        ...named(card),
        ...{ key: card.key, question: card.question, points: card.points, suspended: card.suspended },
        schedule: scheduleOf(
          { schedule: card.schedule, reviews: reviews.map((review) => ({ ...review, at: instantOf(review, began) })) },
          { created, timezone: learner.timezone, today },
        ),
        reviews: reviews.map((review) => ({
          ...{ id: factId('review', `anki ${card.key} ${review.at}`), at: new Date(instantOf(review, began)) },
          ...{ rating: review.rating, scheduledDays: review.days },
        })),
      }))
      const { fresh, full } = await outside.bringIn(learner, some, { room: room - brought.cards })
      const isNew = some.filter(({ key }) => fresh.has(key))
      brought.cards += isNew.length
      brought.left.full += full
      brought.known += some.length - isNew.length - full
      brought.scheduled += isNew.filter(({ schedule, suspended }) => schedule && !suspended).length
      brought.suspended += isNew.filter(({ suspended }) => suspended).length
      brought.reviews += isNew.reduce((sum, { reviews }) => sum + reviews.length, 0)
    }
    return brought
  }

  async function bringIn(learner: Learner, content: AsyncIterable<Uint8Array>, how: Bringing): Promise<CardsBrought> {
    const { userId } = learner
    if (busy.has(userId))
      throw new Problem('still-running', 'Another file of yours is being read. Wait for it.', { retryAfter: 5 })
    busy.add(userId)
    try {
      return await withTemporaryFile(folder, 'cards.apkg', async (path) => {
        await pipeline(bounded(content), createWriteStream(path, { mode: 0o600 }), { signal: how.signal })
        return keep(await readIn(path, userId, how), learner, how)
      })
    } finally {
      busy.delete(userId)
    }
  }

  return {
    /**
     * Brings a package in: cards that are new are kept at once, with their deck and their schedule; those that are here already stay as they
     * are, so that the same package twice, or one that was broken off, does no harm. Throws Problem `not-an-export`, with the `reason`,
     * `too-large`, and `still-running` while another one of the same person is being read.
     */
    async *bring(
      learner: Learner,
      content: AsyncIterable<Uint8Array>,
      { signal }: { signal: AbortSignal },
    ): AsyncGenerator<CardsImportEvent> {
      const leaving = new AbortController()
      const last = { type: 'import-progress', stage: 'keeping', percent: 99 } as const
      const news = createMailbox<CardsImportEvent>({ instead: last, closed: () => leaving.abort() })
      const either = AbortSignal.any([signal, leaving.signal])
      bringIn(learner, content, { signal: either, told: news.put }).then(
        (brought) => news.put({ type: 'import-end', ...brought }),
        (error: unknown) => news.close(error),
      )
      for await (const event of news.values()) {
        yield event
        if (event.type === 'import-end') return
      }
    },

    /** Everything a learner keeps as a package Anki opens; null when they keep nothing. */
    take({ userId, timezone }: Learner, { signal }: { signal: AbortSignal }): Promise<Uint8Array | null> {
      return withTemporaryFile(folder, 'cards.jsonl', async (path) => {
        await pipeline(linesOf(userId), createWriteStream(path, { mode: 0o600 }), { signal })
        const at = now()
        const made = { today: localDay(at, timezone), west: westOf(at, timezone), at: at.getTime() }
        return write({ path, ...made }, { owner: userId, signal })
      })
    },
  }

  async function* linesOf(userId: string): AsyncGenerator<string> {
    for (let after: string | null = null; ; ) {
      const some: Kept[] = await outside.pages(userId, { after, limit: CARDS_AT_ONCE })
      for (const kept of some) yield `${JSON.stringify(cardOut(kept))}\n`
      const last = some.at(-1)
      if (!last || some.length < CARDS_AT_ONCE) return
      after = last.promptId
    }
  }
}

interface Bringing {
  signal: AbortSignal
  told: (event: CardsImportEvent) => void
}

/** A clock that is wrong told a day that has not come; it was by now. */
const instantOf = ({ at }: PastReview, now: Date): number => Math.min(at, now.getTime())

/** What a card is about is the deck it lies in, and for a deck within others the innermost. */
function named({ deck }: Pick<Card, 'deck'>): { deck: string; concept: string } {
  const cut = (name: string) => [...name].slice(0, NAME_MAX).join('').trim()
  return { deck: cut(deck), concept: cut(deck.split(' › ').at(-1) ?? '') || 'Anki' }
}

/** How many minutes the clocks of a time zone are behind Greenwich now. */
function westOf(now: Date, timezone: string): number {
  const [here, there] = [localMoment(now, timezone), localMoment(now, 'UTC')]
  return daysBetween(here.day, there.day) * 1_440 + there.minute - here.minute
}

type Kept = Awaited<ReturnType<ReturnType<typeof createOutside>['pages']>>[number]

function cardOut({ promptId, key, deck, concept, question, points, suspended, schedule, reviews }: Kept): CardOut {
  const { stability = null, difficulty = null, lastOn = null } = schedule ?? {}
  return {
    ...{ guid: key ?? promptId, deck: deck || concept, question, points, suspended },
    schedule:
      schedule && stability !== null && difficulty !== null && lastOn !== null
        ? {
            ...{ stability, difficulty, due_on: schedule.dueOn, last_on: lastOn },
            ...{ reviews: schedule.reviews, lapses: schedule.lapses },
          }
        : null,
    reviews: reviews.map(({ at, rating, scheduledDays }) => ({ at, rating, days: scheduledDays })),
  }
}

function refused(reason: BadPackage): Problem {
  return new Problem('not-an-export', REASONS[reason], { fields: { reason } })
}

async function* bounded(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    if (bytes > PACKAGE_BYTES_MAX)
      throw new Problem(
        'too-large',
        `A package of more than ${PACKAGE_BYTES_MAX / 1024 ** 2} MB cannot be brought in. In Anki, export it without media.`,
      )
    yield part
  }
  if (bytes === 0) throw new Problem('empty-file', 'There is nothing in this file.')
}

/** Why a package could not be brought in, in its owner's words. */
const REASONS: Readonly<Record<BadPackage, string>> = {
  'not-a-package': 'This is no package of Anki. Choose a file that ends in .apkg or .colpkg.',
  damaged: 'This package is damaged, and nothing of it was brought in. Export it from Anki anew.',
  encrypted: 'This package is protected with a password. Export it from Anki without one.',
  'too-large':
    'There is more in this package than I take at once: at most 50,000 cards with 40 million characters and 500,000 reviews. In Anki, export one deck at a time.',
  'too-new':
    'This package was written by a newer Anki than I know. In Anki, export it with “Support older Anki versions”.',
  'no-cards': 'There are no cards in this package that I could ask: none has words on both sides.',
  'too-much-work': 'Reading this package takes more time or memory than one file may have. Export one deck at a time.',
}
