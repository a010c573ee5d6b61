import { FRAME_BYTES, type VoiceFrame } from '@lva/contracts/voice'
import type { SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Clock } from '../providers/clock.ts'
import type { Wire } from './browser-line.ts'
import { createFrameBudget } from './frame-budget.ts'
import type { LiveMeasures } from './live-measures.ts'
import type { LiveSessions } from './live-sessions.ts'
import type { LiveVoice } from './live-voice.ts'

/** Frames of 20 ms come 50 times a second; a fifth more for clocks that differ, and half a minute at once after a lost connection. */
const SOUND_PER_SECOND = 60
const SOUND_BURST = 30 * SOUND_PER_SECOND
/** Garbage may come as fast as sound; it is answered once in this time. */
const GARBAGE_MS = 1_000

/**
 * The live voice of one socket, of which there is one at most. Sound has an allowance of its own. Throws Problem for what is not understood,
 * and `too-many-requests` for a flood.
 */
export function createSocketVoice(
  { live, measures, clock }: { live: LiveSessions; measures: LiveMeasures; clock: Clock },
  { sessionId, wire }: { sessionId: string; wire: Wire },
) {
  const allowance = createFrameBudget({ burst: SOUND_BURST, perSecond: SOUND_PER_SECOND })
  let voice: LiveVoice | null = null
  let starting = false
  let gone = false
  let garbageAt = Number.NEGATIVE_INFINITY

  /** The live voice, while this connection carries it. */
  const carried = () => (voice?.isCarriedBy(wire) ? voice : null)

  function mine(): LiveVoice {
    const one = carried()
    if (one) return one
    throw new Problem('bad-request', 'There is no live voice here. Begin one: send "voice-start".')
  }

  /** Garbage, and sound for nobody, may come fifty times a second: it is answered once, and otherwise costs nothing. */
  function mayTell(at: number): boolean {
    if (at - garbageAt < GARBAGE_MS) return false
    garbageAt = at
    return true
  }

  return {
    /** Takes a frame of the live voice; `signedIn` is asked when one begins. */
    async take(said: VoiceFrame, signedIn: () => Promise<SignedIn>): Promise<void> {
      if (said.type === 'voice-stop') {
        const ending = mine()
        voice = null
        return ending.close()
      }
      if (said.type !== 'voice-start') return mine().take(said)
      if (starting) throw new Problem('still-running', 'A live voice is being opened already.')
      starting = true
      try {
        voice = await live.start(wire, { signedIn: await signedIn(), sessionId, start: said })
        // Gone while it was being opened.
        if (gone) voice.detach(wire)
      } finally {
        starting = false
      }
    },

    /** Takes sound. */
    hear(message: Uint8Array) {
      const at = clock.ms()
      const frames = Math.max(1, Math.ceil(message.length / FRAME_BYTES))
      for (let n = 0; n < frames; n++)
        if (!allowance.take(at)) throw new Problem('too-many-requests', 'Sound comes faster than anybody speaks.')
      if (!carried()) {
        measures.dropped(frames)
        if (mayTell(at)) mine()
        return
      }
      try {
        // What was heard before the connection was lost may come again as fast as it likes: it is only counted.
        allowance.giveBack(mine().hear(message))
        measures.heard(frames)
        measures.message(clock.ms() - at)
      } catch (problem) {
        measures.dropped(frames)
        if (mayTell(at)) throw problem
      }
    },

    /** Stops the reply that is being spoken; false when there is no live voice. */
    cancel(): boolean {
      if (!voice?.isCarriedBy(wire)) return false
      voice.cancel()
      return true
    },

    /** The socket is gone. */
    leave() {
      gone = true
      voice?.detach(wire)
    },
  }
}
