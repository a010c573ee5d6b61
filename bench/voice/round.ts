import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SpeechDetector } from '@lva/speech/detector'
import type { Without } from '../../server/src/voice/live/session-needs.ts'
import type { Plan } from './plan.ts'
import type { Fault } from './report/page.ts'
import type { Series } from './report/plots.ts'
import type { Reading } from './report/readings.ts'
import type { Conversation } from './room/conversation.ts'
import type { Ears } from './scenarios/kinds.ts'
import type { Stage } from './scenarios/stage.ts'
import type { Studio } from './sound/studio.ts'

export interface Evaluation {
  readings: Reading[]
  /** What a reader has to know beside the numbers. */
  notes: string[]
  faults: Fault[]
  plots: string[]
  timelines: string[]
  outcomes: Record<string, unknown>
}

export interface Needs {
  studio: Studio
  /** Where the report goes, WAVs included, and what other runs may use again. */
  folder: string
  without: Without
  detector(): SpeechDetector
  /** Goals that are asked for (`V6`); all of them when it is empty. */
  only: string[]
  tell(line: string): void
  /** Ends it between two clips; what was read so far is told. */
  signal: AbortSignal
}

/** About the seconds of one of each on two cores that do nothing else. */
export const COSTS = {
  overlap: 0.15,
  ending: 0.1,
  speaker: 1.8,
  minute: 0.95,
  echo: 0.26,
  ordinary: 4,
  turn: 0.6,
  cut: 0.03,
  recognised: 2.5,
} as const

/** One evaluation while it goes on: what its parts are played with, and what they read. */
export type Round = ReturnType<typeof openRound>

export function openRound(
  plan: Plan,
  { studio, folder, without, detector, only, signal }: Needs,
  { live = null }: { live?: Stage['live'] } = {},
) {
  const result: Evaluation = { readings: [], notes: [], faults: [], plots: [], timelines: [], outcomes: {} }
  const wavs = join(folder, 'wav')
  rmSync(wavs, { recursive: true, force: true })
  mkdirSync(wavs, { recursive: true })
  return {
    plan,
    result,
    wavs,
    signal,
    without,
    silences: [] as Series[],
    commits: [] as Series[],
    /** What turns waited for, of conversations that are over. */
    waited: [] as Conversation['metrics'],
    wants: (...goals: string[]) => only.length === 0 || goals.some((goal) => only.includes(goal)),
    add: (readings: Reading[]) => void result.readings.push(...readings),
    stage: (ears: Ears, off: Without = {}): Stage => ({
      studio,
      folder,
      ears,
      without: { ...without, ...off },
      detector,
      live,
    }),
  }
}
