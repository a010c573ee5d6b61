/** Why something sealed cannot be opened: it is not what was put away, its key is not here, or it was never sealed. */
export type VaultErrorKind = 'damaged' | 'unknown-key' | 'not-sealed'

/** Something sealed cannot be opened. The message is for the operator and holds nothing of the content. */
export class VaultError extends Error {
  readonly kind: VaultErrorKind

  constructor(kind: VaultErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'VaultError'
    this.kind = kind
  }
}
