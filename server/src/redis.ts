import type { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** Connects to a Redis server. Resolves when it answers, or failed to for the first time; it tries again for as long as it is used. */
export async function connectRedis(url: string, log: Logger): Promise<Redis> {
  // Most servers have none, and its client is a tenth of the start.
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: 2_000,
    // One that hangs would otherwise hold every request.
    commandTimeout: 1_000,
  })
  // It tries again and again; once is enough to know.
  let told = false
  redis.on('error', (error) => {
    if (!told) log.warn({ err: error }, 'redis does not answer')
    told = true
  })
  redis.on('ready', () => {
    told = false
  })
  // The first requests should be counted where all are.
  await new Promise<void>((settled) => {
    redis.once('ready', settled).once('error', () => settled())
  })
  return redis
}
