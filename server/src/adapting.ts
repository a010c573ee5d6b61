import type { Fact } from '@lva/contracts/facts'
import type { Accounts } from './accounts/accounts.ts'
import type { Conversation, Guide } from './conversation/conversation.ts'
import { addDays, localDay } from './days.ts'
import type { Db } from './db/open.ts'
import type { Publish } from './events/events.ts'
import type { Facts } from './facts/facts.ts'
import { createFeedback, type FeedbackTable, type Given, type Weights } from './feedback/feedback.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Knowledge } from './knowledge/knowledge.ts'
import { createPatterns } from './preferences/patterns/patterns.ts'
import { createPreferences, type PreferenceTable } from './preferences/preferences.ts'
import type { Cue } from './voice/voice.ts'

/** Reviews that are looked at: the latest ones. */
const REVIEWS_MAX = 20_000

/** When a turn was said and answered, by whom, and whether it was an order. */
interface Replied {
  session_id: string
  said_at: string
  answered_at: string | null
  provider: string | null
  ordered: number
}

interface Needs {
  db: Db
  jobs: Jobs
  facts: Facts
  conversation: Pick<Conversation, 'turnFinished' | 'sessionFinished'>
  accounts: Pick<Accounts, 'settingsOf' | 'everybody' | 'learner'>
  /** Made after this. */
  graph: () => Pick<Knowledge, 'namesOf' | 'spokenIn'>
  /** Those that lead turns. What they say is asked of them and not of the companion, so nothing is learnt from how it is taken. */
  guides: readonly Pick<Guide, 'name'>[]
  /** From when to when lessons went, since an instant. */
  lessonsSince: (
    userId: string,
    at: string,
  ) => Promise<Array<{ session_id: string; began_at: string; last_at: string }>>
  weights: Weights
  publish: Publish
  /** Empties the database's log of words that went. */
  purge: () => Promise<void>
  now: () => Date
  newId: () => string
}

/** How replies were taken, and what follows for the next ones. Each slice is given its own tables. */
export function createAdapting({
  db,
  jobs,
  facts,
  conversation,
  accounts,
  graph,
  guides,
  lessonsSince,
  publish,
  now,
  newId,
  ...needs
}: Needs) {
  /** Reviews of a stretch of time that stand, whenever others were taken back; those of other programs left out. */
  async function reviewsIn(userId: string, { from, to }: { from: Date; to?: Date }) {
    const undone = new Set<string>()
    for await (const page of facts.pages(userId, { kinds: ['review-undone'], from }))
      for (const { data } of page) undone.add(data.review)
    const reviews: Fact<'review'>[] = []
    for await (const page of facts.pages(userId, { kinds: ['review'], from, to })) {
      reviews.push(...page.filter(({ id, data }) => data.source === 'here' && !undone.has(id)))
      reviews.splice(0, reviews.length - REVIEWS_MAX)
    }
    return reviews
  }

  /** Who led turns: whoever replied by name; where there was an order, and in a lesson, a model may have worded the reply. */
  async function ledAmong(userId: string, turns: readonly Replied[]): Promise<(turn: Replied) => boolean> {
    const [first] = turns.map(({ said_at }) => said_at).sort()
    const lessons = first === undefined ? [] : await lessonsSince(userId, first)
    return ({ provider, session_id, said_at, answered_at, ordered }) =>
      ordered === 1 ||
      guides.some(({ name }) => name === provider) ||
      lessons.some(
        (lesson) =>
          lesson.session_id === session_id &&
          // Clocks of devices differ.
          [said_at, answered_at ?? said_at].some((at) => at >= lesson.began_at && at <= lesson.last_at),
      )
  }

  const preferences = createPreferences({
    ...{ db: db.$pickTables<PreferenceTable>(), publish, now, newId },
    measures: {
      qualities: (userId, from, to) => feedback.qualities(userId, from, to),
      async recalls(userId, from, to) {
        const reviews = await reviewsIn(userId, { from, to })
        return { hits: reviews.filter(({ data }) => data.recalled === 1).length, n: reviews.length }
      },
    },
    record: (trx, userId, { name, value, by }) =>
      facts.record(trx, { userId, kind: 'preference', at: now(), data: { name, value, by } }),
  })
  const feedback = createFeedback({
    ...{ db: db.$pickTables<FeedbackTable>(), jobs, preferences, now, newId, ...needs },
    ...{ settingsOf: accounts.settingsOf, everybody: accounts.everybody, learnerOf: accounts.learner },
    dayOf: localDay,
    record: (trx, { once, kind, value, ...given }: Given) =>
      facts.record(trx, {
        ...given,
        id: facts.idOf('feedback', once),
        kind: 'feedback',
        data: { how: kind === 'explicit' ? 'explicit' : 'correction', kind, value },
      }),
    unrecord: (trx, userId, once) => facts.takeBack(trx, userId, facts.idOf('feedback', once)),
    ledAmong,
  })
  const patterns = createPatterns({
    ...{ db: db.$pickTables<'exchanges'>(), now, ledAmong },
    namesOf: (userId, ids) => graph().namesOf(userId, ids),
    spokenIn: (userId, ids) => graph().spokenIn(userId, ids),
    async days(userId, since) {
      const timezone = (await accounts.learner(userId))?.timezone ?? 'UTC'
      const to = localDay(now(), timezone)
      // The day before the first tells how much was learnt then.
      return facts.days(userId, { from: addDays(localDay(since, timezone), -1), to })
    },
    reviews: async (userId, since) =>
      (await reviewsIn(userId, { from: since })).map(({ minute, data }) => ({
        ...{ minute, recalled: data.recalled === 1, topics: data.topics },
      })),
  })
  conversation.turnFinished.subscribe(feedback.turns, { when: ({ mode }) => mode === 'conversation' })
  conversation.sessionFinished.subscribe(feedback.leave)

  return {
    ...{ feedback, preferences, patterns },
    /** Those that hold something about people. */
    holders: { feedback, preferences },

    /** Hears what was asked of a live voice, and done without a turn. */
    async obeyed(userId: string, cue: Cue, exchangeId: string): Promise<void> {
      if (cue === 'slower') await preferences.wish(userId, { preference: 'pace', toward: 0 })
      if (cue === 'repeat') await feedback.noticed(userId, exchangeId, 'replay')
    },
  }
}
