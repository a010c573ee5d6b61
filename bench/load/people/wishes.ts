/** What somebody who uses the house does next. */
export type Wish =
  | { kind: 'sign up' | 'sign in' | 'stay signed in' | 'sign out' }
  | { kind: 'welcome' | 'who am I' | 'sign-ins' | 'sessions' | 'cards due' | 'begin a review' }
  | { kind: 'turn' | 'streamed turn'; text: string; session: string; key: string }
  /** `expects`: words that have to be among the last ones. */
  | { kind: 'history'; session: string; expects: string | null }
  | { kind: 'search'; query: string; expects: boolean }
  /** `least`: so many turns have to be counted. */
  | { kind: 'stats'; least: number }
  | { kind: 'write a card'; concept: string }
  | { kind: 'rate a card'; review: string; prompt: string; id: string }
  | { kind: 'open a socket'; session: string }
  | { kind: 'turn by socket'; text: string; session: string }
  | { kind: 'close the socket' }

export type Kind = Wish['kind']

/** How often people who are signed in do what, against each other. What follows by itself (rating a card that is asked) is not chosen. */
export type Mix = Partial<Record<Kind, number>>

/** An ordinary quarter of an hour of a learner. */
export const LEARNERS: Mix = {
  turn: 40,
  'streamed turn': 12,
  history: 12,
  search: 10,
  stats: 6,
  sessions: 6,
  'who am I': 3,
  'write a card': 2,
  'cards due': 3,
  'begin a review': 2,
  'open a socket': 4,
}

/** People who only come and go. */
export const COMERS_AND_GOERS: Mix = { 'who am I': 40, 'sign-ins': 10, 'stay signed in': 10, 'sign out': 40 }

/** How a wish went. */
export interface Done {
  /** What was asked for, in words. */
  kind: string
  /** When it was begun, by `performance.now()`. */
  at: number
  /** From the first byte sent to the last received, in milliseconds. */
  ms: number
  /** 0: there was no answer. */
  status: number
  /** The right status, and what was said in it is true. */
  ok: boolean
  /** The house said that this client asks too often. */
  limited: boolean
  /** Seconds until it may ask again. */
  retryAfter: number | null
  /** What was wrong; never what somebody said. */
  detail: string | null
  /** Of a turn that was acknowledged. */
  turn?: { exchange_id: string; session_id: string; text: string }
  /** What signing in gave. */
  tokens?: Tokens
  /** The card that is asked in a review. */
  asked?: { review: string; prompt: string } | null
}

export interface Tokens {
  access: string
  /** Null where somebody came with a token of their own. */
  refresh: string | null
}
