import { createPlayback, type PlaybackNews } from './playback-queue.ts'

/** What the page asks of the player. Sound is between -1 and 1 at the player's own rate. */
export type PlaybackOrder =
  | { do: 'begin'; reply: number }
  | { do: 'sound'; samples: Float32Array }
  | { do: 'end' | 'pause' | 'resume' | 'clear' }
  | { do: 'duck'; on: boolean }

/** Where the player stands, and when that was: the page may be busy. Milliseconds of the wall clock. */
export type PlayerNews = PlaybackNews & { at: number }

/** The page is told where the player stands this often, and at each change. */
const NEWS_EVERY_S = 0.04

/** Runs in the audio thread: plays one reply at a time. */
class Player extends AudioWorkletProcessor {
  private readonly playback = createPlayback(sampleRate)
  private told: PlaybackNews = this.playback.news()

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<PlaybackOrder>) => this.obey(data)
  }

  override process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const [first, ...others] = output ?? []
    if (!first) return true
    this.playback.render(first)
    for (const other of others) other.set(first)
    this.tell()
    return true
  }

  private obey(order: PlaybackOrder) {
    switch (order.do) {
      case 'begin':
        return this.playback.begin(order.reply)
      case 'sound':
        return this.playback.push(order.samples)
      case 'duck':
        return this.playback.duck(order.on)
      default:
        return this.playback[order.do]()
    }
  }

  private tell() {
    const news = this.playback.news()
    const moved = news.played - this.told.played >= sampleRate * NEWS_EVERY_S
    if (!moved && news.is === this.told.is && news.reply === this.told.reply) return
    this.told = news
    this.port.postMessage({ ...news, at: Date.now() } satisfies PlayerNews)
  }
}

registerProcessor('player', Player)
