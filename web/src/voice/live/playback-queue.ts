/** 12 dB quieter. */
const DUCKED = 0.25
/** Loudness changes within these times, so that nothing clicks. */
const DUCK_MS = 30
const EDGE_MS = 4
/** After the sound ran dry it waits until this much has come, so that it does not stutter. */
const REFILL_MS = 80
/** A pause waits this long for the gap between two words, and then comes anyway. */
const GAP_WITHIN_MS = 120
/** So quiet is a gap, measured over a hundredth of a second. */
const GAP_LEVEL = 0.012
const GAP_MS = 10

export type PlaybackNews = {
  /** The reply these numbers are about, counted by whoever begins them. */
  reply: number
  /** Samples of the reply that were played. */
  played: number
  is: 'waiting' | 'playing' | 'paused' | 'over'
  /** How often the sound of this reply ran dry. */
  underruns: number
}

/**
 * The sound of one reply at a time, rendered piece by piece. It knows to the sample what was played: what is paused goes on with the
 * very next sample, and what is cleared never sounds. Pure but for its own state; `rate` in Hz.
 */
export function createPlayback(rate: number) {
  const samplesOf = (ms: number) => Math.round((ms / 1_000) * rate)
  const duckStep = (1 - DUCKED) / samplesOf(DUCK_MS)
  const edgeStep = 1 / samplesOf(EDGE_MS)
  const [refill, within, gapLength] = [samplesOf(REFILL_MS), samplesOf(GAP_WITHIN_MS), samplesOf(GAP_MS)]

  let pieces: Float32Array[] = []
  let held = 0
  /** Where reading stands in `pieces[0]`. */
  let offset = 0
  let reply = 0
  let played = 0
  let underruns = 0
  let complete = true
  let dry = true
  let loudness = 1
  let wantedLoudness = 1
  /** 0 is silent, 1 is on; rises and falls at each pause and end. */
  let edge = 0
  let paused = false
  /** How many samples may still sound before a pause. */
  let untilPause: number | null = null
  let clearing = false

  function forget() {
    pieces = []
    held = 0
    offset = 0
    complete = true
    dry = true
    clearing = false
    edge = 0
  }

  function peek(at: number): number {
    let place = offset + at
    for (const piece of pieces) {
      if (place < piece.length) return piece[place] ?? 0
      place -= piece.length
    }
    return 0
  }

  function take(): number {
    const piece = pieces[0]
    const sample = piece?.[offset] ?? 0
    offset += 1
    held -= 1
    played += 1
    if (piece && offset >= piece.length) {
      pieces.shift()
      offset = 0
    }
    return sample
  }

  /** Samples to the middle of the first gap between words, or the most a pause may wait. */
  function toNextGap(): number {
    const reach = Math.min(within, held)
    let quietSince = 0
    for (let at = 0; at < reach; at++) {
      if (Math.abs(peek(at)) > GAP_LEVEL) quietSince = at + 1
      else if (at - quietSince >= gapLength) return at - Math.round(gapLength / 2)
    }
    return reach
  }

  /** True while samples are taken from the reply. */
  function flows(): boolean {
    if (held === 0) {
      if (!dry && !complete) underruns += 1
      dry = true
      return false
    }
    if (dry && (held >= refill || complete)) dry = false
    return !dry
  }

  function sampleNow(): number {
    if (paused || !flows()) {
      edge = 0
      return 0
    }
    const stopping = clearing || untilPause !== null
    const left = clearing ? 0 : (untilPause ?? Number.POSITIVE_INFINITY)
    edge = stopping && left * edgeStep <= edge ? Math.max(0, edge - edgeStep) : Math.min(1, edge + edgeStep)
    const towards = wantedLoudness - loudness
    loudness += Math.sign(towards) * Math.min(Math.abs(towards), duckStep)
    if (clearing && edge === 0) {
      forget()
      return 0
    }
    const sample = take() * edge * loudness
    if (untilPause !== null) {
      untilPause -= 1
      if (edge === 0 || untilPause < -samplesOf(EDGE_MS)) {
        paused = true
        untilPause = null
      }
    }
    return sample
  }

  const standing = (): PlaybackNews['is'] => {
    if (paused) return 'paused'
    if (held === 0 && complete) return 'over'
    return dry ? 'waiting' : 'playing'
  }

  return {
    /** Another reply: whatever is left of the one before never sounds. */
    begin(which: number) {
      forget()
      reply = which
      played = 0
      underruns = 0
      complete = false
      paused = false
      untilPause = null
      loudness = wantedLoudness
    },
    push(samples: Float32Array) {
      if (complete || samples.length === 0) return
      pieces.push(samples)
      held += samples.length
    },
    /** Nothing more comes of this reply. */
    end() {
      complete = true
    },
    duck(on: boolean) {
      wantedLoudness = on ? DUCKED : 1
    },
    /** Stops at the next gap between words, or soon. */
    pause() {
      if (paused || untilPause !== null) return
      if (dry) paused = true
      else untilPause = toNextGap()
    },
    resume() {
      paused = false
      untilPause = null
    },
    /** Silence within a few milliseconds; the rest is forgotten. */
    clear() {
      untilPause = null
      wantedLoudness = 1
      complete = true
      if (paused || dry || edge === 0) forget()
      else clearing = true
      paused = false
    },
    /** Fills `out` with what comes next. */
    render(out: Float32Array) {
      for (let i = 0; i < out.length; i++) out[i] = sampleNow()
    },
    news: (): PlaybackNews => ({ reply, played, is: standing(), underruns }),
  }
}
