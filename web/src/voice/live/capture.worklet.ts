import { createResampler } from '@lva/speech/resample'
import { FRAME_SAMPLES, HEARD_RATE_HZ, toInt16 } from './pcm.ts'

/** 20 ms of sound, and when it had been heard: the page may be busy and look at it later. Milliseconds of the wall clock. */
export type Captured = { frame: Int16Array; at: number }

/** Runs in the audio thread: what the microphone gives, as frames of 20 ms at 16 kHz. */
class Capture extends AudioWorkletProcessor {
  private readonly resampler = createResampler(sampleRate, HEARD_RATE_HZ)
  private frame = new Int16Array(FRAME_SAMPLES)
  private filled = 0

  override process([input]: Float32Array[][]): boolean {
    const channel = input?.[0]
    if (channel) this.take(this.resampler.push(toInt16(channel)))
    return true
  }

  private take(samples: Int16Array) {
    for (const sample of samples) {
      this.frame[this.filled] = sample
      this.filled += 1
      if (this.filled < FRAME_SAMPLES) continue
      const captured: Captured = { frame: this.frame, at: Date.now() }
      this.port.postMessage(captured, [this.frame.buffer])
      this.frame = new Int16Array(FRAME_SAMPLES)
      this.filled = 0
    }
  }
}

registerProcessor('capture', Capture)
