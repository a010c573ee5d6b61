/** The tables of this slice. */
export interface OwnTables {
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
  /** One row per place where somebody is signed in. */
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
  invitations: {
    id: string
    code_hash: string
    email: string | null
    created_at: string
    expires_at: string
    used_at: string | null
    used_by: string | null
  }
  /** Wrong passwords of the last hour; `key` is a keyed hash of e-mail (and network, for a `place`). */
  sign_in_attempts: { kind: 'account' | 'place'; key: string; failures: number; started_at: string; last_at: string }
  /** Personal access tokens, by what they hash to. */
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
  /** What the links in mails hash to. One that was opened is gone. */
  mail_links: {
    token_hash: string
    user_id: string
    /** The address it was sent to; when the account has another one by now, the link is dead. */
    email_key: string
    purpose: 'verify-email' | 'reset-password'
    created_at: string
    expires_at: string
  }
  /** How many mails strangers asked for within the hour; `key` is a keyed hash of an address or a network. */
  mail_requests: { key: string; count: number; started_at: string }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
