import type { TurnEvent } from '@lva/contracts/conversation'
import type { Database } from '../db/open.ts'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { NotYet } from '../jobs/kind.ts'
import type { Learner } from '../learner.ts'
import type { Memory } from '../memory/memory.ts'
import { Problem } from '../problem.ts'
import type { Llm } from '../providers/llm/llm.ts'
import { createAnswer } from './answer.ts'
import { createBringBack } from './bring-back.ts'
import { createChanges, type Withdrawn } from './changes.ts'
import { createContext, UNSUMMARISED_MAX } from './context.ts'
import { createConverse } from './converse.ts'
import { createErase } from './erase.ts'
import { createExportSession } from './export-session.ts'
import { createFinishing } from './finishing.ts'
import { type Guide, leading } from './guide.ts'
import { createHeard } from './heard.ts'
import { createHistory } from './history.ts'
import { createImportExchanges } from './import-exchanges.ts'
import { createKeep } from './keep.ts'
import { createLeftSpeech, type Takes } from './left-speech.ts'
import { createOutdated } from './outdated.ts'
import { unquote } from './quotations.ts'
import type { About } from './quote.ts'
import { createRecovery } from './recovery.ts'
import { createSpokenTurns, type Recordings } from './spoken-turns.ts'
import { createStopEverywhere } from './stop-everywhere.ts'
import type { Strategy } from './strategy.ts'
import { createSummaries } from './summaries.ts'
import type { ToolBox } from './tool-box.ts'
import type { WatchTurns } from './turn-watch.ts'
import { createTurns } from './turns.ts'
import { createWork, NOTED_TURNS, type SessionChange, sessionKey } from './work.ts'

export type { Withdrawn } from './changes.ts'
export type { Context } from './context.ts'
export type { Guide, Part, Reply } from './guide.ts'
export type { Prepared } from './prepared.ts'
export type { ToolBox, ToolOutcome, ToolTurn } from './tool-box.ts'
export type { TurnStage, TurnTimes, WatchTurns } from './turn-watch.ts'

export type Conversation = ReturnType<typeof createConversation>

/** How the conversation behaves; see the configuration page for the meaning of each. */
export interface ConversationSettings {
  maxTokens: number
  temperature: number | undefined
  /** How the model is asked, when one way is fixed for every turn. */
  strategy: Strategy | undefined
  /** Recent exchanges the model sees as chat turns. */
  contextExchanges: number
  /** Quiet milliseconds after which a session no longer counts as active. */
  activeForMs: number
}

/**
 * The conversation: takes turns, keeps every word, finds it again. `llmFor` is who answers a learner; `companion` is the built-in speaker that writes a note
 * when the model is down, `recall` finds what was said before, `about` what is known of somebody, `manner` how they like to be spoken to, `withdrawn` hears of words that go. `learnerOf` tells who somebody is, for work that goes on after the request; `isSomebody` whether
 * they have an account at all.
 */
export function createConversation({
  database,
  jobs,
  recall,
  guides = [],
  tools,
  withdrawn,
  about,
  manner,
  llmFor,
  companion,
  recordings,
  keepsRecordings,
  learnerOf,
  isSomebody,
  publish,
  watch,
  settings,
  now,
  newId,
  log,
}: {
  database: Database
  jobs: Jobs
  recall: Memory['recall']
  /** They are asked in this order whether they lead a turn; what none of them wants is an ordinary conversation. */
  guides?: readonly Guide[]
  /** What a model may call in an ordinary conversation. */
  tools?: ToolBox | undefined
  withdrawn: Withdrawn
  about?: About | undefined
  manner?: Parameters<typeof createContext>[0]['manner']
  llmFor: (userId: string) => Llm
  companion: Llm
  recordings: Recordings & Parameters<typeof createOutdated>[0]['recordings'] & { takes: Takes }
  keepsRecordings: (userId: string) => Promise<boolean>
  learnerOf: (userId: string) => Promise<Learner | null>
  isSomebody: (userId: string) => Promise<boolean>
  publish: Publish
  /** Hears how far turns come. */
  watch: WatchTurns
  settings: ConversationSettings
  now: () => Date
  newId: () => string
  log: { warn(facts: object, message: string): void }
}) {
  const { db } = database
  const exchanges = settings.contextExchanges
  const work = createWork(jobs)
  const changed: SessionChange = ({ userId, sessionId }) =>
    publish(userId, { type: 'session-changed', session_id: sessionId })
  const { activeForMs } = settings
  const { finish, finishQuiet } = createFinishing({ database, work, changed, activeForMs, now })
  const keep = createKeep({ database, work, withdrawn, now, newId })
  const gather = createContext({ database, recall, about, manner, now, exchanges })
  const { maxTokens, temperature, strategy } = settings
  const converse = createConverse({ llmFor, tools, maxTokens, temperature, strategy, now })
  const lead = leading(guides, converse)
  const answer = createAnswer({ database, work, finish, now, gather, lead })
  const turns = createTurns({ database, keep, answer, gather, lead, changed, watch, now, newId })
  const changes = createChanges({ database, work, changed, withdrawn, now, forgetRecordings: recordings.remove })
  const spoken = createSpokenTurns({ database, work, keep, turns, changes, recordings, keepsRecordings })
  const summaries = createSummaries({ database, llmFor, companion, finish, changed, exchanges, now })
  const leftSpeech = createLeftSpeech({
    ...{ takes: recordings.takes, keepUnheard: spoken.keepUnheard, learnerOf, isSomebody, now, log },
  })
  const recovery = createRecovery({ database, work, turns, queueUnheard: spoken.queueUnheard, now })
  const history = createHistory({ database, now, activeForMs })

  // Whoever is gone needs no answer any more.
  const forLearner = async (userId: string, work: (learner: Learner) => Promise<unknown>) => {
    const learner = await learnerOf(userId)
    if (learner) await work(learner)
  }
  // A day that is used up is no failure: the words wait for the next one.
  const tomorrow = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'quota-exhausted') throw new NotYet((error.retryAfter ?? 0) * 1000)
      throw error
    })
  work.answerLater.does(({ userId, exchangeId }, { signal }) =>
    forLearner(userId, (learner) => tomorrow(turns.answerWaiting(learner, exchangeId, signal))),
  )
  work.writeDown.does(({ userId, exchangeId }, { signal }) =>
    forLearner(userId, (learner) => tomorrow(spoken.writeDownWaiting(learner, exchangeId, signal))),
  )
  work.rollSummary.does(({ userId, sessionId }, { signal }) =>
    forLearner(userId, (learner) => summaries.roll(learner, sessionId, { signal })),
  )
  work.writeNote.does(({ userId, sessionId }, { signal }) =>
    forLearner(userId, (learner) => summaries.note(learner, sessionId, { signal })),
  )
  work.turnFinished.subscribe(work.rollSummary, {
    when: ({ unsummarised }) => unsummarised >= exchanges + UNSUMMARISED_MAX / 2,
    key: sessionKey,
  })
  work.sessionFinished.subscribe(work.writeNote, { when: ({ turns }) => turns >= NOTED_TURNS })
  jobs.recurring('finish-quiet-sessions', '*/5 * * * *', finishQuiet)
  jobs.recurring('pick-up-turns', '*/5 * * * *', async () => {
    await recovery.sweep()
    await recovery.recover({ alone: false })
  })
  // Somebody waits for them.
  jobs.inEveryProcess('* * * * *', () => recovery.pickUp({ alone: false }))
  // It lies in this server's own folder.
  const everywhere = createStopEverywhere({ db, turns, publish, now })
  jobs.inEveryProcess('*/5 * * * *', () => leftSpeech.keep({ alone: false }))

  return {
    /** What others have done after each turn, and after each session: `subscribe`. */
    turnFinished: work.turnFinished,
    sessionFinished: work.sessionFinished,
    turnsBrought: work.turnsBrought,
    takeTurn: turns.takeTurn,
    prepare: turns.prepare,
    heard: createHeard({ database, work }),
    takeSpokenTurn: spoken.takeSpokenTurn,
    attachSound: spoken.attachSound,
    keepUnheard: spoken.keepUnheard,
    stop: everywhere.stop,
    /** Hears what other processes of a fleet are to stop. */
    overhear: everywhere.hear,
    drain: turns.drain,
    history: history.page,
    sessions: history.sessions,
    stats: history.stats,
    endSession: summaries.end,
    removeExchange: changes.remove,
    removeSession: changes.removeSession,
    /** Takes a document or picture that goes out of the sources of replies, in its transaction. */
    unquote,
    export: createExportSession({ database }),
    importExchanges: createImportExchanges({
      database,
      brought: (trx, userId) => work.turnsBrought.tell(trx, { userId }),
    }),
    erase: createErase({ database }),
    outdated: createOutdated({ database, changes, recordings }),
    bringBack: createBringBack({ database, work, now }),
    /** Answers what no guide leads. */
    converse,

    /** Picks up what a stopped process left. `alone`: no other can be at work on this database. */
    async recover({ alone }: { alone: boolean }): Promise<void> {
      await leftSpeech.keep({ alone })
      await recovery.recover({ alone })
    },
    sweep: recovery.sweep,
    needsRecording: recovery.needsRecording,

    /** Corrects the learner's words and, if wanted, answers them anew. Events as for a turn. */
    async *correct(
      learner: Learner,
      exchangeId: string,
      change: { text: string | undefined; regenerate: boolean },
    ): AsyncGenerator<TurnEvent, void, undefined> {
      const { exchange, done } = await changes.correct(learner, exchangeId, change)
      yield* turns.again(exchange, learner, { done })
    },

    /** The companion's words of one exchange, to be read aloud. Throws Problem `not-found` when there are none. */
    async replyText(userId: string, exchangeId: string): Promise<string> {
      const row = await db
        .selectFrom('exchanges')
        .select('agent_text')
        .where('id', '=', exchangeId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      if (!row?.agent_text) throw new Problem('not-found', 'There is no such reply, or it is not yours.')
      return row.agent_text
    },

    /** The recording of an exchange, as long as it is kept. Throws Problem `not-found`. */
    async recordingOf(userId: string, exchangeId: string): Promise<string> {
      const row = await db
        .selectFrom('exchanges')
        .select('recording_id')
        .where('id', '=', exchangeId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      if (!row?.recording_id) throw new Problem('not-found', 'There is no such recording, or it is not yours.')
      return row.recording_id
    },
  }
}
