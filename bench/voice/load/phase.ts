import { percentile } from '../../statistics.ts'
import { change, framesSlower, type Metrics, sumOf } from './metrics.ts'
import type { Took } from './processors.ts'
import type { Told } from './talkers.ts'

/** Where the last reading is kept, among the results. */
export const SESSIONS_FILE = 'sessions.json'

/** V12 (voice.md): how time is shared out between what a live voice does, and by how much it may be otherwise. */
const SHARES = { listening: 0.6, speaking: 0.3, thinking: 0.1 }
const SHARE_WITHIN = 0.05
const FRAME_P99_MS = 20
const FRAMES_A_SECOND = 50
/** More than so much of a core in other hands, and the reading says as much about them. */
const SHARED_FROM = 0.1
/** Learners who were short of processor for longer did not speak as people do. */
const SLIPPED_MOST = 0.01

/** One half of the reading. */
export interface Phase {
  name: string
  frames: number
  /** Upper ends of buckets, in milliseconds: never better than it was. */
  frameMs: { p50: number; p95: number; p99: number }
  /** By the learners' clock, network and waiting included. */
  thereAndBackMs: { p50: number; p99: number; n: number }
  dropped: number
  closed: number
  /** How often which code was told. */
  errors: Record<string, number>
  shares: typeof SHARES
  held: boolean
  took: Took
  slipped: number
  met: boolean
  /** For the table. */
  shown: Record<string, string | number>
}

/** A whole reading, as it is kept. */
export interface SessionsRead {
  at: string
  sessions: number
  seconds: number
  cores: number
  /** Resident, of the server, in MB. */
  memory: { before: number; after: number; perSession: number }
  phases: Phase[]
}

/** What was read in one phase; `before` and `after` are the server's own numbers. */
export function phaseOf(
  name: string,
  { told, before, after, took }: { told: Told; before: Metrics; after: Metrics; took: Took },
): Phase {
  const counted = change(before, after)
  const [p50 = Number.NaN, p95 = Number.NaN, p99 = Number.NaN] = [0.5, 0.95, 0.99].map((part) =>
    framesSlower(counted, part),
  )
  const dropped = sumOf(counted, 'lva_voice_frames_total', 'kind="dropped"')
  const shares = sharesOf(told.inState)
  const held = Object.entries(SHARES).every(
    ([what, part]) => Math.abs(shares[what as keyof typeof SHARES] - part) <= SHARE_WITHIN,
  )
  const heardFrames = sumOf(counted, 'lva_voice_frames_total', 'kind="heard"')
  const slipped =
    told.slippedMs / (told.slippedMs + ((heardFrames / Math.max(1, told.sessions)) * 1000) / FRAMES_A_SECOND)
  const [codes, back] = [codesOf(told.errors), told.thereAndBackMs]
  return {
    name,
    frames: heardFrames,
    frameMs: { p50, p95, p99 },
    thereAndBackMs: { p50: percentile(back, 0.5), p99: percentile(back, 0.99), n: back.length },
    dropped,
    closed: told.closed,
    errors: codes,
    shares,
    held,
    took,
    slipped,
    met:
      p99 < FRAME_P99_MS &&
      dropped === 0 &&
      told.closed === 0 &&
      told.errors.length === 0 &&
      held &&
      slipped <= SLIPPED_MOST,
    shown: {
      'live voices': told.sessions,
      'frames heard': heardFrames,
      'frame, p50 · p95 · p99': `${p50} · ${p95} · ${p99} ms`,
      'there and back, p50 · p99': `${rounded(percentile(back, 0.5))} · ${rounded(percentile(back, 0.99))} ms`,
      'frames dropped': dropped,
      'sound not safe, most': `${Math.round(told.unsafeMs)} ms`,
      'listening · speaking · thinking': Object.values(shares).map(percent).join(' · '),
      'turns · replies': `${told.turns} · ${told.replies}`,
      'first sound, p50 · p95': `${[0.5, 0.95].map((part) => Math.round(percentile(told.firstSoundMs, part))).join(' · ')} ms`,
      'closed · errors': `${told.closed} · ${told.errors.length}`,
      'server, of a core': `${percent(took.server)} (its one thread ${percent(took.serversThread)})`,
      'learners · vendors, of a core': `${percent(took.learners)} · ${percent(took.vendors)}`,
      'others on this machine, of a core': percent(took.others),
      'learners late · slipped': `${percent(told.late)} · ${percent(slipped)}`,
    },
  }
}

/** What a reader has to know beside the table, a line each. */
export function verdict({ frames, shares, held, took, slipped, frameMs, errors, met }: Phase): string[] {
  const wanted = Object.entries(SHARES).map(([what, part]) => `${what} ${percent(part)}`)
  // By what was heard: who waits for a slow machine sends nothing.
  const voices = frames / took.seconds / FRAMES_A_SECOND
  const full = Math.floor(voices / Math.max(0.01, took.serversThread))
  const codes = Object.entries(errors).map(([code, count]) => `${count} ${code}`)
  return [
    `${met ? 'met' : 'NOT met'}: a frame takes ${frameMs.p99} ms (p99) of ${FRAME_P99_MS}`,
    `the shares ${held ? 'held' : 'did NOT hold'} (${Object.values(shares).map(percent).join(', ')}; wanted ${wanted.join(', ')})`,
    `the thread of all frames took ${percent(took.serversThread)} of a core; one core to itself is full with about ${full} such voices`,
    ...(took.others > SHARED_FROM
      ? [`others took ${percent(took.others)} of a core: read it again when they do not`]
      : []),
    ...(slipped > SLIPPED_MOST
      ? [`for ${percent(slipped)} of the time the learners or the server were too slow, and nobody spoke`]
      : []),
    ...(codes.length > 0 ? [`errors: ${codes.join(', ')}`] : []),
  ]
}

function sharesOf(inState: Record<string, number>): typeof SHARES {
  const all = Object.values(inState).reduce((sum, ms) => sum + ms, 0)
  const share = (...names: string[]) => names.reduce((sum, state) => sum + (inState[state] ?? 0), 0) / all
  return {
    listening: share('idle', 'listening', 'holding'),
    speaking: share('speaking', 'paused'),
    thinking: share('thinking'),
  }
}

function codesOf(errors: readonly string[]): Record<string, number> {
  const codes = Map.groupBy(errors, (message) => /"code":"([^"]+)"/.exec(message)?.[1] ?? message)
  return Object.fromEntries([...codes].map(([code, some]) => [code, some.length]))
}

const percent = (part: number) => `${Math.round(part * 100)} %`
const rounded = (ms: number) => Math.round(ms * 10) / 10
