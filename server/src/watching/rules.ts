import { BACKUP_OLD_MS } from '@lva/contracts/backup-age'
import type { AlertName } from '@lva/contracts/watching'
import { ANSWER_SECONDS, type Counts, quantile } from './buckets.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Shares of less than so many answers say nothing. */
const FEW = 20

/** What of the house is judged, every minute. `undefined` is what cannot be known just now, and changes nothing. */
export interface View {
  at: Date
  /** Of all processes, in the latest five minutes. */
  requests: number
  errors: number
  answers: Counts
  /** … and in the latest minute. */
  errorsOfMinute: number
  /** The highest of any process or its machine, as a share. */
  cpu: number
  memory: number
  disk: number | undefined
  /** `daily` false: the operator keeps copies another way. `waited`: since when the next is waited for; null: there is nothing to copy. */
  backup: { daily: boolean; any: boolean; waited: Date | null } | undefined
  certificate: Date | null
  /** Processes that said nothing for minutes and did not take their leave. */
  gone: number
  givenUpInHour: number | undefined
  /** Providers that are left alone after failures. */
  resting: readonly string[]
}

/** What one rule finds: whether it is wrong, and how it stands in a sentence. */
export interface Finding {
  wrong: boolean
  detail: string
}

/** How an alert is judged. It opens once it was wrong for `forMs` without a break. */
export interface Rule {
  name: AlertName
  forMs: number
  look(view: View): Finding | null
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

/** Every alert there is, the same as in `deploy/prometheus/alerts.yml`. */
export const RULES: readonly Rule[] = [
  {
    name: 'error-rate',
    forMs: 2 * MINUTE_MS,
    look: ({ errors, requests }) => ({
      wrong: requests >= FEW && errors / requests > 0.01,
      detail: `${errors} of ${requests} answers of the latest five minutes were faults of this server (${percent(requests ? errors / requests : 0)}).`,
    }),
  },
  {
    name: 'slow-answers',
    forMs: 5 * MINUTE_MS,
    look({ answers }) {
      const count = answers.reduce((one, other) => one + other, 0)
      const p95 = quantile(0.95, answers, ANSWER_SECONDS) ?? 0
      return {
        wrong: count >= FEW && p95 > 1,
        detail: `Of 100 answers 5 took longer than ${p95.toFixed(2)} s, without those that wait for a model.`,
      }
    },
  },
  {
    name: 'many-errors',
    forMs: 0,
    look: ({ errorsOfMinute }) => ({
      wrong: errorsOfMinute > 10,
      detail: `${errorsOfMinute} answers of the latest minute were faults of this server.`,
    }),
  },
  {
    name: 'cpu',
    forMs: 5 * MINUTE_MS,
    look: ({ cpu }) => ({ wrong: cpu > 0.8, detail: `The processors are busy ${percent(cpu)} of the time.` }),
  },
  {
    name: 'memory',
    forMs: 5 * MINUTE_MS,
    look: ({ memory }) => ({ wrong: memory > 0.85, detail: `${percent(memory)} of the memory is in use.` }),
  },
  {
    name: 'disk',
    forMs: 5 * MINUTE_MS,
    look: ({ disk }) =>
      disk === undefined ? null : { wrong: disk > 0.9, detail: `${percent(disk)} of the disk with the data is full.` },
  },
  {
    name: 'backup-old',
    forMs: 0,
    look({ backup, at }) {
      if (backup === undefined) return null
      const ageMs = backup.waited ? at.getTime() - backup.waited.getTime() : 0
      return {
        wrong: backup.daily && ageMs >= BACKUP_OLD_MS,
        detail: backup.any
          ? `The latest backup is ${Math.floor(ageMs / HOUR_MS)} hours old.`
          : 'No backup was made yet.',
      }
    },
  },
  {
    name: 'certificate',
    forMs: 0,
    look({ certificate, at }) {
      if (certificate === null) return { wrong: false, detail: 'This server shows no certificate itself.' }
      const days = Math.floor((certificate.getTime() - at.getTime()) / DAY_MS)
      return {
        wrong: days < 14,
        detail: days < 0 ? 'The certificate has ended.' : `The certificate ends in ${days} days.`,
      }
    },
  },
  {
    name: 'process-down',
    // A database that was away has heard nothing of anybody; whoever lives says so within a minute.
    forMs: 2 * MINUTE_MS,
    look: ({ gone }) => ({
      wrong: gone > 0,
      detail: `${gone} ${gone === 1 ? 'process' : 'processes'} stopped without taking leave.`,
    }),
  },
  {
    name: 'jobs-given-up',
    forMs: 0,
    look: ({ givenUpInHour }) =>
      givenUpInHour === undefined
        ? null
        : {
            wrong: givenUpInHour > 0,
            detail: `${givenUpInHour} pieces of work were given up in the latest hour.`,
          },
  },
  {
    name: 'provider-resting',
    forMs: MINUTE_MS,
    look: ({ resting }) => ({
      wrong: resting.length > 0,
      detail: resting.length > 0 ? `Left alone after failures: ${resting.join(', ')}.` : 'All providers are asked.',
    }),
  },
]
