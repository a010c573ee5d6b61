import { SPOKEN_RATE_HZ } from './pcm.ts'
import type { PlaybackOrder, PlayerNews } from './playback.worklet.ts'
import playbackScript from './playback.worklet.ts?worker&url'
import type { PlaybackNews } from './playback-queue.ts'

/** What speaks in a live conversation: the server's sound, or a voice of this device that is given the words. */
export type LiveMouth = {
  begin(reply: number): void
  sound(pcm: Int16Array): void
  words(text: string): void
  /** Nothing more comes of this reply. */
  end(): void
  duck(on: boolean): void
  pause(): void
  resume(): void
  clear(): void
  /** A page that slept may have its sound stopped. */
  wake(): Promise<unknown>
  /** Chooses the loudspeaker, where the browser lets a page choose. */
  through(deviceId: string): Promise<unknown>
  canChoose: boolean
  close(): void
}
/** `heardMs` is what of the reply was heard at the time of day `at`. */
export type MouthNews = (news: PlaybackNews & { heardMs: number; at: number }) => void
type WithSink = AudioContext & { setSinkId?: (id: string) => Promise<void> }

/** Opens the player of a live conversation. `tell` is told where each reply stands; `heardMs` leaves out what is still on its way to the ear. */
export async function openMouth(tell: MouthNews): Promise<LiveMouth> {
  const context: WithSink = new AudioContext({ sampleRate: SPOKEN_RATE_HZ, latencyHint: 'interactive' })
  try {
    await context.audioWorklet.addModule(playbackScript)
  } catch (fault) {
    void context.close()
    throw fault
  }
  const node = new AudioWorkletNode(context, 'player', { numberOfInputs: 0, outputChannelCount: [1] })
  node.connect(context.destination)
  void context.resume()
  const order = (what: PlaybackOrder, transfer: Transferable[] = []) => node.port.postMessage(what, transfer)
  let heard = { reply: 0, ms: 0 }
  node.port.onmessage = ({ data }: MessageEvent<PlayerNews>) => {
    // What was handed over when the sound stopped reaches the ear all the same.
    const underway = data.is === 'playing' ? (context.outputLatency || context.baseLatency || 0) * 1_000 : 0
    const ms = Math.max(0, Math.floor((data.played / SPOKEN_RATE_HZ) * 1_000 - underway))
    heard = { reply: data.reply, ms: data.reply === heard.reply ? Math.max(heard.ms, ms) : ms }
    tell({ ...data, heardMs: heard.ms })
  }

  return {
    begin: (reply: number) => order({ do: 'begin', reply }),
    sound(pcm: Int16Array) {
      const samples = Float32Array.from(pcm, (sample) => sample / 32_768)
      order({ do: 'sound', samples }, [samples.buffer])
    },
    words() {},
    end: () => order({ do: 'end' }),
    duck: (on: boolean) => order({ do: 'duck', on }),
    pause: () => order({ do: 'pause' }),
    resume: () => order({ do: 'resume' }),
    clear: () => order({ do: 'clear' }),
    through: async (deviceId: string) => context.setSinkId?.(deviceId),
    canChoose: typeof context.setSinkId === 'function',
    wake: () => context.resume(),
    close: () => void context.close(),
  }
}
