import { hkdfSync } from 'node:crypto'

/** Bytes of a master key. */
export const KEY_BYTES = 32
/** Bytes of a key's id. */
export const KEY_ID_BYTES = 8

/** A master key and the name under which sealed things remember it. */
export interface Key {
  /** 16 hexadecimal digits; says nothing about the key. */
  readonly id: string
  readonly secret: Buffer
}

/** The keys of this house: one that seals, and older ones that only open. */
export interface Keyring {
  readonly current: Key
  readonly older: readonly Key[]
  /** The key of that id, or undefined. */
  find(id: string): Key | undefined
}

/** A ring of master keys of 32 bytes each, the sealing one first. A key that is given twice counts once. */
export function createKeyring([first, ...others]: readonly [Buffer, ...Buffer[]]): Keyring {
  const current = toKey(first)
  const byId = new Map([current, ...others.map(toKey)].map((key) => [key.id, key]))
  return {
    current,
    older: [...byId.values()].filter(({ id }) => id !== current.id),
    find: (id) => byId.get(id),
  }
}

function toKey(secret: Buffer): Key {
  if (secret.length !== KEY_BYTES) throw new Error(`a master key has ${KEY_BYTES} bytes`)
  // Derived one way, so that the id can stand in every file.
  const id = Buffer.from(hkdfSync('sha256', secret, '', 'lva vault key id', KEY_ID_BYTES)).toString('hex')
  return { id, secret }
}
