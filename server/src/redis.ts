import type { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** Redis will not have us; the message tells the operator why and what to do. */
export class RedisRefuses extends Error {
  override readonly name = 'RedisRefuses'
}

/**
 * Connects to a Redis server. Resolves when it answers, or failed to for the first time; it tries again for as long as it is used. What it
 * is for goes on without it in each process by itself, and the log says once that it is away and once that it is back. Throws RedisRefuses
 * where trying again would not help.
 */
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
    if (!told)
      log.warn(
        { err: error, code: codeOf(error) },
        'redis does not answer: until it does each process counts requests for itself, and its pages do not hear of the others. Check REDIS_URL if this stays',
      )
    told = true
  })
  redis.on('ready', () => {
    if (told) log.info('redis answers again')
    told = false
  })
  // The first requests should be counted where all are.
  const refused = await new Promise<Error | null>((settled) => {
    redis.once('ready', () => settled(null)).once('error', settled)
  })
  if (refused && REFUSALS.test(refused.message)) {
    redis.disconnect()
    throw new RedisRefuses('Redis refuses this user or password. Check REDIS_URL.', { cause: refused })
  }
  return redis
}

// Redis tells what it refuses in the first word.
const REFUSALS = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR AUTH)/

const codeOf = (error: Error) => ('code' in error ? String(error.code) : error.message.split(' ', 1)[0])
