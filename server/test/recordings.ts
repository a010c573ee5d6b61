import { toWav } from '../src/providers/pcm.ts'
import { sound } from '../src/recordings/testing/sounds.ts'

const HARMONICS = [1, 2, 3, 4, 5]

/** A WAV file in which a voice glides for a second. */
export const voiceFile = toWav(
  sound(2, (t) => {
    const since = t - 0.5
    if (since < 0 || since > 1) return 0
    return 0.1 * HARMONICS.reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * (150 * since - 25 * since * since)), 0)
  }),
)

/** A WAV file in which nobody speaks. */
export const silentFile = toWav(sound(2, () => 0))
