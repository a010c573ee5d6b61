import { Problem } from '../../problem.ts'
import type { Clock } from '../../providers/clock.ts'
import { problemFrame } from '../problem-frame.ts'
import type { Cue } from '../text/cue-phrases/phrases.ts'
import { cueOf, mayBecomeCue } from '../text/cues.ts'
import { createEcho } from '../text/echo.ts'
import { languageOf } from '../text/language.ts'
import { unitsOf } from '../text/units.ts'
import type { BargeIn } from './barge-in.ts'
import type { Brain, Take } from './brain.ts'
import type { Ear } from './ear.ts'
import type { Judged } from './interruption.ts'
import type { Line } from './line.ts'
import { type Habits, learnTurn, type Patience } from './patience.ts'
import type { Replies } from './replies.ts'
import type { Reply } from './reply.ts'
import type { Speculation } from './speculation.ts'
import { createStages } from './stages.ts'
import { HABITS, HEARING, INTERRUPTION, TURN } from './tuning.ts'
import type { TurnDecision } from './turn-taking.ts'

/** Somebody speaks: a turn, once it is proven that it is none of the sounds and words that may fall into a reply. */
interface Utterance {
  proven: boolean
  /** It began while a reply could be heard. */
  overlapped: boolean
  /** The words that were being heard when they began. */
  beside: string
  startedAt: number
  /** When they fell silent last, and when settled words came. */
  silentAt: number | null
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
  const echo = createEcho(language)
  let utterance: Utterance | null = null
  let shown = ''
  let pausesMs: number[] = []
  let lastTurnSpokeAt = Number.NEGATIVE_INFINITY

  function start() {
    const reply = replies.current()
    const startedAt = clock.ms() - HEARING.startMs
    const overlapped = reply?.state() === 'speaking' || startedAt - replies.soundedUntil() < INTERRUPTION.echoTailMs
    const beside = overlapped ? (reply?.words(...INTERRUPTION.echoAroundMs) ?? '') : ''
    shown = ''
    utterance = { proven: false, overlapped, beside, startedAt, silentAt: null, recognisedAt: null }
    if (!reply) prove()
    // Nothing sounds yet that could be made softer: the reply waits until it is clear whether they go on.
    else if (sound && reply.state() === 'thinking') bargeIn.sound(clock.ms(), 'pause')
  }

  /** They do want to speak. */
  function prove() {
    if (!utterance || utterance.proven) return
    utterance.proven = true
    const { startedAt } = utterance
    // Their last turn was ended while they only took a breath.
    const pausedMs = Math.max(0, startedAt - lastTurnSpokeAt)
    if (pausedMs <= HABITS.cutOffMs && replies.soundedUntil() <= lastTurnSpokeAt) pausesMs.push(pausedMs)
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
      const judged = judge(one, text, settled)
      if (settled && (judged === 'echo' || judged === 'backchannel')) onEvent(judged)
      bargeIn.words(clock.ms(), judged, settled)
    } else if (settled && isEcho(one, text)) {
      onEvent('echo')
      return dismiss()
    }
    if (utterance !== one || !one.proven) return
    caption(text)
    if (settled && !localCue(text)) speculation.think(text)
  }

  function isEcho({ overlapped, beside, startedAt }: Utterance, text: string): boolean {
    if (!filterEcho || !overlapped) return false
    const reply = replies.current()
    if (reply) remember(reply)
    // One word is too little to be told by its letters; it is told by when it was heard.
    if (echo.isEcho(text, clock.ms())) return true
    // Whoever makes a noise for long and says only that has not said it.
    const later = clock.ms() - startedAt > INTERRUPTION.echoAroundMs[1] ? spokenOf(reply) : ''
    return cueOf(text, language) === null && besideIt(`${beside} ${later}`, text.split(' '))
  }

  const spokenOf = (reply: Reply | null) => reply?.words(...INTERRUPTION.echoBehindMs) ?? ''

  function remember(reply: Reply) {
    for (const text of reply.aloud(-INTERRUPTION.echoTailMs, INTERRUPTION.echoTailMs)) echo.spoke(text, clock.ms())
  }

  /** Whether these few words are among those that were being heard. */
  function besideIt(beside: string, some: string[], most: number = INTERRUPTION.echoWords): boolean {
    if (some.length > most) return false
    const [all, these] = [beside, some.join(' ')].map((text) => ` ${unitsOf(text, languageOf(language)).join(' ')} `)
    return these !== undefined && these.trim() !== '' && all?.includes(these) === true
  }

  /** The cue that has only echo behind it. A sentence may well end with words of the reply. */
  function echoBehind({ beside }: Utterance, words: string[]): string | null {
    const behind = `${beside} ${spokenOf(replies.current())}`
    for (let from = words.length - 1; from > 0 && words.length - from <= INTERRUPTION.echoBehindWords; from--) {
      const cue = words.slice(0, from).join(' ')
      if (cueOf(cue, language) !== null && besideIt(behind, words.slice(from), INTERRUPTION.echoBehindWords)) return cue
    }
    return null
  }

  function judge(one: Utterance, text: string, settled: boolean): Judged {
    if (isEcho(one, text)) return 'echo'
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
    if (pausedMs >= TURN.provisionalMs) pausesMs.push(pausedMs)
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
    learnPauses()
    const cue = localCue(text)
    if (cue && replies.obey(cue)) return forget(take)
    const stages = createStages(ear().spokeAt())
    const wordsCameLast = over.recognisedAt === clock.ms()
    stages.mark('silent', (wordsCameLast ? over.silentAt : null) ?? clock.ms())
    stages.mark('recognised', clock.ms())
    replies.answer({ text, thought: speculation.take(text), take, stages })
  }

  // It may be understood from the recording as a whole, and its owner can correct it: nothing that was said is thrown away.
  function hardToHear(take: Take) {
    speculation.drop()
    keep(take, 'nothing-heard', {
      kept: 'That was hard to understand. Your recording is kept; please say it again.',
      lost: 'That was hard to understand. Please say it again.',
    })
  }

  function learnPauses() {
    patience.habits = learnTurn(patience.habits, pausesMs)
    pausesMs = []
    lastTurnSpokeAt = ear().spokeAt() ?? Number.NEGATIVE_INFINITY
    learn(patience.habits)
  }

  return {
    /** A turn's sound comes with the decision that ends it. */
    decided(decision: TurnDecision, take: Take | null) {
      if (decision.type === 'start-of-turn') start()
      if (decision.type === 'update') read(decision.text, false)
      if (decision.type === 'eager-end-of-turn') read(decision.text, true)
      if (decision.type === 'provisional-end') silent()
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
      remember(reply)
      prove()
    },

    /** A learner's words without those of the reply that came back in front of them, or behind a cue. */
    withoutEcho(text: string): string {
      if (!filterEcho || !utterance?.overlapped) return text
      let words = text.split(' ')
      for (let count = Math.min(INTERRUPTION.echoWords, words.length - 1); count > 0; count--)
        if (besideIt(utterance.beside, words.slice(0, count))) {
          words = words.slice(count)
          break
        }
      return echoBehind(utterance, words) ?? words.join(' ')
    },
  }
}
