/** Zero crossings of the filter on each side of a sample: while one speaks, and where there is time for all of a recording. */
const LIVE_CROSSINGS = 16
const CAREFUL_CROSSINGS = 32
/** The pass band ends here, as a part of the lower of both Nyquist frequencies. */
const LIVE_PASS_BAND = 0.94
const CAREFUL_PASS_BAND = 0.9

export type Resampler = ReturnType<typeof createResampler>

/**
 * Changes the sample rate of a sound that arrives in pieces. Rates are whole Hz. Feed with `push`, take the tail with `end`.
 * A polyphase windowed-sinc filter (Blackman window); method: J. O. Smith, "Digital Audio Resampling", CCRMA. What comes out
 * belongs to the same moment as what went in, and waits for 16 samples of the lower rate: 2 ms at 8 kHz.
 */
export function createResampler(fromHz: number, toHz: number) {
  const { up, down, cutoff } = ratio(fromHz, toHz, LIVE_PASS_BAND)
  const half = Math.ceil(LIVE_CROSSINGS * Math.max(1, fromHz / toHz))
  const kernel = kernels({ up, half, cutoff })
  // Silence before the first sample, so that it has neighbours on its left.
  let held = new Int16Array(half - 1)
  /** The next output sample's place between input samples: `held[at + half - 1]`, plus phase/up. */
  let at = 0
  let phase = 0

  function sampleHere(): number {
    const taps = kernel(phase)
    let sum = 0
    for (let i = 0; i < taps.length; i++) sum += (taps[i] ?? 0) * (held[at + i] ?? 0)
    return Math.max(-32_768, Math.min(32_767, Math.round(sum)))
  }

  function drain(): Int16Array {
    const out = new Int16Array(Math.max(0, Math.ceil(((held.length - at) * up) / down) + 1))
    let count = 0
    while (at + 2 * half <= held.length) {
      out[count++] = sampleHere()
      phase += down
      at += Math.floor(phase / up)
      phase %= up
    }
    const used = Math.min(at, held.length)
    held = held.slice(used)
    at -= used
    return out.subarray(0, count)
  }

  function push(samples: Int16Array): Int16Array {
    const joined = new Int16Array(held.length + samples.length)
    joined.set(held)
    joined.set(samples, held.length)
    held = joined
    return drain()
  }

  return {
    /** As much of the new sound as is certain by now. */
    push: (samples: Int16Array): Int16Array => (fromHz === toHz ? samples : push(samples)),
    /** The rest, when nothing more comes. */
    end: (): Int16Array => (fromHz === toHz ? new Int16Array(0) : push(new Int16Array(half))),
  }
}

/**
 * A whole sound (−1 to 1) at another rate, with the same filter made twice as long: what the new rate cannot carry is removed and not
 * folded back, aliases lie below −70 dB. No delay: sample 0 stays at time 0. Rates are whole Hz.
 */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz || samples.length === 0) return samples
  const { up, down, cutoff } = ratio(fromHz, toHz, CAREFUL_PASS_BAND)
  const half = Math.ceil(CAREFUL_CROSSINGS / cutoff)
  const kernel = kernels({ up, half, cutoff })
  const output = new Float32Array(Math.round((samples.length * toHz) / fromHz))
  for (let i = 0; i < output.length; i++) {
    output[i] = weigh(samples, Math.floor((i * down) / up) - half + 1, kernel((i * down) % up))
  }
  return output
}

function weigh(samples: Float32Array, first: number, taps: Float32Array): number {
  let sum = 0
  const last = Math.min(taps.length, samples.length - first)
  for (let k = Math.max(0, -first); k < last; k++) sum += (samples[first + k] ?? 0) * (taps[k] ?? 0)
  return sum
}

function ratio(fromHz: number, toHz: number, passBand: number) {
  const divisor = greatestCommonDivisor(fromHz, toHz)
  return { up: toHz / divisor, down: fromHz / divisor, cutoff: Math.min(1, toHz / fromHz) * passBand }
}

/** The weights for each place between two input samples, made when they are first needed. */
function kernels({ up, half, cutoff }: { up: number; half: number; cutoff: number }): (phase: number) => Float32Array {
  const phases = new Map<number, Float32Array>()
  return (phase) => {
    const taps = phases.get(phase) ?? kernelAt(phase / up, half, cutoff)
    phases.set(phase, taps)
    return taps
  }
}

/**
 * Weights of the `2 * half` input samples around an output sample that lies `offset` (0–1) behind the middle one. They sum to 1: every
 * phase must pass a steady level alike, or the phases themselves would be heard as a tone.
 */
function kernelAt(offset: number, half: number, cutoff: number): Float32Array {
  const taps = new Float32Array(2 * half)
  let sum = 0
  for (let i = 0; i < taps.length; i++) {
    const distance = i - (half - 1) - offset
    const turn = Math.PI * (distance / half)
    const window = 0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn)
    const x = Math.PI * cutoff * distance
    taps[i] = Math.abs(distance) >= half ? 0 : (x === 0 ? 1 : Math.sin(x) / x) * window
    sum += taps[i] ?? 0
  }
  return taps.map((tap) => tap / sum)
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
