import { FRAME_BYTES, FRAME_MS, FRAMES_AT_ONCE_MAX, type VoiceFrame, type VoiceState } from '@lva/contracts/voice'
import type { SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Clock } from '../providers/clock.ts'
import { asSamples } from '../providers/pcm.ts'
import type { BrowserLine, LostAt, Wire } from './browser-line.ts'
import { problemFrame } from './problem-frame.ts'

export type VoiceStart = Extract<VoiceFrame, { type: 'voice-start' }>

/** What a live voice needs of the engine's session. */
export interface Session {
  hear(frame: Int16Array): void
  transcript(words: { text: string; final: boolean; confidence: number | null }): void
  mute(on: boolean): void
  commit(): void
  cancel(): void
  played(playedMs: number, replyId: string): void
  away(on: boolean): void
  tune(wishes: Omit<Extract<VoiceFrame, { type: 'voice-tune' }>, 'type'>): void
  state(): VoiceState
  throughMs(): number
  close(how?: { keep?: boolean }): Promise<void>
}

export type LiveVoice = ReturnType<typeof createLiveVoice>

/** Facts about one live voice; nothing of what is said. */
export interface VoiceFacts {
  voiceId: string
  userId: string
  state: VoiceState
  connected: boolean
  startedAt: Date
  turns: number
  heardMs: number
}

/**
 * One live voice: an engine's session, the line to a browser, and their time together. It outlives a lost connection for a while; it ends
 * when the client says so, when nobody comes back, or when its time is up. `ended` is told once, when nothing of it is left.
 */
export function createLiveVoice(
  {
    id,
    signedIn,
    sessionId,
    start,
    recogniser,
    startedAt,
  }: {
    id: string
    signedIn: SignedIn
    sessionId: string
    start: VoiceStart
    recogniser: 'segment' | 'streaming' | 'client'
    startedAt: Date
  },
  {
    session,
    line,
    clock,
    limits,
    turns,
    log,
    ended,
  }: {
    session: Session
    line: BrowserLine
    clock: Clock
    limits: { lastsMs: number; resumeWithinMs: number }
    /** How many turns there were. */
    turns: () => number
    log: { error(facts: object, message: string): void }
    ended(): void
  },
) {
  const endsAt = clock.ms() + limits.lastsMs
  let framesHeard = 0
  /** Frames that come once more after a lost connection, and were heard already. */
  let framesKnown = 0
  /** The count of the last words that were written down by the client. */
  let wordsHeard = 0
  let closing: Promise<void> | null = null
  let stopWaiting: (() => void) | null = null
  const stopClock = clock.after(limits.lastsMs, () => {
    line.tell(
      problemFrame(new Problem('voice-time-up', 'This conversation has lasted as long as one may. Begin another.')),
    )
    void close()
  })

  /** Never throws. `keep` false: what is being said is forgotten. */
  function close(how?: { keep?: boolean }): Promise<void> {
    closing ??= end(how)
    return closing
  }

  async function end(how?: { keep?: boolean }) {
    stopClock()
    stopWaiting?.()
    try {
      await session.close(how)
    } catch (err) {
      log.error({ err }, 'a live voice did not end well')
    } finally {
      ended()
    }
  }

  return {
    id,
    userId: signedIn.userId,
    sessionId,

    /** A connection carries it from now on; one that did before is told so. */
    attach(wire: Wire, lostAt: LostAt, { resumed }: { resumed: boolean }) {
      stopWaiting?.()
      stopWaiting = null
      const throughMs = resumed ? session.throughMs() : 0
      framesKnown = Math.max(0, framesHeard - Math.floor(throughMs / FRAME_MS))
      line.attach(wire, lostAt, {
        type: 'voice-ready',
        voice_id: id,
        resumed,
        through_ms: throughMs,
        input: start.input,
        output: start.output === 'text' ? 'text' : 'audio',
        recogniser,
        seconds_left: Math.max(0, Math.floor((endsAt - clock.ms()) / 1000)),
      })
      if (!resumed) return
      line.tell({ type: 'state', state: session.state() })
      session.away(false)
    },

    /** Its connection is lost: it waits a while for another. */
    detach(wire: Wire) {
      if (!line.detach(wire) || closing) return
      session.away(true)
      stopWaiting = clock.after(limits.resumeWithinMs, () => void close())
    },

    /**
     * Sound of the client; returns how many of its frames came once more and were known. Throws Problem `bad-request` for what are no whole
     * frames, and then none of it is heard.
     */
    hear(message: Uint8Array): number {
      if (start.input !== 'audio') throw new Problem('bad-request', 'This live voice takes "transcript" frames.')
      const frames = message.length / FRAME_BYTES
      if (!Number.isInteger(frames) || frames < 1 || frames > FRAMES_AT_ONCE_MAX)
        throw new Problem(
          'bad-request',
          `Sound comes in whole frames of ${FRAME_BYTES} bytes, at most ${FRAMES_AT_ONCE_MAX} at once: 16-bit mono PCM at 16 kHz.`,
        )
      const samples = asSamples(message)
      const known = Math.min(frames, framesKnown)
      framesKnown -= known
      for (let at = (known * FRAME_BYTES) / 2; at < samples.length; at += FRAME_BYTES / 2) {
        framesHeard += 1
        session.hear(frames === 1 ? samples : samples.subarray(at, at + FRAME_BYTES / 2))
      }
      return known
    },

    /** Anything else a client says in a live voice. */
    take(said: Exclude<VoiceFrame, VoiceStart | { type: 'voice-stop' }>) {
      switch (said.type) {
        case 'voice-mute':
          return session.mute(said.muted)
        case 'turn-commit':
          return session.commit()
        case 'playback':
          line.played(said.played_ms, said.reply_id)
          return session.played(line.playedMs(), said.reply_id)
        case 'transcript':
          if (said.final && said.nth !== undefined) {
            if (said.nth <= wordsHeard) return
            wordsHeard = said.nth
          }
          return session.transcript({ text: said.text, final: said.final, confidence: said.confidence ?? null })
        case 'voice-tune':
          return session.tune(said)
      }
    },

    /** Whether this connection is the one it is carried by. */
    isCarriedBy: (wire: Wire) => closing === null && line.carriedBy(wire),

    /** The learner stops the reply. */
    cancel: () => session.cancel(),
    /** Something the client has to know. */
    tell: line.tell,
    close,
    /** Whether it ends, or has ended. */
    over: () => closing !== null,

    facts: (): VoiceFacts => ({
      ...{ voiceId: id, userId: signedIn.userId, startedAt, turns: turns() },
      ...{ state: session.state(), connected: line.attached(), heardMs: framesHeard * FRAME_MS },
    }),
  }
}
