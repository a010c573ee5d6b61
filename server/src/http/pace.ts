/** What an exchange with a client has come to when it is looked at. Bytes are counted from its beginning. */
export interface Look {
  nowMs: number
  received: number
  sent: number
  /** The body is not yet here. */
  receiving: boolean
  /** There is more to send than the client has taken. */
  sending: boolean
}

/** How slow a client may be. */
export interface PaceLimits {
  /** A body may come as it likes for so long, and has to keep the pace after it, in milliseconds. */
  graceMs: number
  /** Over the whole body. A phone at the edge of its network manages more. */
  bytesPerSecond: number
  /** Without a single byte, in either direction, in milliseconds. */
  stalledMs: number
}

/** Judges how an exchange that began at `beganMs` goes on. Pure but for what it saw last. */
export function createPace({ graceMs, bytesPerSecond, stalledMs }: PaceLimits, beganMs: number) {
  let received = { bytes: 0, atMs: beganMs }
  let sent = { bytes: 0, atMs: beganMs }
  return {
    /** What the client is too slow at, or null. */
    look(now: Look): 'sending' | 'reading' | null {
      const { nowMs } = now
      if (!now.receiving || now.received !== received.bytes) received = { bytes: now.received, atMs: nowMs }
      if (!now.sending || now.sent !== sent.bytes) sent = { bytes: now.sent, atMs: nowMs }
      const passed = nowMs - beganMs
      const owed = passed < graceMs ? 0 : (passed / 1000) * bytesPerSecond
      if (now.receiving && (nowMs - received.atMs >= stalledMs || now.received < owed)) return 'sending'
      return now.sending && nowMs - sent.atMs >= stalledMs ? 'reading' : null
    },
  }
}
