/** What loudness is measured over, and how far apart: sentences never begin where a frame does. */
const WINDOW = 320
const HOP = 80
const HOPS = WINDOW / HOP
/** So alike are a sentence and itself after a microphone, and no two sentences. */
const ALIKE = 0.9

/** The loudness of each 20 ms, every 5 ms: what makes one sentence unlike another. */
function shapeOf(samples: Int16Array): Float64Array {
  const shape = new Float64Array(Math.max(0, Math.floor((samples.length - WINDOW) / HOP) + 1))
  for (let i = 0; i < shape.length; i++) {
    let power = 0
    for (let j = 0; j < WINDOW; j++) power += (samples[i * HOP + j] ?? 0) ** 2
    shape[i] = Math.sqrt(power / WINDOW)
  }
  return shape
}

/** From where it is loud for the first time to where it is for the last: the quiet around a sentence is not part of it. */
function spoken(shape: Float64Array): Float64Array {
  const loud = Math.max(...shape) / 20
  return shape.subarray(
    shape.findIndex((power) => power > loud),
    shape.findLastIndex((power) => power > loud) + 1,
  )
}

/** 1 where `part` has the same shape as `whole` from `at` on, whatever the loudness. */
function likeness(whole: Float64Array, at: number, part: Float64Array): number {
  const [hereMean, partMean] = [mean(whole.subarray(at, at + part.length)), mean(part)]
  let [both, one, other] = [0, 0, 0]
  for (let i = 0; i < part.length; i += HOPS) {
    const [a, b] = [(whole[at + i] ?? 0) - hereMean, (part[i] ?? 0) - partMean]
    both += a * b
    one += a * a
    other += b * b
  }
  return both / Math.sqrt(one * other + 1e-9)
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/**
 * Writes down recordings of sentences it knows, by their sound alone and in a moment, however busy the machine is: real recognisers take
 * seconds there. What it does not know it does not hear. Sound is 16-bit mono at 16 kHz.
 */
export function knownVoice(sentences: Map<string, Int16Array>) {
  const known = [...sentences].map(([text, samples]) => ({ text, shape: spoken(shapeOf(samples)) }))
  // What is long is told apart more surely.
  known.sort((a, b) => b.shape.length - a.shape.length)
  return (recording: Int16Array): string => {
    const heard = shapeOf(recording)
    const found: { at: number; text: string }[] = []
    for (const { text, shape } of known) {
      for (let at = 0; at + shape.length <= heard.length; at++) {
        if (likeness(heard, at, shape) < ALIKE) continue
        found.push({ at, text })
        heard.fill(0, at, at + shape.length)
      }
    }
    return found
      .sort((a, b) => a.at - b.at)
      .map(({ text }) => text)
      .join(' ')
  }
}
