import type { LinkWay } from '@lva/contracts/phone'
import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  /**
   * Numbers of learners. `number_hash` is keyed, and by it a caller is found; one that is linked is nobody else's. A code is kept
   * as a keyed hash where it is shown, and sealed where a call speaks it.
   */
  phone_numbers: {
    id: string
    user_id: string
    number_hash: string
    number_sealed: string
    /** Country and last digits. */
    shown: string
    way: LinkWay
    code_hash: string | null
    code_sealed: string | null
    tries: Generated<number>
    expires_at: string | null
    /** The call in which its code is asked for, or spoken. */
    call_sid: string | null
    created_at: string
    linked_at: string | null
    called_at: string | null
  }
  /** What proves in a call who calls, hashed as passwords are; `tries` are the wrong ones of a day (UTC). */
  phone_pins: { user_id: string; pin_hash: string; set_at: string; tries: Generated<number>; tries_day: string }
  /** How often calls to a number, or for a learner, were asked for; `key` is a keyed hash. */
  phone_requests: { key: string; count: number; started_at: string }
  /** Calls. `trusted`: what was said before may be spoken of. */
  calls: {
    id: string
    user_id: string
    /** The carrier's id. */
    sid: string
    number_id: string | null
    session_id: string
    direction: 'in' | 'out'
    way: 'gather' | 'relay' | 'media'
    state: 'live' | 'done' | 'missed' | 'failed'
    trusted: number
    doing: 'converse' | 'capture' | 'review'
    turns: Generated<number>
    pin_tries: Generated<number>
    summary_wanted: Generated<number>
    began_at: string
    /** When something was last heard of it, about; a time to come while it is passed on. */
    heard_at: string
    ended_at: string | null
    seconds: number | null
    cost_microdollars: number | null
  }
  /** When a learner wants to be called, as JSON. */
  call_backs: { user_id: string; wanted: number; settings: string; consented_at: string | null }
  /** Calls to learners; `day` is their own, and there is one for each. */
  call_back_calls: {
    id: string
    user_id: string
    day: string
    /** `placing`: it may ring already, so it is not placed again. */
    state: 'due' | 'placing' | 'ringing' | 'missed' | 'done'
    tries: number
    at: string
    /** When it is tried again. */
    next_at: string | null
    call_sid: string | null
  }
  /** Recordings that were left in calls. `url` is empty once nothing is fetched any more. */
  call_recordings: {
    id: string
    user_id: string
    call_sid: string
    session_id: string
    url: string
    url_hash: string
    seconds: number
    state: 'waiting' | 'kept' | 'lost'
    exchange_id: string | null
    at: string
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
