import type { Goal } from '../goals.ts'
import { people } from '../scenarios.ts'
import type { Mark } from './charts.ts'
import type { Moment, Reading, Row, Trend } from './numbers.ts'

/** What a run came to, as it is kept. */
export interface Report {
  scenario: string
  what: string
  /** When it ended. */
  at: string
  /** How it is called again. */
  command: string
  seconds: number
  /** It was ended before its time. */
  stopped: boolean
  /** `own house`, or the host that was asked. */
  target: string
  users: number
  seed: string
  machine: { model: string; cores: number; memoryGb: number; node: string; busy: number }
  goals: Goal[]
  rows: Row[]
  moments: Moment[]
  marks: Mark[]
  readings: Reading[]
  trend: Trend | null
  faults: { what: string; count: number }[]
  /** What whoever reads it should know. */
  notes: string[]
}

export const met = ({ goals }: Pick<Report, 'goals'>): boolean => goals.every((goal) => goal.met)

/** One line that says where and how it was read. */
export const circumstances = ({ at, seconds, target, users, seed, machine, stopped }: Report): string =>
  [
    `${at.slice(0, 16).replace('T', ' ')} UTC`,
    `${people(users)} for ${Math.round(seconds)} s${stopped ? ' (ended early)' : ''} against ${target}`,
    `seed “${seed}”`,
    `${machine.cores} cores (${machine.model}), ${machine.memoryGb} GB, Node ${machine.node}, load ${machine.busy} at the end`,
    target === 'a house of its own' ? 'users and server on the same machine' : '',
  ]
    .filter(Boolean)
    .join(' · ')
