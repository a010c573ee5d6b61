import type { ExchangeState, Intent, Mode } from '@lva/contracts/conversation'
import type { DataFormat } from '@lva/contracts/privacy'
import type { Generated, GeneratedAlways } from 'kysely'
import type { AdaptingTables } from './adapting-tables.ts'
import type { AnalysisTables } from './analysis-tables.ts'
import type { BroughtTables } from './brought-tables.ts'
import type { FactTables } from './fact-tables.ts'
import type { GoalTables } from './goal-tables.ts'
import type { LearntTables } from './learnt-tables.ts'
import type { PhoneTables } from './phone-tables.ts'
import type { ReminderTables } from './reminder-tables.ts'
import type { ReviewTables } from './review-tables.ts'
import type { ToolServerTables } from './tool-server-tables.ts'
import type { WatchingTables } from './watching-tables.ts'

/**
 * Every table, with its columns as both engines store them: ids and instants are text (UUIDv7; RFC 3339 UTC), booleans are 0 or 1,
 * JSON is text. A table belongs to one slice, which is named above it.
 */
export interface Tables
  extends AdaptingTables,
    BroughtTables,
    FactTables,
    GoalTables,
    LearntTables,
    AnalysisTables,
    PhoneTables,
    ReminderTables,
    ReviewTables,
    ToolServerTables,
    WatchingTables {
  /** floor: facts about this installation, such as its id. */
  installation: { key: string; value: string }
  /** floor: durable work. A finished job is deleted; a failed one keeps its last error. */
  jobs: {
    id: string
    kind: string
    /** At most one open job per (kind, key). */
    key: string | null
    payload: string
    run_at: string
    attempts: number
    claimed_until: string | null
    failed_at: string | null
    last_error: string | null
    created_at: string
    /** Whom it is about: the `userId` or the `emailKey` of its payload. */
    about: GeneratedAlways<string | null>
    /** It was asked for again while it was being done, and is done once more. */
    asked_again: Generated<number>
    /** The request that led to it, for the log. */
    request_id: string | null
  }
  /** floor: work that recurs, and when each is due next. `pattern` is the cron pattern `due_at` was found by. */
  recurring: { work: string; pattern: string; due_at: string }
  /** operations: what providers were asked for, summed per day (UTC). */
  usage: {
    day: string
    capability: string
    provider: string
    model: string
    calls: number
    failures: number
    input_tokens: number
    output_tokens: number
    characters: number
    audio_ms: number
    cost_microdollars: number
    /** Calls whose price is unknown: the cost above leaves them out. */
    unpriced_calls: number
  }
  /** accounts */
  users: {
    id: string
    email: string
    /** The address as it is compared: trimmed, NFKC, lower case. */
    email_key: string
    full_name: string | null
    password_hash: string
    role: 'user' | 'admin'
    status: 'active' | 'suspended' | 'pending_deletion'
    timezone: string
    locale: string
    settings: string
    created_at: string
    last_login: string | null
    /** When a link that was sent to the address above was opened; null: not since it became the address. */
    email_verified_at: string | null
  }
  /** accounts: one row per place where somebody is signed in. */
  sign_ins: {
    id: string
    user_id: string
    /** The only refresh token that is still good; any older one is a theft. */
    refresh_id: string
    device: string
    address: string
    created_at: string
    last_seen_at: string
    expires_at: string
    revoked_at: string | null
  }
  /** accounts */
  invitations: {
    id: string
    code_hash: string
    email: string | null
    created_at: string
    expires_at: string
    used_at: string | null
    used_by: string | null
  }
  /** accounts: wrong passwords of the last hour; `key` is a keyed hash of e-mail (and network, for a `place`). */
  sign_in_attempts: { kind: 'account' | 'place'; key: string; failures: number; started_at: string; last_at: string }
  /** accounts: personal access tokens, by what they hash to. */
  personal_tokens: {
    id: string
    user_id: string
    name: string
    token_hash: string
    /** JSON list. */
    scopes: string
    created_at: string
    expires_at: string
    /** A day (UTC). */
    last_used_on: string | null
  }
  /** accounts: what the links in mails hash to. One that was opened is gone. */
  mail_links: {
    token_hash: string
    user_id: string
    /** The address it was sent to; when the account has another one by now, the link is dead. */
    email_key: string
    purpose: 'verify-email' | 'reset-password'
    created_at: string
    expires_at: string
  }
  /** accounts: how many mails strangers asked for within the hour; `key` is a keyed hash of an address or a network. */
  mail_requests: { key: string; count: number; started_at: string }
  /** conversation */
  sessions: {
    user_id: string
    session_id: string
    title: string
    started_at: string
    last_at: string
    ended_at: string | null
    /** Written when the session ended. */
    summary: string | null
    /** What the older turns were about, for the model. */
    rolling_summary: string | null
    /** The last exchange the rolling summary covers. */
    rolling_through: number
    exchange_count: number
  }
  /** conversation: what was said, and the answer. */
  exchanges: {
    seq: Generated<number>
    id: string
    user_id: string
    session_id: string
    mode: Mode
    state: ExchangeState
    user_text: string
    agent_text: string | null
    intent: Intent
    spoken: number
    corrected: number
    provider: string | null
    model: string | null
    sources: string
    /** What was done to the reply, as JSON. */
    marks: Generated<string>
    /** What the companion did besides speaking, as JSON. */
    tools: Generated<string>
    /** 1: it was an order to the companion, and tells nothing of its learner: nobody learns from it, recalls it or names anything after it. */
    ordered: Generated<number>
    /** Ids of the documents and pictures the turn is about, as JSON. */
    documents: Generated<string>
    recording_id: string | null
    said_at: string
    answered_at: string | null
    /** What of a spoken reply nobody heard. */
    unheard_text: string | null
    /** While answering: until when this process may be believed to be at it. */
    lease_until: string | null
  }
  /** memory: what a learner searched for lately. */
  searches: { user_id: string; query: string; searched_at: string }
  /** conversation */
  idempotency_keys: { user_id: string; key: string; body_hash: string; exchange_id: string; created_at: string }
  /** recordings */
  recordings: {
    id: string
    user_id: string
    mime: string
    bytes: number
    duration_ms: number | null
    created_at: string
    /** The id of the master key; null: a plain file of an earlier release, or about to be sealed anew. */
    sealed_with: string | null
  }
  /** audit: append-only, held so by the database itself. `actor` and `subject` are pseudonyms, or one of those without an account. */
  audit_events: {
    seq: Generated<number>
    id: string
    at: string
    action: string
    actor: string
    subject: string | null
    details: string
  }
  /** audit: who is behind a pseudonym; goes when the person is erased. */
  audit_identities: { user_id: string; pseudonym: string }
  /** audit: from where something was done; goes when the person is erased, and after a while. */
  audit_origins: { event_id: string; user_id: string | null; address: string; at: string }
  /** quotas: what a learner used on a day (UTC); what is being used is set aside in it. */
  daily_use: { user_id: string; day: string; requests: number; audio_ms: number; tokens: number }
  /** quotas: what an administrator set for one learner; null: what everybody has. */
  quotas: {
    user_id: string
    requests: number | null
    audio_ms: number | null
    tokens: number | null
    storage_bytes: number | null
    call_seconds: number | null
  }
  /** voice: how a learner pauses while they speak; `habits` is JSON. */
  voice_habits: { user_id: string; habits: string; updated_at: string }
  /** privacy: exports that were asked for; the files stand in a folder beside the database. */
  exports: {
    id: string
    user_id: string
    format: DataFormat
    /** JSON: the names of the parts that are in it. */
    parts: string
    state: 'processing' | 'completed' | 'failed'
    created_at: string
    expires_at: string
    bytes: number | null
    sha256: string | null
  }
  /** privacy: exports that were brought in; `counts` is JSON. */
  imports: {
    id: string
    user_id: string
    state: 'processing' | 'completed' | 'failed'
    created_at: string
    counts: string
  }
  /** privacy: accounts that are going to be erased. */
  erasures: { user_id: string; scheduled_at: string; due_at: string; reason: string | null }
}
