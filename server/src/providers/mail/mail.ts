/** A mail in plain text to one address. */
export interface Letter {
  to: string
  subject: string
  text: string
  /** An address that ends such letters when a mail program calls it by POST (RFC 8058). */
  unsubscribe?: string
}

/**
 * Sends mail. Fails with ProviderError only: `unavailable` when trying again may help, `misconfigured` when the operator has to mend
 * something, `refused` when this letter will never be taken.
 */
export interface Mail {
  name: string
  /** Resolves once the server has taken the letter. */
  send(letter: Letter, options: { signal: AbortSignal }): Promise<void>
  /** Connects and signs in without sending anything. */
  probe(options: { signal: AbortSignal }): Promise<void>
}
