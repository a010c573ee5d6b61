import type { TurnEvent } from '@lva/contracts/conversation'
import type { ClientFrame, ServerFrame } from '@lva/contracts/socket'
import type { Conversation } from '../conversation/conversation.ts'
import type { SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Voice } from './voice.ts'

/** Turns that may wait behind the one being answered. */
const WAITING_MAX = 16
/** Sound that may wait, in characters of base64: one recording of the largest kind, or several of the usual one. */
const WAITING_BYTES_MAX = 36 * 1024 * 1024
const SUMMARY_MS = 60_000

type TurnFrame = Extract<ClientFrame, { type: 'text' | 'audio' }>

export type SocketTurns = ReturnType<typeof createSocketTurns>

/** The turns of one socket, one after the other: what came first is answered first, and `end` waits for them all. */
export function createSocketTurns(
  { conversation, voice }: { conversation: Conversation; voice: Voice },
  {
    sessionId,
    send,
    sendSound,
    tell,
  }: {
    sessionId: string
    send: (frame: ServerFrame) => void
    sendSound: (sound: Buffer) => void
    tell: (error: unknown) => void
  },
) {
  let last: Promise<void> = Promise.resolve()
  let waiting = 0
  let waitingBytes = 0
  let interruption = new AbortController()
  let left = false

  async function turn(frame: TurnFrame, learner: SignedIn, signal: AbortSignal) {
    const common = { learner, sessionId, mode: frame.mode, signal }
    if (frame.type === 'audio' && frame.stream) send({ type: 'transcript-start' })
    const events =
      frame.type === 'text'
        ? conversation.takeTurn({ ...common, text: frame.text })
        : conversation.takeSpokenTurn({ ...common, audio: Buffer.from(frame.audio, 'base64') })
    for await (const event of events) await pass(event, frame, learner, signal)
  }

  async function pass(event: TurnEvent, frame: TurnFrame, learner: SignedIn, signal: AbortSignal) {
    if (event.type === 'turn-start' && frame.stream) {
      if (frame.type === 'audio')
        send({ type: 'transcript-end', text: event.user_text, exchange_id: event.exchange_id })
      send({ type: 'reply-start', exchange_id: event.exchange_id })
    }
    if ((event.type === 'reply-delta' || event.type === 'tool') && frame.stream) send(event)
    if (event.type !== 'reply-end') return
    const { exchange_id, user_text, agent_text, intent, session_id, answered_by } = event
    if (frame.stream) send({ type: 'reply-end', exchange_id, interrupted: signal.aborted })
    send({ type: 'response', user_text, agent_text, intent, exchange_id, session_id, answered_by })
    if (frame.speak && agent_text && !signal.aborted && !left) await speak(exchange_id, learner, signal)
  }

  async function speak(exchangeId: string, learner: SignedIn, signal: AbortSignal) {
    const sound = voice.read(learner.userId, exchangeId, { voice: null, rate: 1, language: learner.locale, signal })
    let begun = false
    for await (const piece of sound) {
      if (left) return
      if (!begun) send({ type: 'audio-start', exchange_id: exchangeId, mime: 'audio/wav' })
      begun = true
      sendSound(piece)
    }
    if (begun) send({ type: 'audio-end', exchange_id: exchangeId })
  }

  return {
    /**
     * Takes a frame in its turn; `signedIn` is asked when the turn begins, so that frames keep their order. Resolves with the session's
     * note after `end`, otherwise with null; failures are told, not thrown.
     */
    async take(
      frame: Extract<ClientFrame, { type: 'text' | 'audio' | 'end' }>,
      signedIn: () => Promise<SignedIn>,
    ): Promise<string | null> {
      const bytes = frame.type === 'audio' ? frame.audio.length : 0
      if (waiting >= WAITING_MAX || (waitingBytes > 0 && waitingBytes + bytes > WAITING_BYTES_MAX))
        throw new Problem(
          'still-running',
          'Too many turns are waiting. This one was not kept; send it after the next reply.',
        )
      waiting += 1
      waitingBytes += bytes
      const before = last
      const done = Promise.withResolvers<void>()
      last = done.promise
      await before
      try {
        if (left && frame.type === 'end') return null
        const learner = await signedIn()
        if (frame.type === 'end')
          return await conversation.endSession(learner, sessionId, { signal: AbortSignal.timeout(SUMMARY_MS) })
        interruption = new AbortController()
        await turn(frame, learner, interruption.signal)
      } catch (error) {
        // A session in which nothing was said can end all the same.
        if (frame.type === 'end' && error instanceof Problem && error.code === 'not-found') return ''
        tell(error)
      } finally {
        waiting -= 1
        waitingBytes -= bytes
        done.resolve()
      }
      return null
    },

    /** Stops the reply that is being given. */
    cancel() {
      interruption.abort()
    },

    /** Resolves when what was asked for until now is answered. */
    settled: () => last,

    /** The socket is gone: turns go on and are kept, but nothing is read aloud any more. */
    leave() {
      left = true
    },
  }
}
