import type { Learner } from '../../learner.ts'
import { Problem } from '../../problem.ts'
import { isRecord } from '../../records.ts'
import { type Answer, type Callers, type IncomingCall, NOTE_MS, SILENT_TIMES, type Way, type Welcome } from '../call.ts'
import { callOf, confidenceOf, type Hook, secondsOf } from './hook.ts'
import { keyOf } from './repeats.ts'
import { type Step, type Steps, stepOf } from './steps.ts'
import type { createTickets } from './ticket.ts'
import { twiml, type Verb, verb } from './twiml.ts'
import type { createWaitingTurns, Told } from './waiting-turns.ts'
import { wordingOf } from './wording.ts'

/** Below this what the carrier understood is asked for again (voice.md). */
const CONFIDENCE_FROM = 0.5
/** Times a caller comes back for one reply: a minute and a half. */
const BACK_TIMES = 12
/** What the carrier calls a call that is over. */
const OVER = ['completed', 'busy', 'failed', 'no-answer', 'canceled']

interface Needs {
  callers: Callers
  conversation: {
    endSession(learner: Learner, sessionId: string, how: { signal: AbortSignal }): Promise<string>
  }
  turns: ReturnType<typeof createWaitingTurns>
  learnerOf(userId: string): Promise<Learner | null>
  steps: Steps
  tickets: ReturnType<typeof createTickets>
  /** How a call is carried that is an ordinary conversation. */
  way: Way
  /** Whether there is a place for the call. */
  admit(callSid: string): boolean
  /** Something came of the call. */
  heard(callSid: string): void
  left(callSid: string): void
  /** There is a recording; it is taken now or later. */
  recorded: Callers['recorded']
  /** What a socket of this process left to be done. */
  leftBySocket(callSid: string): Answer | null
  log: { error(facts: object, message: string): void }
}

/**
 * A call as the carrier's hooks tell it, answered with TwiML. What is missing, absurd or broken is answered with a sentence, never with an
 * error: the carrier would say one of its own and hang up.
 */
export function createTurnByTurn({
  callers,
  conversation,
  turns,
  learnerOf,
  steps,
  tickets,
  way,
  admit,
  heard: heardOf,
  left,
  recorded,
  leftBySocket,
  log,
}: Needs) {
  const first = (welcome: Welcome, hook: Hook): Step => ({
    ...stepOf(hook),
    sessionId: welcome.kind === 'learner' ? welcome.sessionId : '',
    locale: welcome.locale,
  })

  /** An ordinary conversation begins: over a socket where there is one. */
  function converse(say: string, call: IncomingCall, step: Step, { greet }: { greet: boolean }): Verb[] {
    if (way === 'gather' || step.stays) return steps.listen(say, step)
    const ticket = tickets.issue({ call: { ...call, way }, greet })
    // A carrier's own voice says it best itself, where the socket begins with it; otherwise it is said before.
    if (greet) return steps.connect(way, ticket, step, say)
    return [...steps.say(say, step), ...steps.connect(way, ticket, step, '')]
  }

  async function begin(hook: Hook): Promise<Verb[]> {
    const call = callOf(hook, way)
    // Only who calls us can be told that we are busy.
    if (!admit(hook.callSid)) return [call.direction === 'in' ? verb('Reject', { reason: 'busy' }) : verb('Hangup')]
    const welcome = await callers.begin(call)
    const step = first(welcome, hook)
    if (welcome.kind === 'stranger') {
      left(hook.callSid)
      return steps.hangUp(welcome.say, step)
    }
    if (welcome.kind === 'linking') return steps.listen(welcome.say, step)
    if (welcome.next === 'digits') return steps.listen(welcome.say, step, 'digits')
    return converse(welcome.say, call, step, { greet: true })
  }

  /** The socket that carried a call is gone, and the call is not. */
  async function afterSocket(hook: Hook): Promise<Verb[]> {
    const step = { ...stepOf(hook), stays: true }
    const planned = leftBySocket(hook.callSid) ?? handedOff(hook.field('HandoffData'))
    if (planned) return follow(planned, step, hook)
    if (await isOver(hook)) return [verb('Hangup')]
    return steps.listen(wordingOf(step.locale).goOn, step)
  }

  /** Whether the carrier says that the call is over; then it is for everybody. */
  async function isOver(hook: Hook): Promise<boolean> {
    const status = hook.field('CallStatus')
    if (!OVER.includes(status)) return false
    left(hook.callSid)
    await callers.ended(hook.callSid, { status, seconds: secondsOf(hook.field('CallDuration')) })
    return true
  }

  async function heard(hook: Hook): Promise<Verb[]> {
    const step = stepOf(hook)
    const digits = hook.field('Digits')
    if (digits) return follow(await callers.keyed(hook.callSid, digits), { ...step, silent: 0 }, hook)
    const text = hook.field('SpeechResult').trim()
    const confidence = confidenceOf(hook)
    const clear = confidence !== 'absurd' && (confidence === null || confidence >= CONFIDENCE_FROM)
    if (text && clear) {
      const answer = await callers.said(hook.callSid, text, confidence, turnKey(hook))
      return follow(answer, { ...step, silent: 0 }, hook, confidence)
    }
    const silent = step.silent + 1
    const wording = wordingOf(step.locale)
    if (text && silent < SILENT_TIMES) return steps.listen(wording.again, { ...step, silent })
    const answer = await callers.silent(hook.callSid, silent)
    const ends = silent >= SILENT_TIMES && !(answer.kind === 'say' && answer.next === 'hang-up')
    return ends ? steps.hangUp(wording.goodbye, step) : follow(answer, { ...step, silent }, hook)
  }

  async function follow(answer: Answer, step: Step, hook: Hook, confidence: number | null = null): Promise<Verb[]> {
    if (answer.kind === 'transfer') return steps.transfer(answer, step)
    if (answer.kind === 'record') return [...steps.say(answer.text, step), steps.record(step)]
    if (answer.kind === 'turn') {
      const learner = await learnerOf(answer.userId)
      if (!learner) return steps.hangUp(wordingOf(step.locale).goodbye, step)
      const told = await turns.take(learner, answer, { confidence, key: turnKey(hook) })
      return tell(told, { ...step, sessionId: answer.sessionId }, learner)
    }
    if (answer.next === 'hang-up') return steps.hangUp(answer.text, step)
    if (answer.next === 'digits' || way === 'gather' || step.stays) return steps.listen(answer.text, step, answer.next)
    const call = callOf(hook, way)
    const welcome = await callers.begin(call)
    if (welcome.kind !== 'learner' || welcome.next !== 'digits') return steps.listen(answer.text, step)
    // A call of ours is over with keys, and nobody has vouched for whoever took it up: what they say is taken down over the socket.
    return converse(answer.text, call, { ...step, stays: false }, { greet: false })
  }

  async function tell(told: Told, step: Step, learner: Learner, times = 1): Promise<Verb[]> {
    const wording = wordingOf(step.locale)
    if (told.type === 'waits') return steps.wait(wording.thinking, step, told.exchangeId, times)
    if (told.type === 'failed') return steps.listen(told.kept ? wording.kept : wording.trouble, step)
    if (!told.ends) return steps.listen(told.text, step)
    const note = await conversation
      .endSession(learner, step.sessionId, { signal: AbortSignal.timeout(NOTE_MS) })
      .catch(() => '')
    return [...steps.say(told.text, step), ...steps.hangUp(note, step)]
  }

  /** Comes back for a reply that took long. */
  async function back(hook: Hook): Promise<Verb[]> {
    const step = stepOf(hook)
    const wording = wordingOf(step.locale)
    const times = hook.count('times') + 1
    const welcome = await callers.begin(callOf(hook, way))
    const learner = welcome.kind === 'learner' ? await learnerOf(welcome.userId) : null
    if (!learner || times > BACK_TIMES) return steps.listen(wording.kept, step)
    return tell(await turns.again(learner.userId, hook.query('waits')), step, learner, times)
  }

  /** A sentence in the place of an error. */
  async function spoken(hook: Hook, work: (hook: Hook) => Promise<Verb[]>, broken: (step: Step) => Verb[]) {
    const step = stepOf(hook)
    if (hook.callSid === '') return twiml(...steps.hangUp(wordingOf(step.locale).trouble, step))
    heardOf(hook.callSid)
    try {
      return twiml(...(await work(hook)))
    } catch (err) {
      if (!(err instanceof Problem)) log.error({ err }, 'a call was not answered as it should be')
      return twiml(...broken({ ...step, stays: true }))
    }
  }

  /** Nothing works: what they say is recorded. */
  const message = (step: Step) => [...steps.say(wordingOf(step.locale).message, step), steps.record(step)]
  const askAgain = (step: Step) => steps.listen(wordingOf(step.locale).trouble, step)

  return {
    /** A call begins, or comes back from a socket. */
    voice: (hook: Hook) => (hook.query('after') ? spoken(hook, afterSocket, askAgain) : spoken(hook, begin, message)),

    /** Words or keys of a caller, or silence. */
    processSpeech: (hook: Hook) => spoken(hook, hook.query('waits') ? back : heard, askAgain),

    /** A message was recorded. */
    recording: (hook: Hook) =>
      spoken(
        hook,
        async () => {
          const step = stepOf(hook)
          const url = hook.field('RecordingUrl')
          const seconds = secondsOf(hook.field('RecordingDuration')) ?? 0
          if (url) await recorded(hook.callSid, { url, seconds, from: hook.field('From') || null })
          return steps.hangUp(wordingOf(step.locale).taken, step)
        },
        (step) => steps.hangUp('', step),
      ),

    /** How the call is. */
    status: (hook: Hook) =>
      spoken(
        hook,
        async () => {
          await isOver(hook)
          return []
        },
        () => [],
      ),
  }
}

/** What a hook told is one turn, however often and to whichever process it is told. */
const turnKey = (hook: Hook) => `telephone ${keyOf(hook.target, hook.body)}`

/** What a socket handed on with its end. */
function handedOff(text: string): Answer | null {
  try {
    const handed: unknown = JSON.parse(text)
    const { kind, to = '', seconds, next }: Record<string, unknown> = isRecord(handed) ? handed : {}
    if (kind === 'record') return { kind, text: '' }
    if (kind === 'transfer' && typeof to === 'string' && to && typeof seconds === 'number')
      return { kind, to, text: '', seconds }
    return kind === 'say' && next === 'hang-up' ? { kind, text: '', next } : null
  } catch {
    return null
  }
}
