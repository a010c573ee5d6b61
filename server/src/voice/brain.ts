import type { TurnEvent } from '@lva/contracts/conversation'
import type { Conversation, Prepared } from '../conversation/conversation.ts'
import type { Learner } from '../learner.ts'
import type { StoredTake, Takes } from '../recordings/recordings.ts'
import type { Brain, Saying } from './live/brain.ts'

/** What a live voice needs of the conversation. */
export type Heart = Pick<Conversation, 'takeTurn' | 'prepare' | 'heard' | 'keepUnheard' | 'attachSound'>

/**
 * The brain of one live voice: what is said to it becomes turns of one session. `about`: the documents and pictures they are about. `onTrouble` is told when sound cannot be stored. A take or
 * thought that is handed in was handed out here.
 */
export function createBrain(
  {
    conversation,
    takes,
    log,
  }: { conversation: Heart; takes: Takes; log: { error(facts: object, message: string): void } },
  {
    learner,
    sessionId,
    about,
    onTrouble,
  }: {
    learner: () => Learner
    sessionId: string
    about: () => readonly string[]
    onTrouble: (problem: unknown) => void
  },
): Brain & { settled(): Promise<void> } {
  const working = new Set<Promise<void>>()

  function track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => working.delete(tracked))
    working.add(tracked)
    return tracked
  }

  /** The words are safe. Their sound becomes a recording where its owner wants that, and goes otherwise. */
  async function keepSound(take: StoredTake, exchangeId: string) {
    try {
      await conversation.attachSound(take.userId, exchangeId, await take.finish())
    } catch (err) {
      log.error({ err }, 'the sound of a turn was not kept')
    }
    take.drop()
  }

  /** What cannot become a turn now is left where it is found later. */
  async function keepUnheard(take: StoredTake) {
    try {
      const sound = await take.finish()
      await conversation.keepUnheard({ learner: learner(), sessionId, exchangeId: take.id, sound })
      take.drop()
    } catch (err) {
      if (!(await take.release())) throw err
      log.error({ err }, 'speech nobody could write down is not a turn yet')
    }
  }

  return {
    take: () => takes.open({ userId: learner().userId, sessionId }, { onTrouble }),

    think: (text) => conversation.prepare({ learner: learner(), sessionId, text, documents: about() }),

    async *turn({ text, confidence, thought, take, signal }) {
      const stored = take as StoredTake | null
      const events = conversation.takeTurn({
        ...{ learner: learner(), sessionId, text, confidence, mode: 'conversation', spoken: true, aloud: true, signal },
        documents: about(),
        prepared: thought as Prepared | null,
        exchangeId: stored?.id,
      })
      let kept = false
      try {
        for await (const event of events) {
          if (event.type === 'turn-start') {
            kept = true
            if (stored) void track(keepSound(stored, event.exchange_id))
          }
          const saying = sayingOf(event)
          if (saying) yield saying
        }
      } finally {
        if (stored && !kept) await stored.release()
      }
    },

    heard: ({ exchangeId, ...what }) => conversation.heard(learner().userId, exchangeId, what),

    async unheardTake(take) {
      const stored = take as StoredTake
      await track(keepUnheard(stored))
    },

    /** Resolves when the sound of everything said so far is where it belongs. */
    async settled() {
      await Promise.allSettled(working)
    },
  }
}

function sayingOf(event: TurnEvent): Saying | null {
  if (event.type === 'turn-start') return { type: 'kept', exchangeId: event.exchange_id }
  if (event.type === 'reply-delta') return { type: 'delta', text: event.text }
  if (event.type === 'tool') return { type: 'tool', name: event.name, running: event.running }
  return event.type === 'reply-end' ? { type: 'end' } : null
}
