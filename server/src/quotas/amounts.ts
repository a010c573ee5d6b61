import { UNLIMITED } from '@lva/contracts/quotas'

/** A bound as it is stored and compared: a number so large that nobody reaches it means none. */
const NO_BOUND = Number.MAX_SAFE_INTEGER

/** One of the three amounts of a day; `audioMs` in milliseconds. */
export type Measure = 'requests' | 'audioMs' | 'tokens'
export type Amounts = Record<Measure, number>

/** A bound as people write it, in whole `unit`s, as a number. */
export const bound = (value: number | typeof UNLIMITED, unit = 1): number =>
  value === UNLIMITED ? NO_BOUND : value * unit

/** A number as people write it. */
export const written = (value: number, unit = 1): number | typeof UNLIMITED =>
  value >= NO_BOUND ? UNLIMITED : Math.floor(value / unit)

/** The day (UTC) of an instant, `YYYY-MM-DD`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** When the day after this instant begins. */
export function nextDay(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1))
}

/** The first amount of a day that has reached its bound, of those that are asked for; null when there is room. */
export function usedUp(used: Amounts, bounds: Amounts, asked: readonly Measure[]): Measure | null {
  return asked.find((measure) => used[measure] >= bounds[measure]) ?? null
}

/** What a learner is told when an amount is used up, and in how long the day is over. Continues with what became of the words. */
export function sentenceFor(measure: Measure, bounds: Amounts, at: Date): string {
  const most = bounds[measure]
  if (most === 0) return OFF[measure]
  const waits = duration(nextDay(at).getTime() - at.getTime())
  return `${used(measure, most)} They begin anew at midnight UTC, in ${waits}.`
}

const OFF: Record<Measure, string> = {
  requests: 'The operator of this server has switched answers off for you.',
  audioMs: 'The operator of this server has switched speech off for you.',
  tokens: 'The operator of this server has switched answers off for you.',
}

function used(measure: Measure, most: number): string {
  if (measure === 'requests') return `Today's ${count(most, 'answer')} are used up.`
  if (measure === 'audioMs') return `Today's ${count(most / 60_000, 'minute')} of speech are used up.`
  return `Today's ${count(most, 'token')} of the language model are used up.`
}

function duration(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000))
  return minutes < 90 ? count(minutes, 'minute') : `about ${Math.round(minutes / 60)} hours`
}

const count = (number: number, noun: string) => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
