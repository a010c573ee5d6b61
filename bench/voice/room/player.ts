import type { ServerFrame } from '@lva/contracts/socket'
import type { SpeechDetector } from '@lva/speech/detector'
import { createOverlap } from '@lva/speech/overlap'
import type { Clock } from '../../../server/src/providers/clock.ts'
import type { Line } from '../../../server/src/voice/live/line.ts'
import { type BargeInEffect, type BargeInEvent, bargeIn, noBargeIn } from '../../../web/src/voice/live/barge-in.ts'
import type { Random } from '../../random.ts'
import { fingerprint } from './fingerprint.ts'

// The learner's browser at the far end of a network, on the conversation's clock: what the engine plays is heard a little later, in steps of
// 20 ms. Beside the loudspeaker sits the browser's own ear, the same code as there: it makes the reply quieter and lets it wait at once.

const BLOCK = 480
const BLOCK_MS = 20
const DUCKED = 10 ** (-12 / 20)
const REPORT_EVERY_MS = 100

/** 20 ms that left the loudspeaker. */
export interface Heard {
  /** On the conversation's clock. */
  atMs: number
  replyId: string
  /** Where in the reply it lies, in milliseconds of its sound. */
  positionMs: number
  ducked: boolean
  samples: Int16Array
  print: number
}

export interface Distance {
  /** One way, in milliseconds, each way. */
  networkMs: number
  /** Up to so much later, each message by its own chance; the order stays. */
  jitterMs: number
  /** From the player to the ear. */
  deviceMs: number
}

/** `report` is what the player tells the server of how far it has come; it arrives as late as everything else. */
export function createPlayer({
  clock,
  random,
  distance,
  detector,
  report,
}: {
  clock: Clock
  random: Random
  distance: Distance
  /** Of the ear next to the loudspeaker; null for a far end without one, as a telephone. */
  detector: SpeechDetector | null
  report(playedMs: number, replyId: string): void
}) {
  const heard: Heard[] = []
  const shown: { atMs: number; frame: ServerFrame }[] = []
  const pauses: number[] = []
  const orders: { atMs: number; order: string }[] = []
  let lastDown = 0
  let lastUp = 0
  let replyId = ''
  let queue: Int16Array[] = []
  let rest = new Int16Array(0)
  let position = 0
  let paused = false
  let ducked = false
  let reported = { replyId: '', ms: 0 }
  let lastReport = Number.NEGATIVE_INFINITY
  let begun = ''
  let cut = false
  let doubt = noBargeIn
  const overlap = createOverlap()

  const late = () => distance.networkMs + random.next() * distance.jitterMs
  function down(order: string, action: () => void) {
    orders.push({ atMs: clock.ms(), order })
    lastDown = Math.max(lastDown, clock.ms() + late())
    clock.after(Math.max(0, lastDown - clock.ms()), action)
  }
  function tell() {
    lastReport = clock.ms()
    const [ms, of] = [position, replyId]
    lastUp = Math.max(lastUp, clock.ms() + late())
    clock.after(Math.max(0, lastUp - clock.ms()), () => {
      reported = { replyId: of, ms }
      report(ms, of)
    })
  }

  function perform(effect: BargeInEffect) {
    if (effect === 'duck' || effect === 'unduck') ducked = effect === 'duck'
    else if (effect === 'resume') paused = false
    else if (effect === 'pause') {
      if (!paused) pauses.push(clock.ms())
      paused = true
      tell()
    } else {
      queue = []
      rest = new Int16Array(0)
      paused = false
      overlap.reset()
      tell()
    }
  }
  function doubts(event: BargeInEvent) {
    const next = bargeIn(doubt, event)
    doubt = next.state
    for (const effect of next.effects) perform(effect)
  }
  const told = (what: Extract<BargeInEvent, { type: 'told' }>['what']) =>
    down(what, () => doubts({ type: 'told', what, at: clock.ms() }))

  const line: Line = {
    begin(reply) {
      begun = reply.replyId
      down('begin', () => {
        replyId = reply.replyId
        queue = []
        rest = new Int16Array(0)
        position = 0
        doubts({ type: 'reply' })
      })
    },
    play: (sound) => down('play', () => queue.push(sound)),
    say: () => {},
    duck: (on) => told(on ? 'duck' : 'unduck'),
    pause: () => told('pause'),
    resume: () => told('resume'),
    clear: () => told('clear'),
    playedMs: () => (reported.replyId === begun ? reported.ms : 0),
    show: (frame) => void shown.push({ atMs: clock.ms(), frame }),
  }

  function nextBlock(): Int16Array | null {
    while (rest.length < BLOCK && queue.length > 0) {
      const more = queue.shift() ?? new Int16Array(0)
      const joined = new Int16Array(rest.length + more.length)
      joined.set(rest)
      joined.set(more, rest.length)
      rest = joined
    }
    if (rest.length === 0) return null
    const block = new Int16Array(BLOCK)
    block.set(rest.subarray(0, BLOCK))
    rest = rest.slice(BLOCK)
    return block
  }

  return {
    line,
    heard,
    shown,
    /** What the engine ordered, when. */
    orders,
    /** When the loudspeaker began to wait, whoever said so. */
    pauses,
    /** What the microphone next to it picked up, at once. */
    hear(frame: Int16Array) {
      doubts({ type: 'tick', at: clock.ms() })
      if (!detector) return
      const what = overlap.push(detector.push(frame), rest.length > 0 || queue.length > 0)
      if (what) doubts({ type: 'heard', what, at: clock.ms() })
    },
    /** While the network is gone nothing sounds, as the browser pauses by itself, and nothing is reported. */
    connect(on: boolean) {
      cut = !on
    },
    /** 20 ms go by; what sounded in them, at 24 kHz and as loud as it was, or null. It is heard `deviceMs` later. */
    tick(): Int16Array | null {
      const block = paused || cut ? null : nextBlock()
      if (block) {
        const atMs = clock.ms() + distance.deviceMs
        heard.push({ atMs, replyId, positionMs: position, ducked, samples: block, print: fingerprint(block) })
        position += BLOCK_MS
      }
      const idle = !block && reported.ms === position
      if (replyId && !idle && !cut && clock.ms() - lastReport >= REPORT_EVERY_MS) tell()
      return block && ducked ? block.map((sample) => Math.round(sample * DUCKED)) : block
    },
    /** How much of the reply that is being played has sounded, in milliseconds. */
    position: () => ({ replyId, ms: position }),
    /** Nothing is left to play. */
    empty: () => queue.length === 0 && rest.length === 0,
  }
}
