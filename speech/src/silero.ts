import type { Sounding, SpeechDetector } from './detector.ts'
import { FRAME_SAMPLES } from './sound.ts'

/** What Silero VAD 5 takes at 16 kHz: 32 ms of new sound, and the last 4 ms of what it was given before. */
const WINDOW = 512
const CONTEXT = 64
const STATE = 2 * 128
const RATE = 16_000n
const VOICED = 0.5
/** Once somebody speaks, so much is still speech. The model's authors keep the two 0.15 apart. */
const STILL_VOICED = 0.35
/** 256 ms: when the model is further behind than this, what it has not begun is left out. */
const MOST_WAITING = 8

/** What of ONNX Runtime is needed; onnxruntime-web and onnxruntime-node both fit. */
export interface Onnx {
  Tensor: new (type: 'float32' | 'int64', values: Float32Array | BigInt64Array, shape: number[]) => unknown
}
export interface OnnxSession {
  run(inputs: Record<string, unknown>): Promise<Record<string, { data: unknown }>>
}

/** One step of the model: how likely 32 ms of sound (with 4 ms before it) are speech, and what it remembers of them. */
export type SileroRun = (sound: Float32Array, state: Float32Array) => Promise<{ speech: number; state: Float32Array }>

export interface Silero extends SpeechDetector {
  /** When everything that was pushed so far has been judged: for evaluations, which are faster than sound. Throws what the model threw. */
  settled(): Promise<void>
}

/** One step of Silero VAD 5 or 6 in a session of ONNX Runtime. Throws what the session throws. */
export function sileroRun({ Tensor }: Onnx, session: OnnxSession): SileroRun {
  const rate = new Tensor('int64', BigInt64Array.of(RATE), [])
  return async (sound, state) => {
    const { output, stateN } = await session.run({
      input: new Tensor('float32', sound, [1, sound.length]),
      state: new Tensor('float32', state, [2, 1, STATE / 2]),
      sr: rate,
    })
    if (!(output?.data instanceof Float32Array) || !(stateN?.data instanceof Float32Array))
      throw new Error('This is not a model of Silero VAD 5.')
    return { speech: output.data[0] ?? 0, state: stateN.data }
  }
}

/**
 * Silero VAD behind the interface of every detector. The model judges 32 ms at a time and is asked in the background, so `push` answers with what
 * is known by then: the window that was full before this frame, if it has been judged meanwhile. That is 20 to 52 ms late, plus the model's own
 * 30 or so. A model that fails keeps the last answer for 256 ms and then says silence; `settled` says why.
 */
export function createSilero(run: SileroRun): Silero {
  const sounding: Sounding = { speech: 0, voiced: false, level: -120 }
  const gathered = new Float32Array(WINDOW)
  let filled = 0
  let context = new Float32Array(CONTEXT)
  let waiting: Float32Array[] = []
  let state = new Float32Array(STATE)
  let speech = 0
  let framesSince = 0
  /** What was begun before a reset belongs to another sound. */
  let generation = 0
  let working: Promise<void> | null = null
  let failure: { error: unknown } | null = null

  function gather(frame: Int16Array): number {
    let energy = 0
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const sample = (frame[i] ?? 0) / 32_768
      energy += sample * sample
      gathered[filled++] = sample
      if (filled === WINDOW) complete()
    }
    return energy / FRAME_SAMPLES
  }

  function complete(): void {
    const sound = new Float32Array(CONTEXT + WINDOW)
    sound.set(context)
    sound.set(gathered, CONTEXT)
    context = sound.slice(WINDOW)
    filled = 0
    waiting.push(sound)
    if (waiting.length > MOST_WAITING) waiting.shift()
    working ??= work(generation)
  }

  async function work(mine: number): Promise<void> {
    try {
      for (let sound = waiting.shift(); sound && mine === generation; sound = waiting.shift()) {
        const judged = await run(sound, state)
        if (mine !== generation) return
        state = Float32Array.from(judged.state)
        speech = judged.speech
        framesSince = 0
      }
    } catch (error) {
      if (mine === generation) failure = { error }
    } finally {
      if (mine === generation) working = null
    }
  }

  return {
    name: 'silero',
    push(frame) {
      sounding.level = 10 * Math.log10(gather(frame) + 1e-12)
      if (++framesSince > MOST_WAITING * 2) speech = 0
      sounding.speech = Math.max(0, Math.min(1, speech))
      sounding.voiced = speech >= (sounding.voiced ? STILL_VOICED : VOICED)
      return sounding
    },
    async settled() {
      while (working) await working
      if (failure) throw failure.error
    },
    reset() {
      generation++
      filled = 0
      context = new Float32Array(CONTEXT)
      waiting = []
      state = new Float32Array(STATE)
      speech = 0
      framesSince = 0
      working = null
      failure = null
      sounding.speech = 0
      sounding.voiced = false
    },
  }
}
