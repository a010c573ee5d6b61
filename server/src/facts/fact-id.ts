import { createHash } from 'node:crypto'
import type { FactKind } from '@lva/contracts/facts'

/**
 * The id of a fact that can happen once only: the same for the same thing, so that it counts once however often it is told. Nothing leads
 * back from it (UUID version 8, RFC 9562).
 */
export function factId(kind: FactKind, key: string): string {
  const hex = createHash('sha256').update(`${kind}\0${key}`).digest('hex')
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
