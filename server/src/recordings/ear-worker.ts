import { type Heard, hear } from './hear.ts'
import type { Kind } from './identify.ts'

/** Listens to one recording in a thread of its own. Throws what `hear` throws. */
export default function listen({
  bytes,
  kind,
  maxSeconds,
}: {
  bytes: Uint8Array
  kind: Kind
  maxSeconds: number
}): Promise<Heard> {
  return hear(bytes, kind, { maxSeconds })
}
