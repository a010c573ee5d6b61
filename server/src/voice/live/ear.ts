import { TURN_TEXT_MAX } from '@lva/contracts/conversation'
import type { SpeechDetector } from '@lva/speech/detector'
import type { Clock } from '../../providers/clock.ts'
import type { Brain, Take } from './brain.ts'
import type { Recogniser, Understood } from './recogniser.ts'
import { FRAME_MS, HEARING, SESSION } from './tuning.ts'
import { QUIET, type TurnDecision, type TurnInput, type TurnKnobs, takeTurns } from './turn-taking.ts'

export type Ear = ReturnType<typeof createEar>

/** What one frame sounded like, for whoever looks for overlaps. */
export interface Sounded {
  speech: number
  voiced: boolean
  level: number
}

/**
 * The learner's side: sound or words in, decisions about turns out. Keeps the sound from before a turn, so that its first syllable
 * belongs to it, and hands the sound of a turn to storage and to the recogniser. The ear's time is the sound it heard; where words come
 * without sound it is the clock's.
 */
export function createEar(
  {
    clock,
    detector,
    brain,
    clean,
  }: {
    clock: Clock
    detector: SpeechDetector | null
    brain: Pick<Brain, 'take'>
    /** A transcript as somebody's words, what recognisers invent left out. */
    clean: (text: string, heard: { voicedMs: number | null; lastedMs?: number }) => string
  },
  {
    recogniser,
    knobs,
    preRollMs,
    sounded,
    decided,
  }: {
    recogniser: Recogniser
    knobs: TurnKnobs
    /** How much of what was heard before belongs to a turn that begins now. */
    preRollMs(): number
    /** After each frame. */
    sounded(sounding: Sounded): void
    /** A turn's sound comes with the decision that ends it, and is the caller's from then on. */
    decided(decision: TurnDecision, take: Take | null): void
  },
) {
  let state = QUIET
  let heardMs = 0
  let lastFrameAt: number | null = null
  /** How late what is heard comes: the least of the last moments, since nothing comes early. */
  let behindMs = 0
  /** For how long frames have been missing, as far as anybody was awake to hear them. */
  let missedMs = 0
  let beatAt: number | null = null
  let spokeUntil: number | null = null
  /** How long a voice was heard in this turn, and for how long nobody has spoken. */
  let voicedMs = 0
  let quietMs = 0
  let recent: Int16Array[] = []
  let turn: { take: Take; fromMs: number; ms: number } | null = null
  /** Sound of turns that are over and not yet safe. */
  let leaving: { take: Take; fromMs: number; ms: number }[] = []
  let ackedAt = 0
  const inputs: TurnInput[] = []
  let deciding = false
  /** What else was decided about this turn is void. */
  let dismissed = false

  const now = () => (knobs.sound ? heardMs : clock.ms())

  function input(next: TurnInput) {
    inputs.push(next)
    // What a decision leads to may be told while it is carried out; it comes after it.
    if (deciding) return
    deciding = true
    for (let one = inputs.shift(); one; one = inputs.shift()) {
      const { state: after, decisions } = takeTurns(state, one, knobs)
      if (after.spokeUntil !== state.spokeUntil && after.phase !== 'quiet') spokeUntil = after.spokeUntil
      const closes = after.committed && !state.committed
      state = after
      if (closes) recent = []
      dismissed = false
      for (const decision of decisions) if (!dismissed) carryOut(decision)
    }
    deciding = false
  }

  /** Most of what is ever heard, of which nothing can follow. */
  const isNobody = ({ speech }: Sounded) =>
    state.phase === 'quiet' && speech < HEARING.speechFrom && state.evidenceMs + state.stirredMs === 0

  function carryOut(decision: TurnDecision) {
    if (decision.type === 'start-of-turn') open()
    if (decision.type === 'provisional-end') recogniser.pause()
    if (decision.type === 'unclear') recogniser.again()
    if (decision.type === 'turn-resumed') recogniser.resume(decision.pausedMs)
    const over =
      decision.type === 'end-of-turn' || decision.type === 'nothing-said' || decision.type === 'not-written-down'
    decided(decision, over ? close() : null)
  }

  function open() {
    recogniser.begin()
    voicedMs = HEARING.startMs
    if (!knobs.sound) return
    const frames = recent.slice(-Math.max(1, preRollMs() / FRAME_MS))
    recent = []
    turn = { take: brain.take(), fromMs: heardMs - frames.length * FRAME_MS, ms: 0 }
    for (const frame of frames) keep(frame)
  }

  function keep(frame: Int16Array) {
    if (!turn) return
    turn.take.append(frame)
    turn.ms += FRAME_MS
    recogniser.hear(frame)
  }

  function close(): Take | null {
    recogniser.end()
    const over = turn
    turn = null
    if (over) leaving.push(over)
    return over?.take ?? null
  }

  function remember(frame: Int16Array) {
    recent.push(frame)
    const most = state.committed ? HEARING.spilloverMs : HEARING.alonePreRollMs
    while (recent.length * FRAME_MS > most) recent.shift()
  }

  return {
    hear(frame: Int16Array) {
      const at = clock.ms()
      // After a long gap this is another room.
      if (lastFrameAt !== null && at - lastFrameAt >= HEARING.framesLostMs && state.phase === 'quiet') {
        detector?.reset()
        recent = []
      }
      heardMs += FRAME_MS
      const late = at - heardMs
      const anew = lastFrameAt === null || at - lastFrameAt >= HEARING.lateMs
      behindMs = anew ? late : Math.min(behindMs + HEARING.driftMs, late)
      lastFrameAt = at
      missedMs = 0
      const sounding = detector?.push(frame) ?? { speech: 0, voiced: false, level: 0 }
      quietMs = sounding.speech >= HEARING.speechFrom ? 0 : quietMs + FRAME_MS
      if (sounding.voiced && !state.committed) voicedMs += FRAME_MS
      if (turn && !state.committed) keep(frame)
      else remember(frame)
      if (!isNobody(sounding)) input({ type: 'sound', at: heardMs, speech: sounding.speech, voiced: sounding.voiced })
      sounded(sounding)
    },

    understood: ({ text, settled, confidence }: Understood) =>
      input({
        type: 'text',
        at: now(),
        text: clean(
          text,
          knobs.sound ? { voicedMs, lastedMs: state.spokeUntil - state.startedAt } : { voicedMs: null },
        ).slice(0, TURN_TEXT_MAX),
        settled,
        confidence,
      }),
    gone: () => input({ type: 'unheard', at: now() }),
    commit: () => input({ type: 'commit', at: now() }),

    /** What they said is no turn. */
    dismiss() {
      const take = close()
      dismissed = true
      input({ type: 'dismiss', at: now() })
      if (take) this.forget(take)
    },

    /** The sound of a turn that is not kept. */
    forget(take: Take) {
      leaving = leaving.filter((one) => one.take !== take)
      take.drop()
    },

    /** The session ends: an open turn's sound and words, for whoever keeps them. `settled`: these are the words of all of it. */
    leave(): { take: Take | null; text: string; settled: boolean } {
      const { text } = state
      const settled = state.phase === 'pausing' && state.settled
      const take = close()
      state = QUIET
      recent = []
      return { take, text, settled }
    },

    peek: () => recogniser.peek(),

    /** Time has passed. */
    beat() {
      recogniser.beat()
      if (!knobs.sound) return input({ type: 'tick', at: clock.ms() })
      const at = clock.ms()
      // What came while this process was busy has not been heard yet: a beat that is late says nothing about the far end.
      if (lastFrameAt !== null && beatAt !== null)
        missedMs += Math.min(at - Math.max(beatAt, lastFrameAt), SESSION.beatMs)
      beatAt = at
      const lost = missedMs >= HEARING.framesLostMs
      if (lost && state.phase !== 'quiet' && !state.committed) input({ type: 'commit', at: now() })
    },

    /** The far end was away: frames that did not come meanwhile are not missed. */
    wake() {
      if (lastFrameAt !== null) lastFrameAt = clock.ms()
      missedMs = 0
    },

    /** Safely stored, or nobody spoke in it; in milliseconds of sound. */
    throughMs(): number {
      leaving = leaving.filter(({ take, ms }) => take.safeThroughMs < ms)
      const unsafe = [...leaving, ...(turn ? [turn] : [])].map(({ take, fromMs }) => fromMs + take.safeThroughMs)
      return Math.max(0, Math.min(heardMs - recent.length * FRAME_MS, ...unsafe))
    },

    /** Whether it is time to tell that. */
    ackDue(): boolean {
      if (heardMs - ackedAt < SESSION.ackMs) return false
      ackedAt = heardMs
      return true
    },

    /** When they last spoke, by the clock. */
    spokeAt: () => (spokeUntil === null ? null : spokeUntil + behindMs),
    /** For how long nobody has spoken. */
    quietMs: () => quietMs,
    open: () => state.phase !== 'quiet',
    holding: () => state.held,
    committed: () => state.committed,
    text: () => state.text,
  }
}
