import type { Clock } from '../../providers/clock.ts'
import type { Stt, SttSignal, SttStream } from '../../providers/stt/stt.ts'
import { joined, type Reader, type Recogniser } from './recogniser.ts'
import { createSegmentRecogniser } from './segment-recogniser.ts'
import { FRAME_MS, RECOGNITION } from './tuning.ts'

/**
 * Writes a turn down while it is spoken. Only sound of turns is sent. When the stream breaks or says nothing at all, the turn is written
 * down from its sound as a whole, and the next one is streamed again.
 */
export function createStreamingRecogniser(
  { clock, stt, listen, language }: { clock: Clock; stt: Stt; listen: NonNullable<Stt['listen']>; language: string },
  reader: Reader,
): Recogniser {
  let open: { stream: SttStream; stop: AbortController } | null = null
  let inTurn = false
  let finals = ''
  let current = ''
  let confidence: number | null = null
  /** Since when settled words are wanted; `told` once they were given. */
  let silentSince: number | null = null
  let told = false
  /** The stream itself thinks that they are done, and has not said otherwise. */
  let done = false
  /** A flush has not been answered yet. */
  let unanswered = false
  /** The next `final` still belongs to a turn that is over. */
  let owed = false
  /** How much sound the stream was given, and where in it this turn begins. */
  let pushedMs = 0
  let fromMs = 0
  /** The stream is of no use for this turn. */
  let standIn = false
  const whole = createSegmentRecogniser({ clock, stt, language }, reader)

  function connect() {
    if (open) return open.stream
    const stop = new AbortController()
    const mine = { stream: listen({ language, signal: stop.signal }), stop }
    open = mine
    pushedMs = 0
    owed = false
    unanswered = false
    read(mine.stream, () => open === mine).then(
      () => broken(mine),
      () => broken(mine),
    )
    return mine.stream
  }

  async function read(stream: SttStream, wanted: () => boolean) {
    for await (const signal of stream.signals) {
      if (!wanted()) return
      take(signal)
    }
  }

  function broken(which: typeof open) {
    if (open !== which) return
    open = null
    owed = false
    if (!inTurn) return
    standIn = true
    if (silentSince !== null && !told) whole.pause()
  }

  function take(signal: SttSignal) {
    const { type, confidence: sure } = signal
    const said = ofThisTurn(signal)
    const { text } = said
    if (type === 'final') unanswered = false
    if (isOwed(type, said)) return
    if (!inTurn || standIn) return
    done = type === 'eager'
    if (type === 'resumed') return
    confidence = sure ?? confidence
    current = type === 'final' ? '' : text
    if (type === 'final') finals = joined(finals, text)
    // The final text of what is done already is the same.
    tell((type === 'final' || done) && silentSince !== null)
  }

  /** Whether it still belongs to the turn before, whose last `final` has yet to come. */
  function isOwed(type: SttSignal['type'], { text, known }: { text: string; known: boolean }): boolean {
    if (!owed) return false
    const isOurs = known && text !== ''
    owed = type !== 'final' && !isOurs
    return !isOurs
  }

  /** What a stream understood late of the turn before is no part of this one; `known`: it said when its words sounded. */
  function ofThisTurn({ text, words = [] }: SttSignal): { text: string; known: boolean } {
    const mine = words.filter((word) => (word.fromMs + word.toMs) / 2 >= fromMs)
    if (mine.length === words.length) return { text, known: words.length > 0 }
    return { text: mine.reduce((said, word) => joined(said, word.text), ''), known: true }
  }

  function tell(settled: boolean) {
    told ||= settled
    reader.understood({ text: joined(finals, current), settled, confidence })
  }

  // A connection takes a third of a second, which the first turn does not have.
  connect()

  return {
    whileSpeaking: true,
    begin() {
      finals = ''
      current = ''
      confidence = null
      silentSince = null
      done = false
      standIn = false
      inTurn = true
      whole.begin()
      connect()
      fromMs = pushedMs
    },
    hear(frame) {
      whole.hear(frame)
      if (!open) return
      open.stream.push(frame)
      pushedMs += FRAME_MS
    },
    pause() {
      silentSince = clock.ms()
      told = false
      if (standIn || !open) return whole.pause()
      unanswered = true
      open.stream.flush()
      if (done) tell(true)
    },
    // A stream tells by itself what it finds later.
    again() {},
    resume(pausedMs) {
      silentSince = null
      done = false
      whole.resume(pausedMs)
    },
    peek() {},
    end() {
      if (!inTurn) return
      inTurn = false
      silentSince = null
      whole.end()
      if (standIn || !open || !(unanswered || current)) return
      // What the stream still has of this turn comes before the answer to a flush, and not after it.
      if (!unanswered) open.stream.flush()
      unanswered = true
      owed = true
    },
    beat() {
      whole.beat()
      if (silentSince === null || told || standIn) return
      if (clock.ms() - silentSince < RECOGNITION.flushedWithinMs) return
      if (joined(finals, current)) return tell(true)
      const mute = open
      standIn = true
      open = null
      mute?.stop.abort()
      whole.pause()
    },
    close() {
      inTurn = false
      whole.close()
      const last = open
      open = null
      last?.stop.abort()
    },
  }
}
