import type { ServerFrame } from '@lva/contracts/socket'
import type { Learner } from '../../learner.ts'
import type { Clock } from '../../providers/clock.ts'
import type { Stt } from '../../providers/stt/stt.ts'
import type { Tts } from '../../providers/tts/tts.ts'
import type { Heart, Line, OpenedSession, OpenSession } from '../../voice/voice.ts'
import { type Answer, type Callers, NOTE_MS, SILENT_TIMES, type Welcome } from '../call.ts'
import { type After, ASIDE, createCallHeart } from './call-heart.ts'
import { wordingOf } from './wording.ts'

/** Silence after which somebody is asked whether they are there. */
const SILENT_MS = 12_000

export interface LiveCallNeeds {
  openSession: OpenSession
  conversation: Heart & {
    endSession(learner: Learner, sessionId: string, how: { signal: AbortSignal }): Promise<string>
  }
  callers: Callers
  learnerOf: (userId: string) => Promise<Learner | null>
  clock: Clock
  log: { error(facts: object, message: string): void }
}

export type LiveCall = Awaited<ReturnType<typeof openLiveCall>>

/**
 * One call over a line: the engine's session, the people's side asked first, keys, and silence. `leave` is told what is to become of the call
 * where the line ends before the call does. Throws what opening the session throws.
 */
export async function openLiveCall(
  { openSession, conversation, callers, learnerOf, clock, log }: LiveCallNeeds,
  {
    callSid,
    welcome,
    learner,
    makeLine,
    stt,
    tts,
    greetedMs,
    leave,
  }: {
    callSid: string
    welcome: Welcome & { kind: 'learner' }
    learner: Learner
    /** Makes the line; `show` has to hear of every frame. */
    makeLine(show: (frame: ServerFrame) => void): Line
    stt: Stt | null
    tts: Tts | null
    /** How long they are still greeted by the carrier. */
    greetedMs: number
    /** The line is not needed any more: the call ends, goes on elsewhere, or is recorded; `turn-by-turn`: it goes on without a line. */
    leave(after: After | 'turn-by-turn'): void
  },
) {
  const words = wordingOf(welcome.locale)
  const following = new Map<string, After>()
  let replyId = ''
  let silent = 0
  let said = 0
  let closed = false
  let goodbye: { learner: Learner; sessionId: string } | null = null
  let goodbyeAfter = ''
  let stopWaiting: (() => void) | null = null
  /** Keys, each after the one before: they mean something by their order. */
  let keys: Promise<void> = Promise.resolve()

  const asideId = () => `${ASIDE}${++said}`
  const heart = createCallHeart(
    { conversation, callers, learnerOf },
    {
      callSid,
      asideId,
      trusted: () => welcome.trusted,
      after(id, answer) {
        following.set(id, answer)
      },
      ended(id, turn) {
        goodbyeAfter = id
        goodbye = turn
      },
    },
  )

  /** Says something by itself; what follows once it was heard. */
  function say(text: string, after: After | null = null) {
    if (closed) return
    const id = asideId()
    if (after) following.set(id, after)
    opened.session.say(text, id)
  }

  /** Later, when whoever tells something has finished. */
  const soon = (what: () => void) => void clock.after(0, () => closed || what())

  function show(frame: ServerFrame) {
    if (frame.type === 'speech-start' || frame.type === 'transcript-end' || frame.type === 'thinking-start') {
      silent = frame.type === 'thinking-start' ? silent : 0
      quiet()
    }
    if (frame.type === 'reply-start') replyId = frame.reply_id ?? ''
    if (frame.type === 'reply-end') over(frame.exchange_id, frame.interrupted)
    if (frame.type === 'state' && frame.state === 'listening') wait()
    if (frame.type === 'error') trouble(frame)
  }

  function trouble({ code, kept }: ServerFrame & { type: 'error' }) {
    if (code === 'voice-unavailable') return soon(() => leave('turn-by-turn'))
    if (code === 'bad-request') return
    soon(() => say(kept ? words.kept : words.trouble))
  }

  function over(id: string, interrupted: boolean) {
    const after = following.get(id)
    following.delete(id)
    // Who speaks into a goodbye has not said it.
    const mayGoOn = after?.kind === 'say' ? !after.final : id === goodbyeAfter
    if (interrupted && mayGoOn) {
      goodbyeAfter = ''
      return
    }
    if (id === goodbyeAfter) return soon(() => void sayNote())
    if (after && (after.kind !== 'say' || after.next === 'hang-up')) soon(() => leave(after))
  }

  async function sayNote() {
    const turn = goodbye
    if (!turn) return
    const note = await conversation
      .endSession(turn.learner, turn.sessionId, { signal: AbortSignal.timeout(NOTE_MS) })
      .catch(() => '')
    say(note || words.goodbye, { kind: 'say', text: '', next: 'hang-up' })
  }

  function quiet() {
    stopWaiting?.()
    stopWaiting = null
  }

  /** From now on nobody speaks, until somebody does. */
  function wait(ms = SILENT_MS) {
    quiet()
    if (closed) return
    stopWaiting = clock.after(ms, () => {
      stopWaiting = null
      if (opened.session.state() !== 'listening') return wait()
      silent += 1
      const times = silent
      callers.silent(callSid, times).then(
        (answer) => follow(times >= SILENT_TIMES ? lastOf(answer) : answer),
        (err: unknown) => {
          log.error({ err }, 'a silent caller could not be asked')
          if (times >= SILENT_TIMES) leave({ kind: 'say', text: '', next: 'hang-up' })
          else wait()
        },
      )
    })
  }

  const lastOf = (answer: Answer): Answer =>
    answer.kind === 'say' ? { ...answer, next: 'hang-up' } : { kind: 'say', text: words.goodbye, next: 'hang-up' }

  function follow(answer: Answer) {
    if (closed) return
    if (answer.kind === 'turn') {
      heart.expect(answer)
      return opened.session.take(answer.text)
    }
    if (answer.text) return say(answer.text, answer)
    if (answer.kind !== 'say' || answer.next === 'hang-up') return leave(answer)
    wait()
  }

  const line = makeLine(show)
  const opened: OpenedSession = await openSession({
    ...{ learner, sessionId: welcome.sessionId, line, stt, tts, heart, language: welcome.locale },
    // A carrier's own voice has one pace.
    ...(tts ? {} : { rate: 1 }),
  })
  wait(SILENT_MS + greetedMs)

  return {
    session: opened.session,
    say,
    /** How much of the reply that began last was heard. */
    heard: (playedMs: number) => opened.session.played(playedMs, replyId),
    /** A key was pressed. */
    keyed(digit: string) {
      quiet()
      silent = 0
      keys = keys
        .then(() => callers.keyed(callSid, digit))
        .then(follow)
        .catch((err: unknown) => {
          log.error({ err }, 'a key was not understood')
          say(words.trouble)
        })
    },
    /** The call is over, or goes on without this line. What was being said is kept, unless nothing may be. */
    async close(how?: { keep?: boolean }) {
      if (closed) return
      closed = true
      quiet()
      await opened.session.close(how)
      await opened.settled()
    },
  }
}
