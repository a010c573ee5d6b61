import { CHECKLIST, type Thresholds } from './goals.ts'
import { COMERS_AND_GOERS, LEARNERS, type Mix } from './people/wishes.ts'

/** So many people in the house, for so long. They come evenly within `joining` seconds; who is too many leaves at once. */
export interface Stage {
  name: string
  users: number
  seconds: number
  joining: number
}

/** What a scenario is, before anybody wishes otherwise. */
export interface Scenario {
  what: string
  users: number
  minutes: number
  thresholds: Thresholds | null
  mix?: Mix
  moving?: boolean
  /** How a crowd comes and goes; the others have a course of their own. */
  stages?: (users: number, minutes: number) => Stage[]
}

/** How many, in words. */
export const people = (users: number): string => (users === 1 ? '1 user' : `${users} users`)

/** Nobody signs up in a crowd all at once, except in a spike. */
const steady = (users: number, minutes: number): Stage[] => [
  { name: people(users), users, seconds: minutes * 60, joining: Math.min(60, minutes * 15) },
]

/** A tenth, then everybody at once, then a tenth again. */
function spike(users: number, minutes: number): Stage[] {
  const few = Math.max(1, Math.round(users / 10))
  const seconds = minutes * 60
  return [
    { name: people(few), users: few, seconds: seconds / 4, joining: seconds / 20 },
    { name: `${people(users)} at once`, users, seconds: seconds / 2, joining: 0 },
    { name: `${people(few)} again`, users: few, seconds: seconds / 4, joining: 0 },
  ]
}

/** The checklist's scenarios and ours, by name. */
export const SCENARIOS = {
  smoke: {
    what: 'a few learners for half a minute: does everything answer?',
    ...{ users: 5, minutes: 0.5, thresholds: CHECKLIST, stages: steady },
  },
  load: {
    what: 'an ordinary busy hour in five minutes',
    ...{ users: 100, minutes: 5, thresholds: CHECKLIST, stages: steady },
  },
  stress: {
    what: 'more and more learners until answers are late or wrong, and at how many that is (--users more in each step)',
    ...{ users: 50, minutes: 12, thresholds: null },
  },
  spike: {
    what: 'a tenth of the users, all of them at once, a tenth again',
    // People may wait a moment when all of them come to the door at once, and nobody may be turned away.
    ...{ users: 100, minutes: 3, thresholds: { ...CHECKLIST, p95Ms: 5_000 }, stages: spike },
  },
  endurance: {
    what: 'half an hour of the same, and memory that does not grow',
    ...{ users: 40, minutes: 30, thresholds: { ...CHECKLIST, growth: 0.05 }, stages: steady },
  },
  'auth-only': {
    what: 'people who sign up, come, stay and go, each time from another address',
    ...{ users: 20, minutes: 2, thresholds: CHECKLIST, mix: COMERS_AND_GOERS, moving: true, stages: steady },
  },
  privacy: {
    what: 'export, download, erasure and its cancelling',
    ...{ users: 5, minutes: 2, thresholds: { ...CHECKLIST, p95Ms: 6_000 } },
  },
  'rate-limit': {
    what: 'the 101st request of a minute is 429, and the 11th on /api/auth',
    ...{ users: 1, minutes: 2, thresholds: null },
  },
  voice: {
    what: 'live voices that speak, and hear the answer',
    ...{ users: 10, minutes: 1, thresholds: null },
  },
  custom: {
    what: 'as --users, --minutes, --think and --mix say',
    ...{ users: 10, minutes: 1, thresholds: CHECKLIST, mix: LEARNERS, stages: steady },
  },
} satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof SCENARIOS
