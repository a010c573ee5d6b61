import type { VoiceStages } from '@lva/contracts/voice'
import { problemOf } from '../../http/errors.ts'
import { Problem } from '../../problem.ts'
import type { Clock } from '../../providers/clock.ts'
import type { Tts } from '../../providers/tts/tts.ts'
import { problemFrame } from '../problem-frame.ts'
import type { Brain, Saying } from './brain.ts'
import type { Line } from './line.ts'
import { createMouth } from './mouth.ts'
import type { Stages } from './stages.ts'
import { SESSION, SPEAKING } from './tuning.ts'

/** What became of a reply. */
export interface Told {
  exchangeId: string | null
  heard: string
  rest: string
}

export interface Replying {
  clock: Clock
  line: Line
  brain: Pick<Brain, 'heard'>
  tts: Tts | null
  language: string
  manner: () => { voice: string | null; rate: number }
  holdingClause: () => string
  /** Whether the far end has ever told how far it is. */
  reports: () => boolean
  /** Everything written counts as heard. For measuring. */
  heardOnly: boolean
}

export type Reply = ReturnType<typeof createReply>

/**
 * One reply from the first thought to the last sound that was heard of it. `source` is asked once, when `after` has resolved: what was
 * heard of the reply before is known by then. `before` is what was heard of it in an earlier attempt, where this one goes on; `known` is
 * the most that was heard of it in any: less than that is no news.
 */
export function createReply(
  needs: Replying,
  {
    replyId,
    source,
    after,
    before = '',
    known = '',
    stages,
    changed,
    gone,
    measured,
    ended,
  }: {
    replyId: string
    source: (signal: AbortSignal) => AsyncIterable<Saying>
    after: Promise<void>
    before?: string
    known?: string
    stages: Stages
    changed(): void
    /** Nothing more is said; what was heard of it is not remembered yet. */
    gone(): void
    /** Its first sound was heard. */
    measured(told: { stages: VoiceStages; total_ms: number }): void
    ended(told: Told): void
  },
) {
  const { clock, line, brain, language } = needs
  const stop = new AbortController()
  const finished = Promise.withResolvers<void>()
  let exchangeId: string | null = null
  let started = false
  let written = false
  let text = ''
  let progressAt = clock.ms()
  let tools = { running: 0, since: 0, told: false }
  let ending = false
  let giveUpReason: Problem | null = null
  let beganAt = Number.POSITIVE_INFINITY
  let wasMeasured = false

  const mouth = createMouth(
    { clock, line, tts: needs.tts, language, reports: needs.reports },
    {
      manner: needs.manner,
      began(what) {
        stages.mark(what === 'clause' ? 'first-clause' : 'first-sound', clock.ms())
        progressAt = clock.ms()
        changed()
      },
      failed(error) {
        const message = 'The voice is not answering. The words are on the screen.'
        tell(new Problem('voice-unavailable', message, { cause: error ?? undefined }))
        changed()
      },
    },
  )

  const tell = (problem: Problem) => line.show(problemFrame(problem))

  async function listen() {
    await after
    for await (const saying of source(stop.signal)) take(saying)
  }

  function take(saying: Saying) {
    progressAt = clock.ms()
    if (saying.type === 'kept') {
      exchangeId = saying.exchangeId
      // Only words that are safe may be left unanswered.
      if (ending) return stop.abort(giveUpReason ?? undefined)
      started = true
      line.begin({ replyId, exchangeId })
      line.show({ type: 'reply-start', exchange_id: exchangeId, reply_id: replyId })
    }
    if (ending) return
    if (saying.type === 'tool') turnTo(saying)
    if (saying.type === 'delta') {
      stages.mark('first-token', clock.ms())
      text += saying.text
      line.show({ type: 'reply-delta', text: saying.text })
      mouth.write(saying.text)
    }
    changed()
  }

  /** Several may run at once; one word is enough for all of them. */
  function turnTo({ name, running }: Extract<Saying, { type: 'tool' }>) {
    if (running && tools.running === 0) tools = { running: 0, since: clock.ms(), told: false }
    tools.running = Math.max(0, tools.running + (running ? 1 : -1))
    line.show({ type: 'tool', name, running })
  }

  function failed(error: unknown) {
    if (!ending) tell(problemOf(error))
  }

  const listening = listen()
    .catch(failed)
    .finally(() => {
      written = true
      mouth.end()
      overheard()
      changed()
      if (mouth.over()) end()
    })

  function end() {
    if (ending || !written) return
    ending = true
    overheard({ last: true })
    void settle(mouth.whole(), false)
    gone()
  }

  async function settle({ heard, rest }: { heard: string; rest: string }, interrupted: boolean) {
    const told = needs.heardOnly
      ? { exchangeId, heard: before + heard, rest }
      : { exchangeId, heard: before + text, rest: '' }
    const news = told.heard.length >= known.length
    if (exchangeId !== null) {
      const said = { exchange_id: exchangeId, reply_id: replyId, interrupted }
      if (started) line.show({ type: 'reply-end', ...said, heard_text: news ? told.heard : known })
      if (news)
        await within(
          SESSION.endsWithinMs,
          brain.heard({ exchangeId, heard: told.heard, rest: told.rest, interrupted }).catch(failed),
        )
    }
    ended(told)
    finished.resolve()
  }

  function overheard({ last = false } = {}) {
    const heardMs = mouth.heardMs()
    if (wasMeasured || heardMs <= 0) return
    // Each report says how long ago it began. It may come late and never early: the least of the first ones is true.
    beganAt = Math.min(beganAt, clock.ms() - heardMs)
    if (heardMs < SPEAKING.measuredMs && !last) return
    stages.mark('heard', beganAt)
    wasMeasured = true
    const told = stages.told()
    if (told) measured(told)
  }

  /** Waits no longer than that. */
  function within(ms: number, work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(ms, resolve)
      const done = () => {
        cancel()
        resolve()
      }
      work.then(done, done)
    })
  }

  return {
    replyId,
    /** Resolves when it is known, and remembered, what was heard. */
    finished: finished.promise,
    state: (): 'thinking' | 'speaking' => (mouth.waiting() ? 'thinking' : 'speaking'),
    /** Whether any of its sound was sent, and how much of it has been heard. */
    begun: mouth.begun,
    heardMs: mouth.heardMs,
    aloud: mouth.aloud,
    words: mouth.words,
    text: () => before + text,
    dueAt: mouth.dueAt,
    silence: mouth.silence,

    report(playedMs: number) {
      mouth.report(playedMs)
      if (ending) return
      overheard()
      if (mouth.over()) end()
    },

    /** Time has passed. */
    beat() {
      if (ending) return
      const now = clock.ms()
      if (tools.running > 0 && !tools.told && now - tools.since >= SPEAKING.toolMs && mouth.waiting()) {
        tools.told = true
        mouth.aside(needs.holdingClause())
      }
      mouth.beat()
      overheard()
      if (mouth.over()) end()
      if (!mouth.waiting()) progressAt = now
      else if (!written && now - progressAt >= SPEAKING.thinkingMs) {
        giveUpReason = new Problem(
          'model-unavailable',
          'The answer takes too long. Your words are saved and will be answered.',
          {
            fields: exchangeId === null ? {} : { exchange_id: exchangeId, kept: true },
          },
        )
        tell(giveUpReason)
        void this.cut()
        return gone()
      }
      changed()
    },

    /** The far end was away: what it could not do meanwhile is not held against it. */
    wake() {
      progressAt = clock.ms()
    },

    /** Silence at once; the words that were said to it stay. */
    async cut(): Promise<void> {
      if (ending) return finished.promise
      ending = true
      overheard({ last: true })
      const account = mouth.cut()
      line.clear()
      if (exchangeId !== null) stop.abort(giveUpReason ?? undefined)
      // What is not kept yet is waited for, but not for ever.
      await after
      await within(SESSION.endsWithinMs, listening)
      stop.abort(giveUpReason ?? undefined)
      await settle(await account, true)
    },
  }
}
