import { RESUME_WITHIN_MS } from '@lva/contracts/voice'
import type { SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Clock } from '../providers/clock.ts'
import type { BrowserLine, Wire } from './browser-line.ts'
import { createLiveVoice, type LiveVoice, type Session, type VoiceFacts, type VoiceStart } from './live-voice.ts'
import { problemFrame } from './problem-frame.ts'

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

/** One that is being opened; `unwanted` says why it is not wanted any more. */
interface Opening {
  userId: string
  sessionId: string
  unwanted: Problem | null
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
  log,
}: {
  open(whose: { signedIn: SignedIn; sessionId: string; start: VoiceStart }): Promise<Opened>
  limits: VoiceLimits
  clock: Clock
  now: () => Date
  newId: () => string
  log: { error(facts: object, message: string): void }
}) {
  const voices = new Map<string, LiveVoice>()
  const opening = new Set<Opening>()
  let closed = false

  const of = (userId: string) => [...voices.values()].filter((voice) => voice.userId === userId)

  function admit(one: Opening) {
    if (closed) throw shuttingDown()
    const { userId } = one
    const others = [...opening].filter((other) => other !== one && !other.unwanted)
    const begun = others.filter((other) => other.userId === userId).length
    if (of(userId).length + begun >= limits.perUser)
      throw new Problem(
        'too-many-voices',
        'You are in as many live conversations as one may be. End one of them first.',
      )
    if (voices.size + others.length >= limits.total)
      throw new Problem('too-many-voices', 'So many people are talking here that there is no room just now.', {
        retryAfter: 30,
      })
  }

  const shuttingDown = () =>
    new Problem('shutting-down', 'The server is being restarted. Try again in a moment.', { retryAfter: 5 })
  const takenOver = () => new Problem('taken-over', 'This conversation goes on in another place.')

  /** Whoever has a voice in that conversation, or is just getting one, loses it to the one that came last. */
  async function displace(one: Opening) {
    const besides = (other: { userId: string; sessionId: string }) =>
      other.userId === one.userId && other.sessionId === one.sessionId
    for (const other of opening) if (other !== one && besides(other)) other.unwanted ??= takenOver()
    for (const voice of [...voices.values()].filter(besides)) {
      voice.tell(problemFrame(takenOver()))
      await voice.close()
    }
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
        if (known?.userId !== userId || known.sessionId !== sessionId || known.over())
          throw new Problem('voice-lost', 'That live conversation is over. Begin another; what was said is kept.')
        if (known.facts().connected) known.tell(problemFrame(takenOver()))
        if (start.document_ids) known.take({ type: 'voice-tune', document_ids: start.document_ids })
        known.attach(wire, { replyId: start.reply_id, receivedMs: start.received_ms }, { resumed: true })
        return known
      }
      const one: Opening = { userId, sessionId, unwanted: null }
      opening.add(one)
      try {
        await displace(one)
        admit(one)
        const { session, line, recogniser, turns, settled } = await open({ signedIn, sessionId, start })
        if (one.unwanted) {
          await session.close({ keep: false })
          throw one.unwanted
        }
        const id = newId()
        const voice = createLiveVoice(
          { id, signedIn, sessionId, start, recogniser, startedAt: now() },
          {
            ...{ session: { ...session, close: (how) => session.close(how).then(settled) }, line, clock, turns, log },
            limits: { lastsMs: limits.lastsMs, resumeWithinMs: RESUME_WITHIN_MS },
            ended: () => voices.delete(id),
          },
        )
        voices.set(id, voice)
        voice.attach(wire, {}, { resumed: false })
        return voice
      } finally {
        opening.delete(one)
      }
    },

    /** Facts about all of them, the oldest first. */
    list: (): VoiceFacts[] => [...voices.values()].map((voice) => voice.facts()),

    /** Ends those of one learner, whose account goes: what is being said is not kept. */
    async endAll(userId: string): Promise<void> {
      for (const one of opening)
        if (one.userId === userId) one.unwanted = new Problem('voice-lost', 'That live conversation is over.')
      await Promise.all(of(userId).map((voice) => voice.close({ keep: false })))
    },

    /**
     * The server stops: everybody is told, what they were saying is kept, and no other begins. Resolves after `ms` at the latest; sound that
     * is not where it belongs by then is found at the next start.
     */
    async close(ms: number): Promise<void> {
      closed = true
      for (const one of opening) one.unwanted = shuttingDown()
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
