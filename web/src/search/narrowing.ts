import type { SearchRequest } from '@lva/contracts/search'

const DAY_MS = 86_400_000

export type Kinds = 'all' | 'turn' | 'document' | 'picture'
export type Times = 'any' | 'week' | 'month' | 'year'

/** What a search is narrowed to on its page. */
export interface Narrowing {
  kind: Kinds
  time: Times
  session: string | null
  /** A time that is named in the query is meant as a time. */
  readTimes: boolean
}

const DAYS: Record<Exclude<Times, 'any'>, number> = { week: 7, month: 30, year: 365 }

/** The part of a request that narrows it. */
export function narrowed(
  { kind, time, session, readTimes }: Narrowing,
  now: Date,
): Pick<SearchRequest, 'filters' | 'read_times'> {
  return {
    read_times: readTimes,
    filters: {
      ...(kind === 'all' ? {} : { kinds: [kind] }),
      ...(time === 'any' ? {} : { after: new Date(now.getTime() - DAYS[time] * DAY_MS).toISOString() }),
      ...(session === null ? {} : { session_id: session }),
    },
  }
}
