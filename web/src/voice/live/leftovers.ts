import { createVoiceDetector } from '@lva/speech/detector'
import type { Outbox } from '../../outbox/outbox.ts'
import { FRAME_SAMPLES, HEARD_RATE_HZ, joined, wavOf } from './pcm.ts'
import type { Shelved, SoundShelf } from './sound-shelf.ts'

/** Names the lock a live conversation holds for as long as it may still deliver its own words. */
export const lockOf = (run: string) => `lva-live-${run}`

/** More likely speech than not. */
const SPEECH = 0.5
/** Left around what was said, in frames: 0.4 s. */
const MARGIN = 20

type Needs = {
  shelf: SoundShelf
  outbox: Pick<Outbox, 'keep'>
  userId: string
  /** Longest recording the server takes, in seconds. */
  maxSeconds: number
  /** Runs `work` unless the conversation still lives in some tab. */
  unlessAlive: (lock: string, work: () => Promise<void>) => Promise<void>
}

/**
 * Hands over to the outbox what was said in live conversations and never reached the server: its tab was closed, or its network never
 * came back. Silence is thrown away. The answer is how many turns were made of it.
 */
export async function sendLeftovers({ shelf, outbox, userId, maxSeconds, unlessAlive }: Needs): Promise<number> {
  const runs = Map.groupBy(
    (await shelf.all()).filter((scrap) => scrap.userId === userId),
    ({ run }) => run,
  )
  let turns = 0
  for (const [run, scraps] of runs) {
    await unlessAlive(lockOf(run), async () => {
      for (const turn of turnsIn(scraps, maxSeconds)) {
        const { sessionId, mode } = scraps[0] as Shelved
        await outbox.keep({ userId, sessionId, mode, ...turn })
        turns += 1
      }
      await shelf.remove(scraps.map(({ id }) => id))
    })
  }
  return turns
}

function turnsIn(scraps: Shelved[], maxSeconds: number) {
  const inOrder = scraps.toSorted((a, b) => a.from - b.from)
  const words = inOrder.flatMap((scrap) => scrap.words ?? []).join(' ')
  const sound = joined(inOrder.flatMap((scrap) => (scrap.sound ? [new Int16Array(scrap.sound)] : [])))
  const most = Math.floor(maxSeconds * HEARD_RATE_HZ)
  const turns: { words: string | null; sound: { bytes: ArrayBuffer; mime: string } | null }[] = []
  if (words) turns.push({ words, sound: null })
  for (let at = 0; at < sound.length; at += most) {
    const spoken = spokenPart(sound.subarray(at, at + most))
    if (spoken) turns.push({ words: null, sound: { bytes: wavOf(spoken), mime: 'audio/wav' } })
  }
  return turns
}

/** The sound from the first to the last frame in which somebody speaks, with a little around it; null when nobody does. */
export function spokenPart(sound: Int16Array): Int16Array | null {
  const detector = createVoiceDetector()
  const frames = Math.floor(sound.length / FRAME_SAMPLES)
  const speech: number[] = []
  for (let frame = 0; frame < frames; frame++) {
    const samples = sound.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES)
    if (detector.push(samples).speech >= SPEECH) speech.push(frame)
  }
  const [from, to] = [speech[0], speech.at(-1)]
  // A cough too many is better than a whisper too few.
  if (from === undefined || to === undefined) return null
  return sound.subarray(Math.max(0, from - MARGIN) * FRAME_SAMPLES, Math.min(frames, to + MARGIN) * FRAME_SAMPLES)
}
