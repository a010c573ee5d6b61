import { PIECE_BYTES_MAX } from '@lva/contracts/piece-limits'
import type { PutBack, PuttingBack, Setup, StoredBackup } from '@lva/contracts/setup'
import { Offline, readProblem } from '../api/api-problem.ts'

/** How often a piece is sent again, and how long is waited before that where the server does not say. */
const TRIES = 5
const PAUSE_MS = 2_000

interface Needs {
  fetch: typeof globalThis.fetch
  /** What whoever may put a backup back has read in the log of the server. */
  token: () => string
  wait?: (ms: number) => Promise<void>
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Speaks with a server in which nobody has an account yet. Every verb throws ApiProblem or Offline. */
export function createSetup({ fetch, token, wait = pause }: Needs) {
  async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = { Accept: 'application/json', 'X-Setup-Token': token(), ...init.headers }
    const answer = await fetch(path, { ...init, headers }).catch((cause: unknown) => {
      if (init.signal?.aborted) throw cause
      throw new Offline('The server cannot be reached.', { cause })
    })
    if (!answer.ok) throw await readProblem(answer)
    return (await answer.json()) as T
  }

  async function sendPiece(what: string, at: number, body: Blob, signal: AbortSignal): Promise<{ bytes: number }> {
    for (let tries = 1; ; tries += 1) {
      try {
        const headers = { 'Content-Type': 'application/octet-stream' }
        return await ask(`/api/setup/upload?what=${what}&at=${at}`, { method: 'POST', headers, body, signal })
      } catch (fault) {
        const seconds = fault instanceof Offline ? 0 : waitsFor(fault)
        if (signal.aborted || seconds === null || tries >= TRIES) throw fault
        await wait(seconds > 0 ? seconds * 1_000 : PAUSE_MS)
      }
    }
  }

  return {
    state: () => ask<Setup>('/api/setup'),
    stored: async () => (await ask<{ backups: StoredBackup[] }>('/api/setup/backups')).backups,

    putBack: (asked: PutBack) =>
      ask<PuttingBack>('/api/setup/restore', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(asked),
      }),

    /** Sends a file piece by piece; `onPercent` hears how much of it is there. */
    async send(
      what: 'backup' | 'erasures',
      file: Blob,
      { signal, onPercent = () => {} }: { signal: AbortSignal; onPercent?: (percent: number) => void },
    ): Promise<void> {
      for (let at = 0; at < file.size; ) {
        const { bytes } = await sendPiece(what, at, file.slice(at, at + PIECE_BYTES_MAX), signal)
        at = bytes
        onPercent(Math.floor((at / file.size) * 100))
      }
    },
  }
}

/** Seconds after which trying again makes sense; null: it makes none. */
function waitsFor(fault: unknown): number | null {
  return fault instanceof Error && 'retryAfterSeconds' in fault ? (fault.retryAfterSeconds as number | null) : null
}
