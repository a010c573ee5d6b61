/** A browser's address at a push service, and what only it can be written to with (RFC 8291); all three as it gave them. */
export interface PushAddress {
  endpoint: string
  /** Its public key, P-256, base64url. */
  p256dh: string
  /** What it shares with us, 16 bytes, base64url. */
  auth: string
}

/** What a browser is told: text of at most 3,000 bytes. */
export interface PushMessage {
  text: string
  /** For so long its push service keeps it for a browser that is off. */
  ttlSeconds: number
  /** At most 32 characters of base64url; what is still waiting under it is replaced. */
  topic: string
}

/**
 * Sends messages to browsers. Fails with ProviderError only: `unavailable` and `rate-limited` when trying again may help, `misconfigured`
 * and `refused` when it will not.
 */
export interface Push {
  /** What browsers subscribe with: a P-256 public key, base64url. */
  publicKey: string
  /** The host of the push service a browser is written to through; null when the address is none of ours to write to, or its keys are none. */
  serviceOf(address: PushAddress): string | null
  /** `gone`: the push service knows the browser no longer, and never will again. */
  send(message: PushMessage, to: PushAddress, options: { signal: AbortSignal }): Promise<'taken' | 'gone'>
}
