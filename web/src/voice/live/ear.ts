import { close } from '../microphone-access.ts'
import { levelOf } from '../recorder.ts'
import type { Captured } from './capture.worklet.ts'
import captureScript from './capture.worklet.ts?worker&url'

/** What the page's ear tells: each frame of 20 ms with the time of day it was heard, and what the track itself does. */
export type EarNews = {
  frame: (frame: Int16Array, level: number, at: number) => void
  ended: () => void
  deaf: (is: boolean) => void
}

export type LiveEar = Awaited<ReturnType<typeof openEar>>

/**
 * Opens the microphone for a live conversation, the wished one if it is there. Rejects with what the browser says; `refusalOf` reads
 * it. Frames come as soon as the answer is there.
 */
export async function openEar(deviceId: string | null) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: 1,
      // Wished for, not demanded: where it is not plugged in, another one serves.
      ...(deviceId && { deviceId }),
    },
  })
  const [track] = stream.getAudioTracks()
  if (!track) {
    close(stream)
    throw new DOMException('The stream has no sound.', 'NotFoundError')
  }
  const context = new AudioContext({ latencyHint: 'interactive' })
  const shut = () => {
    close(stream)
    void context.close()
  }
  try {
    await context.audioWorklet.addModule(captureScript)
  } catch (fault) {
    shut()
    throw fault
  }
  const source = context.createMediaStreamSource(stream)
  const node = new AudioWorkletNode(context, 'capture', {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
  })
  let muted = false

  return {
    track,
    /** Which microphone it is. */
    get deviceId() {
      return track.getSettings().deviceId ?? null
    },
    listen({ frame, ended, deaf }: EarNews) {
      track.addEventListener('ended', ended)
      track.addEventListener('mute', () => deaf(true))
      track.addEventListener('unmute', () => deaf(false))
      if (track.muted) deaf(true)
      node.port.onmessage = ({ data: { frame: heard, at } }: MessageEvent<Captured>) => {
        // What was already on its way when the learner muted is not heard either.
        if (!muted) frame(heard, loudness(heard), at)
      }
      source.connect(node)
      void context.resume()
    },
    mute(is: boolean) {
      muted = is
      track.enabled = !is
    },
    /** A page that slept may have its sound stopped. */
    wake: () => context.resume(),
    close: shut,
  }
}

function loudness(frame: Int16Array): number {
  return levelOf(Float32Array.from(frame, (sample) => sample / 32_768))
}
