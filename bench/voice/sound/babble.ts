import { createRandom } from '../../random.ts'
import { atLevel, RATE_HZ } from './level.ts'
import type { Studio } from './studio.ts'

const TALK = [
  'I told her that we would be there at eight and she said nothing at all about it',
  'the weather was so bad last week that nobody went to the lake after all',
  'and then he bought the other one because the first was far too expensive',
  'they have been building that road for as long as I can remember',
]
const VOICES = ['espeak:en-us', 'flite:rms', 'flite:slt', 'flite:kal', 'espeak:en-gb-x-rp']

/** Five people who talk to each other far away: highs lost, words not to be made out. `dbfs` while it sounds. */
export async function babbleOf(
  studio: Studio,
  { ms, dbfs, seed }: { ms: number; dbfs: number; seed: number },
): Promise<Float32Array> {
  const random = createRandom(`babble ${seed}`)
  const length = Math.round((ms * RATE_HZ) / 1000)
  const out = new Float32Array(length)
  for (const voice of VOICES) {
    const { samples } = await studio.say({ text: random.pick(TALK) }, voice)
    const offset = random.whole(0, samples.length - 1)
    for (let i = 0; i < length; i++) out[i] = (out[i] ?? 0) + (samples[(i + offset) % samples.length] ?? 0)
  }
  let low = 0
  return atLevel(
    out.map((sample) => {
      low += 0.35 * (sample - low)
      return low
    }),
    dbfs,
  )
}
