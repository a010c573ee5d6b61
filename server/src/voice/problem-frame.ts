import type { ServerFrame } from '@lva/contracts/socket'
import type { Problem } from '../problem.ts'

/** A problem as a frame. */
export function problemFrame({ code, message, fields }: Problem): Extract<ServerFrame, { type: 'error' }> {
  return { ...fields, type: 'error', code, detail: message }
}
