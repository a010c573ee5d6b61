import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { goesWithUs } from './children.ts'
import { startServer } from './running-server.ts'

const RESULTS = fileURLToPath(new URL('../results', import.meta.url))

/** A house of one's own, and how to take it away. */
export interface OwnHouse {
  url: string
  pid: number
  close(): Promise<void>
}

/**
 * Starts a house in a process of its own as anybody runs it: SQLite on a real disk, real password hashing, rate limits on, and a model that
 * costs nothing. It believes the client addresses this machine tells it. `voices` lets it hear and speak.
 */
export async function startHouse({ voices = 0 }: { voices?: number } = {}): Promise<OwnHouse> {
  // The folder of the checkout, because a temporary one may be in memory, where a sync costs nothing.
  mkdirSync(RESULTS, { recursive: true })
  const folder = mkdtempSync(join(RESULTS, 'data-'))
  try {
    const server = await startServer(folder, {
      args: voices > 0 ? ['--hears', 'tell me about the tides'] : [],
      env: {
        LOG_LEVEL: 'warn',
        RATE_LIMIT_ENABLED: 'true',
        TRUSTED_PROXIES: 'loopback',
        QUOTA_AUDIO_MINUTES_PER_DAY: 'unlimited',
        ...(voices > 0 ? { MAX_VOICE_SESSIONS: String(voices), MAX_VOICE_SESSIONS_PER_USER: String(voices) } : {}),
      },
      detached: true,
    })
    goesWithUs(server.child)
    return {
      url: server.url.replace('localhost', '127.0.0.1'),
      pid: server.child.pid ?? 0,
      async close() {
        await server.stop()
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}
