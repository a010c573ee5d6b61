import { Problem } from '../../problem.ts'
import type { Clock } from '../../providers/clock.ts'
import { problemFrame } from '../problem-frame.ts'
import type { Cue } from '../text/cue-phrases/phrases.ts'
import { cueOf, mayBecomeCue } from '../text/cues.ts'
import type { BargeIn } from './barge-in.ts'
import type { Brain, Take } from './brain.ts'
import type { Ear } from './ear.ts'
import type { Judged } from './interruption.ts'
import type { Line } from './line.ts'
import type { Habits, Patience } from './patience.ts'
import { createPauses } from './pauses.ts'
import type { Replies } from './replies.ts'
import type { Reply } from './reply.ts'
import { createReplyEcho } from './reply-echo.ts'
import type { Speculation } from './speculation.ts'
import { createStages } from './stages.ts'
import { HEARING, TURN } from './tuning.ts'
import type { TurnDecision } from './turn-taking.ts'

/** Somebody speaks: a turn, once it is proven that it is none of the sounds and words that may fall into a reply. */
interface Utterance {
  proven: boolean
  startedAt: number
  /** How much of an answer to the turn before was heard by then. */
  heardMs: number
  /** When they fell silent last, and when settled words came. */
  silentAt: number | null
  /** They are waited for because their words cannot be the end. */
  held: boolean
  recognisedAt: number | null
}

/** What is made of what the ear decided: a turn that is answered, words into a reply that are judged, or nothing. */
export function createListener(
  {
    clock,
    line,
    brain,
    language,
    learn,
    onEvent,
  }: {
    clock: Clock
    line: Line
    brain: Pick<Brain, 'unheardTake'>
    language: string
    learn(habits: Habits): void
    onEvent(what: 'backchannel' | 'echo'): void
  },
  {
    patience,
    replies,
    speculation,
    bargeIn,
    ear,
    filterEcho,
    sound,
  }: {
    patience: Patience
    replies: Replies
    speculation: Speculation
    bargeIn: BargeIn
    ear: () => Ear
    filterEcho: boolean
    /** Whether there is sound, or only words. */
    sound: boolean
  },
) {
  const echo = createReplyEcho({ clock, language, on: filterEcho }, replies.current)
  const pauses = createPauses({ patience, learn })
  let utterance: Utterance | null = null
  let shown = ''

  function start() {
    const reply = replies.current()
    const startedAt = clock.ms() - HEARING.startMs
    const heardMs = reply?.heardMs() ?? 0
    echo.begins(startedAt)
    shown = ''
    utterance = { proven: false, startedAt, heardMs, silentAt: null, held: false, recognisedAt: null }
    if (!reply) prove()
    // Nothing sounds yet that could be made softer: the reply waits until it is clear whether they go on.
    else if (sound && reply.state() === 'thinking') bargeIn.sound(clock.ms(), 'pause')
  }

  /** They do want to speak. */
  function prove() {
    if (!utterance || utterance.proven) return
    utterance.proven = true
    pauses.begins(utterance.startedAt, utterance.heardMs)
    line.show({ type: 'speech-start' })
    caption(ear().text())
  }

  function caption(text: string) {
    if (text && text !== shown) line.show({ type: 'transcript-delta', text })
    shown = text
  }

  function read(text: string, settled: boolean) {
    const one = utterance
    if (!one) return
    if (settled) one.recognisedAt = clock.ms()
    if (!one.proven) {
      const judged = judge(text, settled)
      if (settled && (judged === 'echo' || judged === 'backchannel')) onEvent(judged)
      bargeIn.words(clock.ms(), judged, settled)
    } else if (settled && echo.isEcho(text)) {
      onEvent('echo')
      return dismiss()
    }
    if (utterance !== one || !one.proven) return
    caption(text)
    if (settled && !localCue(text)) speculation.think(text)
  }

  function judge(text: string, settled: boolean): Judged {
    if (echo.isEcho(text)) return 'echo'
    const cue = cueOf(text, language)
    if (cue === 'backchannel' || cue === 'wait' || cue === 'go-on') return cue
    return !settled && mayBecomeCue(text, language) ? 'unclear' : 'words'
  }

  /** What is done without a model. What only answers, or wants another answer, is a turn. */
  function localCue(text: string): Cue | null {
    const cue = cueOf(text, language)
    return cue === 'backchannel' || cue === 'shorter' ? null : cue
  }

  function dismiss() {
    utterance = null
    ear().dismiss()
  }

  function forget(take: Take | null) {
    if (take) ear().forget(take)
  }

  function silent() {
    if (!utterance) return
    utterance.silentAt = clock.ms()
  }

  function resumed(pausedMs: number) {
    speculation.drop()
    // How long somebody thinks behind "because" says nothing about how they pause, and a noise before their first word says nothing at all.
    if (!utterance?.held && ear().text()) pauses.within(pausedMs)
    if (utterance) utterance.held = false
  }

  function nothing(writtenDown: boolean, take: Take | null) {
    const proven = utterance?.proven
    utterance = null
    speculation.drop()
    if (replies.current()) bargeIn.noWords(clock.ms())
    if (writtenDown || !proven || !take) return forget(take)
    keep(take, 'recogniser-unavailable', {
      kept: 'The recogniser is not answering. Your recording is kept and will be written down when it is back.',
      lost: 'The recogniser is not answering, and your recording could not be kept. Please say it again.',
    })
  }

  /** Says that the sound of a turn is kept once it is. */
  function keep(take: Take, code: 'recogniser-unavailable' | 'nothing-heard', says: { kept: string; lost: string }) {
    brain.unheardTake(take).then(
      () => line.show(problemFrame(new Problem(code, says.kept, { fields: { kept: true } }))),
      () => line.show(problemFrame(new Problem(code, says.lost))),
    )
  }

  function end(text: string, confidence: number | null, take: Take | null) {
    const over = utterance
    utterance = null
    if (!over?.proven) return forget(take)
    if (take && confidence !== null && confidence < TURN.confidenceFrom) return hardToHear(take)
    pauses.ends(ear().spokeAt() ?? clock.ms())
    const cue = localCue(text)
    if (cue && replies.obey(cue)) return forget(take)
    const stages = createStages(ear().spokeAt())
    const wordsCameLast = over.recognisedAt === clock.ms()
    stages.mark('silent', (wordsCameLast ? over.silentAt : null) ?? clock.ms())
    stages.mark('recognised', clock.ms())
    replies.answer({ text, confidence, thought: speculation.take(text), take, stages })
  }

  // It may be understood from the recording as a whole, and its owner can correct it: nothing that was said is thrown away.
  function hardToHear(take: Take) {
    speculation.drop()
    keep(take, 'nothing-heard', {
      kept: 'That was hard to understand. Your recording is kept; please say it again.',
      lost: 'That was hard to understand. Please say it again.',
    })
  }

  return {
    /** A turn's sound comes with the decision that ends it. */
    decided(decision: TurnDecision, take: Take | null) {
      if (decision.type === 'start-of-turn') start()
      if (decision.type === 'update') read(decision.text, false)
      if (decision.type === 'eager-end-of-turn') read(decision.text, true)
      if (decision.type === 'provisional-end') silent()
      if (decision.type === 'holding' && utterance) utterance.held = true
      if (decision.type === 'turn-resumed') resumed(decision.pausedMs)
      if (decision.type === 'nothing-said') nothing(true, take)
      if (decision.type === 'not-written-down') nothing(false, take)
      if (decision.type === 'end-of-turn') end(decision.text, decision.confidence, take)
    },

    prove,
    dismiss,
    /** Whether somebody speaks whose turn it is. */
    proven: () => utterance?.proven === true,

    /** A reply is over: its echo may still come, and whoever speaks has the floor. */
    left(reply: Reply) {
      echo.left(reply)
      if (!utterance && reply.begun()) pauses.answered()
      prove()
    },

    withoutEcho: echo.without,
  }
}
