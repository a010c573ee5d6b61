import type { EarNews, LiveEar } from './ear.ts'
import type { LiveNeeds, Words } from './live-needs.ts'

type Needs = Pick<LiveNeeds, 'openEar' | 'recognise'> & {
  /** The microphone to begin with; null is the usual one. */
  microphone: string | null
  /** The conversation that listens now, by its attempt; null when none does. */
  on: () => { attempt: number; muted: boolean } | null
  frame: EarNews['frame']
  ended: (attempt: number) => void
  deaf: (attempt: number, is: boolean) => void
  understood: (words: Words) => void
}

/** The microphones of a page, by the attempt they were opened for, and the browser's recogniser where it serves. */
export function createLiveEars({ openEar, recognise, on, frame, ended, deaf, understood, microphone }: Needs) {
  const ears = new Map<number, LiveEar>()
  let wished = microphone
  let stopRecogniser = () => {}

  function hear(attempt: number, ear: LiveEar) {
    ear.listen({
      frame,
      ended() {
        // Unless another microphone has taken its place.
        if (ears.get(attempt) === ear) ended(attempt)
      },
      deaf: (is) => deaf(attempt, is),
    })
    attend()
  }

  /** The browser's recogniser listens to the microphone of now, and to none that is muted. */
  function attend() {
    stopRecogniser()
    stopRecogniser = () => {}
    const now = on()
    const ear = now && !now.muted ? ears.get(now.attempt) : undefined
    if (ear && recognise) stopRecogniser = recognise(ear.track, understood)
  }

  return {
    /** Rejects with what the browser says. */
    async open(attempt: number): Promise<void> {
      ears.set(attempt, await openEar(wished))
    },
    has: (attempt: number) => ears.has(attempt),
    listen(attempt: number) {
      const ear = ears.get(attempt)
      if (ear) hear(attempt, ear)
    },
    close(attempt: number) {
      ears.get(attempt)?.close()
      ears.delete(attempt)
    },
    mute(muted: boolean) {
      for (const ear of ears.values()) ear.mute(muted)
      attend()
    },
    stopRecogniser: () => stopRecogniser(),
    wake() {
      for (const ear of ears.values()) void ear.wake()
    },
    /** The page goes for good. */
    closeAll() {
      for (const ear of ears.values()) ear.close()
    },
    /** Goes on with another microphone. Rejects with what the browser says, and then the old one goes on listening. */
    async listenWith(deviceId: string): Promise<void> {
      wished = deviceId || null
      const asked = on()
      if (!asked) return
      const ear = await openEar(wished)
      const now = on()
      const old = ears.get(asked.attempt)
      if (now?.attempt !== asked.attempt || !old) return ear.close()
      ears.set(asked.attempt, ear)
      old.close()
      if (now.muted) ear.mute(true)
      hear(asked.attempt, ear)
    },
  }
}
