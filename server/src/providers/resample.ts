/** Input samples on each side that shape one output sample, before widening for a lower target rate. */
const HALF_WIDTH = 16
/** The pass band ends here, as a part of the lower of both Nyquist frequencies. */
const PASS_BAND = 0.94

export type Resampler = ReturnType<typeof createResampler>

/**
 * Changes the sample rate of a sound that arrives in pieces. Rates are whole Hz. Feed with `push`, take the tail with `end`.
 * A polyphase windowed-sinc filter (Blackman window); method: J. O. Smith, "Digital Audio Resampling", CCRMA.
 */
export function createResampler(fromHz: number, toHz: number) {
  const divisor = greatestCommonDivisor(fromHz, toHz)
  const up = toHz / divisor
  const down = fromHz / divisor
  const half = Math.ceil(HALF_WIDTH * Math.max(1, fromHz / toHz))
  const phases = new Map<number, Float32Array>()
  // Silence before the first sample, so that it has neighbours on its left.
  let held = new Int16Array(half - 1)
  /** The next output sample's place between input samples: `held[at + half - 1]`, plus phase/up. */
  let at = 0
  let phase = 0

  function kernel(): Float32Array {
    const taps = phases.get(phase) ?? kernelAt(phase / up, half, Math.min(1, toHz / fromHz) * PASS_BAND)
    phases.set(phase, taps)
    return taps
  }

  function sampleHere(): number {
    const taps = kernel()
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

/** Weights of the `2 * half` input samples around an output sample that lies `offset` (0–1) behind the middle one; they sum to 1. */
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
