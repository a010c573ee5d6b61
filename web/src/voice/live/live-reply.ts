import type { ClientFrame } from '@lva/contracts/socket'
import { type BargeInEvent, bargeIn, noBargeIn } from './barge-in.ts'
import type { LiveMouth, MouthNews } from './mouth.ts'
import { SPOKEN_RATE_HZ } from './pcm.ts'
import type { PlaybackNews } from './playback-queue.ts'

/** The server is told this often how much was heard, while it sounds. */
const PLAYBACK_EVERY_MS = 150
/** More likely speech than not, as the server has it. */
const SPEECH = 0.5

type Needs = {
  mouth: () => LiveMouth | null
  say: (frame: Extract<ClientFrame, { type: 'playback' }>) => void
  now: () => number
}

/** The reply that sounds: how much of it was heard, and what becomes of it when somebody speaks over it. */
export function createLiveReply({ mouth, say, now }: Needs) {
  /** By the server's name, and by the count the player knows. */
  let current: {
    id: string
    count: number
    samples: number
    complete: boolean
    after: number
    heardAt: number
  } | null = null
  let count = 0
  let playing: PlaybackNews['is'] = 'over'
  let reported = { at: 0, ms: 0, is: 'over' as PlaybackNews['is'] }
  let doubt = noBargeIn
  /** When the learner was last heard to speak, as all times of day here told by whoever heard it. */
  let spokeAt = Number.NaN

  function report(at: number, ms: number, is: PlaybackNews['is']) {
    if (!current) return
    reported = { at, ms, is }
    say({ type: 'playback', reply_id: current.id, played_ms: ms, ...(is === 'paused' && { paused: true }) })
  }

  function tell(event: BargeInEvent) {
    const next = bargeIn(doubt, event)
    doubt = next.state
    for (const effect of next.effects) {
      if (effect === 'duck' || effect === 'unduck') mouth()?.duck(effect === 'duck')
      else mouth()?.[effect]()
    }
  }

  return {
    /** A frame of the learner's, and how likely it is speech. */
    spoken(speech: number, at: number) {
      if (speech >= SPEECH) spokeAt = at
    },
    begin(id: string) {
      count += 1
      current = { id, count, samples: 0, complete: false, after: spokeAt, heardAt: Number.NaN }
      playing = 'waiting'
      reported = { at: 0, ms: 0, is: 'waiting' }
      mouth()?.begin(count)
      tell({ type: 'reply' })
    },
    /** More of its sound came. */
    sound(pcm: Int16Array) {
      if (!current) return
      current.samples += pcm.length
      mouth()?.sound(pcm)
    },
    /** All of it came. */
    end() {
      if (current) current.complete = true
      mouth()?.end()
    },
    /** For a line that was lost: which reply was arriving, and how much of it came. */
    arriving: () =>
      current && !current.complete
        ? { reply_id: current.id, received_ms: Math.floor((current.samples / SPOKEN_RATE_HZ) * 1_000) }
        : null,
    /** Somebody speaks, or somebody decides what that was. */
    tell,
    /** What the player says. Old replies are over. */
    played(news: Parameters<MouthNews>[0]) {
      if (!current || news.reply !== current.count) return
      playing = news.is
      const at = now()
      if (news.heardMs > 0 && Number.isNaN(current.heardAt)) current.heardAt = news.at - news.heardMs
      const changed = news.is !== reported.is
      if (!changed && (at - reported.at < PLAYBACK_EVERY_MS || news.heardMs === reported.ms)) return
      report(at, news.heardMs, news.is)
    },
    /** Over a new line the server hears at once how far it got. */
    reportAgain: () => report(now(), reported.ms, reported.is),
    /** A reply sounds, or would if it were not paused or waited for. */
    sounds: () => current !== null && playing !== 'over',
    /** What passed between the learner's last sound and its first out of the loudspeaker; null where either is not known. */
    heardAfterMs(id: string): number | null {
      if (current?.id !== id) return null
      const ms = current.heardAt - current.after
      return Number.isNaN(ms) ? null : ms
    },
    isHere: () => current !== null,
    forget() {
      current = null
      doubt = noBargeIn
    },
  }
}
