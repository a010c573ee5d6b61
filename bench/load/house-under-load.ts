import { rmSync } from 'node:fs'
import { folderOnDisk } from '../results.ts'
import { goesWithUs } from './children.ts'
import { startServer } from './running-server.ts'

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
  const folder = folderOnDisk()
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
