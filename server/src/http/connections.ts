import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { householdOf } from './household.ts'

/** How many connections there may be at once. */
export interface ConnectionLimits {
  total: number
  /** From one address, or one household of IPv6; a trusted proxy carries everybody and is not counted. */
  perAddress: number
}

/** Hangs up on connections that are too many, before a byte of theirs is read. */
export function limitConnections(
  server: Server,
  { total, perAddress }: ConnectionLimits,
  isTrusted: (address: string) => boolean,
): void {
  const open = new Map<string, number>()
  server.maxConnections = total
  // Those who only wait for their next request make room for those who stand before a closed door.
  server.on('drop', () => server.closeIdleConnections())
  server.on('connection', (socket: Socket) => {
    const peer = socket.remoteAddress
    if (peer === undefined || isTrusted(peer)) return
    const who = householdOf(peer)
    const count = (open.get(who) ?? 0) + 1
    if (count > perAddress) {
      socket.destroy()
      return
    }
    open.set(who, count)
    socket.once('close', () => {
      const left = (open.get(who) ?? 1) - 1
      if (left > 0) open.set(who, left)
      else open.delete(who)
    })
  })
}
