import type { VoiceState } from '@lva/contracts/voice'
import { createOverlap } from '@lva/speech/overlap'
import { Problem } from '../../problem.ts'
import { problemFrame } from '../problem-frame.ts'
import { wholeness } from '../text/wholeness.ts'
import { createBargeIn } from './barge-in.ts'
import { createEar, type Sounded } from './ear.ts'
import { createListener } from './listener.ts'
import { openRecogniser } from './open-recogniser.ts'
import { type Patience, waitFor } from './patience.ts'
import type { Reader } from './recogniser.ts'
import { createReplies } from './replies.ts'
import type { SessionNeeds } from './session-needs.ts'
import { createSpeculation } from './speculation.ts'
import { createStages } from './stages.ts'
import { stateOf } from './states.ts'
import { FRAME_SAMPLES, HEARING, SESSION } from './tuning.ts'

/** One live conversation. No verb waits but `close`, and none throws. */
export type VoiceSession = ReturnType<typeof createVoiceSession>

/** One live conversation over a line: whose turn it is, what is answered, and what of it was heard. */
export function createVoiceSession(needs: SessionNeeds) {
  const { clock, line, brain, language, without = {}, clean } = needs
  const patience: Patience = { ...needs.patience }
  const manner = { ...needs.manner }
  const overlap = createOverlap()
  const speculation = createSpeculation(needs, !without.speculation)
  let reports = false
  let muted = false
  let away = false
  let closed = false
  let shown: VoiceState = 'listening'
  let garbageAt: number | null = null
  let cancelBeat: (() => void) | null = null

  const reader: Reader = {
    understood: (understood) => act(() => ear.understood(understood)),
    gone: () => act(() => ear.gone()),
  }
  const { recogniser, client } = openRecogniser(needs, reader)

  const replies = createReplies(
    { ...needs, reports: () => reports, heardOnly: !without.heardOnly },
    {
      manner,
      changed: () => act(() => {}),
      left(last) {
        bargeIn.reset()
        overlap.reset()
        listener.left(last)
      },
      measured: needs.onMetric,
      obeyed: needs.onCue,
    },
  )

  const bargeIn = createBargeIn(
    {
      line,
      silence(on) {
        replies.current()?.silence(on)
        // Whoever goes on after all makes it wait again, at once.
        if (!on) overlap.giveBack()
      },
    },
    { wordsWhileSpeaking: recogniser.whileSpeaking, resume: !without.resume },
    {
      cut() {
        replies.cut()
        ear.peek()
      },
      dismiss: () => listener.dismiss(),
      letGo: replies.cut,
    },
  )

  const listener = createListener(needs, {
    patience,
    replies,
    speculation,
    bargeIn,
    ear: () => ear,
    // Who recognises and speaks knows its own voice.
    filterEcho: !without.echo && !line.exact,
    sound: !client,
  })

  const ear = createEar(
    { ...needs, clean: (text, heard) => listener.withoutEcho(clean(text, heard)) },
    {
      recogniser,
      knobs: {
        sound: !client,
        wordsWhileSpeaking: recogniser.whileSpeaking,
        overlapping: () => replies.current() !== null,
        wait: (text) =>
          without.patience
            ? waitFor(text, 1, { slider: patience.slider, habits: { pausesMs: [] } })
            : waitFor(text, wholeness(text, language), patience),
      },
      preRollMs,
      sounded,
      decided: listener.decided,
    },
  )

  // All that is left from while the turn before was written down; what a reply that sounds said is not the learner's.
  function preRollMs(): number {
    if (without.preRoll) return 0
    return replies.current()?.state() === 'speaking' ? HEARING.preRollMs : HEARING.spilloverMs
  }

  /** Does something, and shows what state that led to. */
  function act(what: () => void) {
    if (closed) return
    what()
    showState()
    schedule()
  }

  function showState() {
    const open = listener.proven() && ear.open()
    const state = stateOf({
      muted,
      reply: replies.current()?.state() ?? null,
      pausing: bargeIn.pausing(),
      turn: !open ? null : ear.holding() ? 'holding' : ear.committed() ? 'committed' : 'open',
    })
    if (state === shown) return
    shown = state
    line.show({ type: 'state', state })
  }

  // Nothing looks at the clock while nothing goes on.
  function schedule() {
    const reply = replies.current()
    if (cancelBeat || closed || away || !(reply || ear.open())) return
    const due = reply?.dueAt() ?? null
    const ms = due === null ? SESSION.beatMs : Math.min(SESSION.beatMs, Math.max(1, due - clock.ms()))
    cancelBeat = clock.after(ms, () => {
      cancelBeat = null
      act(beat)
    })
  }

  function beat() {
    ear.beat()
    replies.current()?.beat()
    if (replies.current()) bargeIn.tick(clock.ms())
  }

  function sounded(sounding: Sounded) {
    if (ear.ackDue()) line.show({ type: 'audio-ack', through_ms: ear.throughMs() })
    const reply = replies.current()
    if (!reply) return
    const advice = overlap.push(sounding, reply.state() === 'speaking' && !bargeIn.pausing())
    bargeIn.sound(clock.ms(), advice, {
      voiced: sounding.voiced,
      spokeMs: overlap.spokeMs(),
      quietMs: ear.quietMs(),
    })
  }

  return {
    /** One frame of 20 ms: 320 samples, 16-bit mono at 16 kHz. Any other size is ignored, and shown as an error once per burst. */
    hear(frame: Int16Array) {
      act(() => {
        if (muted || client) return
        if (frame.length === FRAME_SAMPLES) return ear.hear(frame)
        const first = garbageAt === null || clock.ms() - garbageAt >= SESSION.burstMs
        garbageAt = clock.ms()
        if (first)
          line.show(
            problemFrame(
              new Problem('bad-request', 'Sound comes in frames of 20 ms: 320 samples, 16-bit mono at 16 kHz.'),
            ),
          )
      })
    },

    /** Words of the far end's own recogniser: all that was understood of the utterance so far. Ignored where sound is heard. */
    transcript(understood: { text: string; final: boolean; confidence: number | null }) {
      act(() => {
        if (!muted) client?.say(understood)
      })
    },

    /** A closed ear hears nothing; what was said until then is a turn. */
    mute(on: boolean) {
      act(() => {
        if (on && !muted) ear.commit()
        muted = on
      })
    },

    /** "Done": the turn ends at once. */
    commit() {
      act(() => {
        if (ear.open() && !listener.proven()) replies.cut()
        ear.commit()
      })
    },

    /** Words that came another way than by voice: a turn at once, and what is being said ends. */
    take(text: string) {
      act(() => replies.answer({ text, confidence: null, thought: null, take: null, stages: createStages(null) }))
    },

    /** Says something that answers no turn, in the place of what is being said; the brain hears of it as of a reply, by this id. */
    say(text: string, id: string) {
      act(() => replies.say(text, id))
    },

    /** The learner stops the reply, whatever it is doing. */
    cancel() {
      act(replies.cut)
    },

    /** How much of a reply has been heard, as the far end reports it. Reports of other replies are late, and ignored. */
    played(playedMs: number, replyId: string) {
      act(() => {
        reports = true
        replies.report(playedMs, replyId)
      })
    },

    /** The connection is lost, or back: meanwhile nobody is waited for and nothing ends. */
    away(on: boolean) {
      if (closed) return
      away = on
      const reply = replies.current()
      reply?.silence(on || bargeIn.pausing())
      if (!on) {
        reply?.wake()
        ear.wake()
        return act(() => {})
      }
      cancelBeat?.()
      cancelBeat = null
    },

    tune(wishes: { patience?: number | undefined; voice?: string | null | undefined; rate?: number | undefined }) {
      if (wishes.patience !== undefined) patience.slider = wishes.patience
      if (wishes.voice !== undefined) manner.voice = wishes.voice
      if (wishes.rate !== undefined) manner.rate = wishes.rate
    },

    state: (): VoiceState => shown,

    /** Sound since the session began that is safely stored, or in which nobody spoke; in milliseconds. */
    throughMs: ear.throughMs,

    /** What they were saying is kept, unless nothing may be; no timer outlives this. */
    async close({ keep = true }: { keep?: boolean } = {}): Promise<void> {
      if (closed) return replies.finished()
      replies.cut()
      closed = true
      cancelBeat?.()
      cancelBeat = null
      speculation.drop()
      const said = keep && listener.proven()
      const { take, text, settled } = ear.leave()
      recogniser.close()
      // Words of a part of it are not all that was said: then the sound is kept, and written down as a whole.
      if (said && take && !settled) await brain.unheardTake(take).catch(() => {})
      else if (said && text) {
        // The words are kept, and nobody is there any more for the answer.
        replies.answer({ text, confidence: null, thought: null, take, stages: createStages(null) })
        replies.cut()
      } else take?.drop()
      await replies.finished()
    },
  }
}
