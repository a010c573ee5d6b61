import type { Keyring } from './keyring.ts'
import type { Label } from './label.ts'
import { readingFrom, type Source } from './pieces.ts'
import { beginOpening, beginSealing, CHUNK_BYTES, HEADER_BYTES, keyIdOf, TAG_BYTES } from './sealing.ts'
import { VaultError } from './vault-error.ts'

/** Seals and opens what is kept on the disk or as text in the database. */
export type Vault = ReturnType<typeof createVault>

const TEXT_MARK = 'lva1.'

/**
 * The vault over this house's keys, which may change while it stands. What it seals opens only here, unchanged, whole, and under the label
 * it was sealed with; anything else is a VaultError. Sealing adds 52 bytes and 16 for every 64 KiB.
 */
export function createVault(keyring: () => Keyring) {
  async function* seal(source: Source, label: Label): AsyncGenerator<Buffer> {
    const { header, seal } = beginSealing(keyring().current, label)
    const reading = readingFrom(source)
    try {
      yield header
      for await (const { piece, last } of reading.pieces(CHUNK_BYTES)) yield seal(piece, last)
    } finally {
      await reading.leave()
    }
  }

  /** Everything it yields is genuine; that it is whole is known when it ends without throwing, and not before. */
  async function* open(source: Source, label: Label): AsyncGenerator<Buffer> {
    const reading = readingFrom(source)
    try {
      const open = beginOpening(keyring(), await reading.next(HEADER_BYTES), label)
      for await (const { piece, last } of reading.pieces(CHUNK_BYTES + TAG_BYTES)) yield open(piece, last)
    } finally {
      await reading.leave()
    }
  }

  return {
    seal,
    open,

    /** Begins to seal something piece by piece: its header, and what seals each piece. */
    beginSealing: (label: Label) => beginSealing(keyring().current, label),

    /** Begins to open such a thing, from its header. Throws VaultError, as does what it gives for a piece that is not genuine. */
    beginOpening: (header: Buffer, label: Label) => beginOpening(keyring(), header, label),

    /** A short secret as text for a column of the database: at most 64 KiB. */
    sealText(text: string, label: Label): string {
      const bytes = Buffer.from(text)
      if (bytes.length > CHUNK_BYTES) throw new Error('a text that long is a file')
      const { header, seal } = beginSealing(keyring().current, label)
      return TEXT_MARK + Buffer.concat([header, seal(bytes, true)]).toString('base64url')
    },

    /** What `sealText` sealed. */
    openText(sealed: string, label: Label): string {
      const bytes = textBytes(sealed)
      return beginOpening(
        keyring(),
        bytes.subarray(0, HEADER_BYTES),
        label,
      )(bytes.subarray(HEADER_BYTES), true).toString()
    },

    /** The id of the key that seals from now on. */
    currentKey: (): string => keyring().current.id,

    /** Whether a key of this id is here. */
    hasKey: (id: string): boolean => keyring().find(id) !== undefined,

    /** The id of the key something was sealed with, by its first 52 bytes or its sealed text; null when it is not sealed. */
    keyOf: (start: Uint8Array | string): string | null => keyIdOf(typeof start === 'string' ? textBytes(start) : start),
  }
}

function textBytes(sealed: string): Buffer {
  if (!sealed.startsWith(TEXT_MARK)) throw new VaultError('not-sealed', 'This text is not sealed.')
  const text = sealed.slice(TEXT_MARK.length)
  const bytes = Buffer.from(text, 'base64url')
  // The last character may hold bits that no byte takes; they must not be free to change.
  if (bytes.toString('base64url') !== text) throw new VaultError('damaged', 'A sealed text is damaged.')
  return bytes
}
