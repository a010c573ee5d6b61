import { RESUME_WITHIN_MS } from '@lva/contracts/voice'
import type { SignedIn } from '../http/sign-in.ts'
import { Problem } from '../problem.ts'
import type { Clock } from '../providers/clock.ts'
import type { BrowserLine, Wire } from './browser-line.ts'
import {
  createLiveVoice,
  type LiveVoice,
  problemFrame,
  type Session,
  type VoiceFacts,
  type VoiceStart,
} from './live-voice.ts'

/** How many live voices there may be. */
export interface VoiceLimits {
  /** In this process. */
  total: number
  perUser: number
  /** How long one lasts, in milliseconds. */
  lastsMs: number
}

/** What is opened for one live voice. */
export interface Opened {
  session: Session
  line: BrowserLine
  recogniser: 'segment' | 'streaming' | 'client'
  turns: () => number
  /** Resolves when everything that was said is where it belongs. */
  settled(): Promise<void>
}

export type LiveSessions = ReturnType<typeof createLiveSessions>

/**
 * The live voices of this process. A conversation has one at most: whoever begins another in it, in a second tab, takes over. `open` makes
 * what one consists of.
 */
export function createLiveSessions({
  open,
  limits,
  clock,
  now,
  newId,
}: {
  open(whose: { signedIn: SignedIn; sessionId: string; start: VoiceStart }): Promise<Opened>
  limits: VoiceLimits
  clock: Clock
  now: () => Date
  newId: () => string
}) {
  const voices = new Map<string, LiveVoice>()
  /** Live voices that are just being opened, by learner. */
  const opening = new Map<string, number>()
  let closed = false

  const of = (userId: string) => [...voices.values()].filter((voice) => voice.userId === userId)

  function admit(userId: string) {
    if (closed)
      throw new Problem('shutting-down', 'The server is being restarted. Try again in a moment.', { retryAfter: 5 })
    const begun = opening.get(userId) ?? 0
    if (of(userId).length + begun >= limits.perUser)
      throw new Problem(
        'too-many-voices',
        'You are in as many live conversations as one may be. End one of them first.',
      )
    const all = voices.size + [...opening.values()].reduce((sum, count) => sum + count, 0)
    if (all >= limits.total)
      throw new Problem('too-many-voices', 'So many people are talking here that there is no room just now.', {
        retryAfter: 30,
      })
    opening.set(userId, begun + 1)
  }

  function admitted(userId: string) {
    const left = (opening.get(userId) ?? 1) - 1
    if (left > 0) opening.set(userId, left)
    else opening.delete(userId)
  }

  async function takeOver(voice: LiveVoice) {
    voice.tell(problemFrame(new Problem('taken-over', 'This conversation goes on in another place.')))
    await voice.close()
  }

  return {
    /**
     * Begins a live voice in a conversation, or takes up one whose connection was lost. Throws Problem `voice-lost` when there is none of that
     * id, or it is somebody else's; `too-many-voices`, `shutting-down`.
     */
    async start(
      wire: Wire,
      { signedIn, sessionId, start }: { signedIn: SignedIn; sessionId: string; start: VoiceStart },
    ): Promise<LiveVoice> {
      const { userId } = signedIn
      if (start.resume) {
        const known = voices.get(start.resume)
        if (known?.userId !== userId || known.sessionId !== sessionId)
          throw new Problem('voice-lost', 'That live conversation is over. Begin another; what was said is kept.')
        if (known.facts().connected)
          known.tell(problemFrame(new Problem('taken-over', 'This conversation goes on in another place.')))
        known.attach(wire, { replyId: start.reply_id, receivedMs: start.received_ms }, { resumed: true })
        return known
      }
      for (const other of of(userId)) if (other.sessionId === sessionId) await takeOver(other)
      admit(userId)
      try {
        const { session, line, recogniser, turns, settled } = await open({ signedIn, sessionId, start })
        const id = newId()
        const voice = createLiveVoice(
          { id, signedIn, sessionId, start, recogniser, startedAt: now() },
          {
            ...{ session: { ...session, close: () => session.close().then(settled) }, line, clock, turns },
            limits: { lastsMs: limits.lastsMs, resumeWithinMs: RESUME_WITHIN_MS },
            ended: () => voices.delete(id),
          },
        )
        voices.set(id, voice)
        voice.attach(wire, {}, { resumed: false })
        return voice
      } finally {
        admitted(userId)
      }
    },

    /** Facts about all of them, the oldest first. */
    list: (): VoiceFacts[] => [...voices.values()].map((voice) => voice.facts()),

    /** Ends those of one learner, whose account goes. */
    async endAll(userId: string): Promise<void> {
      await Promise.all(of(userId).map((voice) => voice.close()))
    },

    /**
     * The server stops: everybody is told, what they were saying is kept, and no other begins. Resolves after `ms` at the latest; sound that
     * is not where it belongs by then is found at the next start.
     */
    async close(ms: number): Promise<void> {
      closed = true
      const told = problemFrame(
        new Problem('shutting-down', 'The server is being restarted. What you said is safe.', { retryAfter: 5 }),
      )
      const all = Promise.allSettled(
        [...voices.values()].map((voice) => {
          const closing = voice.close()
          voice.tell(told)
          return closing
        }),
      )
      await new Promise<void>((resolve) => {
        const cancel = clock.after(ms, resolve)
        void all.then(() => {
          cancel()
          resolve()
        })
      })
    },
  }
}
