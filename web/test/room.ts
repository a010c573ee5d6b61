import { createVoiceDetector } from '@lva/speech/detector'
import { createResampler } from '@lva/speech/resample'
import type { BrowserContext, Page } from 'playwright-core'

const FRAME = 320
const SPEECH = 0.5
/** The page cuts its sound into frames from where it began to listen; the watch does not know where that was. */
const CUTS = [0, 80, 160, 240]
/** Replies are further apart than this, for somebody speaks between them; their words are not, even if the sound runs dry. */
const BETWEEN_MS = 1_500

/** What went through a microphone or a loudspeaker within 3 to 6 ms, and when, by the clock on the wall. */
type Piece = { at: number; samples: number[] }
type Heard = { microphone: Piece[]; loudspeaker: Piece[]; rate: number }
type WithRoom = Window & { room: Heard }

/** Silence of the loudspeaker is left out; the microphone is told whole, in pieces of 16-bit samples. */
const TAP = `registerProcessor('tap', class extends AudioWorkletProcessor {
  process([[samples] = []]) {
    if (samples?.some((sample) => sample !== 0))
      this.port.postMessage({ at: Date.now(), samples: Array.from(samples, (sample) => Math.round(sample * 32767)) })
    return true
  }
})`

/**
 * Somebody who sits at a page with a watch, and writes down what its microphone hears and its loudspeaker plays. The page must be allowed
 * scripts of others' for it.
 */
export async function roomOf(context: BrowserContext) {
  await context.addInitScript((script) => {
    const room: Heard = { microphone: [], loudspeaker: [], rate: 0 }
    Object.assign(window, { room })
    const connect = AudioNode.prototype.connect as (to: AudioNode) => AudioNode
    async function tap(node: AudioNode, where: 'microphone' | 'loudspeaker') {
      const here = node.context as AudioContext
      await here.audioWorklet.addModule(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
      const ear = new AudioWorkletNode(here, 'tap', {
        numberOfOutputs: 0,
        channelCount: 1,
        channelCountMode: 'explicit',
      })
      if (where === 'microphone') room.rate = here.sampleRate
      ear.port.onmessage = ({ data }: MessageEvent<Piece>) => {
        const underwayMs = where === 'loudspeaker' ? (here.outputLatency || here.baseLatency) * 1_000 : 0
        room[where].push({ ...data, at: data.at + underwayMs })
      }
      connect.call(node, ear)
    }
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
      if (to instanceof AudioDestinationNode) void tap(this, 'loudspeaker')
      if (this instanceof MediaStreamAudioSourceNode) void tap(this, 'microphone')
      return connect.call(this, to)
    } as typeof AudioNode.prototype.connect
  }, TAP)

  return {
    /** Each reply that sounded: how much sound it was, and for how long nobody had spoken before it, however frames are cut. */
    async replies(page: Page) {
      const { microphone, loudspeaker, rate } = await page.evaluate(() => (window as unknown as WithRoom).room)
      const spoken = CUTS.map((cut) => speechIn(microphone, rate, cut))
      const replies: { from: number; to: number; pieces: number }[] = []
      for (const { at } of loudspeaker) {
        const last = replies.at(-1)
        if (last && at - last.to < BETWEEN_MS) Object.assign(last, { to: at, pieces: last.pieces + 1 })
        else replies.push({ from: at, to: at, pieces: 1 })
      }
      return replies.map(({ from, pieces }) => ({
        pieces,
        afterMs: spoken.map((frames) => from - Math.max(...frames.filter((at) => at < from))),
      }))
    },
  }
}

/** When somebody spoke, frame by frame; the first begins after so many samples. */
function speechIn(pieces: Piece[], rate: number, cut: number): number[] {
  const detector = createVoiceDetector()
  const resampler = createResampler(rate, 16_000)
  const spoken: number[] = []
  let waiting: number[] = Array(FRAME - cut).fill(0)
  for (const { at, samples } of pieces) {
    waiting.push(...resampler.push(Int16Array.from(samples)))
    while (waiting.length >= FRAME) {
      if (detector.push(Int16Array.from(waiting.slice(0, FRAME))).speech >= SPEECH) spoken.push(at)
      waiting = waiting.slice(FRAME)
    }
  }
  return spoken
}
