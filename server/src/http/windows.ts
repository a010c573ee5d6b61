import { LRUCache } from 'lru-cache'

/** How long a window lasts, from a client's first request in it, unless whoever counts says otherwise. */
export const WINDOW_MS = 60_000
// Bounds the memory a flood from many addresses can take; about 10 MB.
const CLIENTS_MAX = 50_000

/** A client's requests in the current window; `endsAt` in epoch milliseconds. */
export interface Window {
  count: number
  endsAt: number
}

/** Counts requests of a client (`key`) per window. */
export interface Windows {
  /** Adds one and answers the window it fell in. `lastsMs`: how long one of this key lasts, always the same. */
  add(key: string, now: number, lastsMs?: number): Window | Promise<Window>
}

/** Windows in this process. */
export function windowsInMemory(): Windows {
  const windows = new LRUCache<string, Window>({ max: CLIENTS_MAX })
  return {
    add(key, now, lastsMs = WINDOW_MS) {
      let window = windows.get(key)
      if (!window || window.endsAt <= now) {
        window = { count: 0, endsAt: now + lastsMs }
        windows.set(key, window)
      }
      window.count += 1
      // Whoever reads it later reads what they were counted as, and not who came since.
      return { ...window }
    },
  }
}

/** The part of an ioredis client that counting needs. */
export interface RedisEval {
  eval(script: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>
}

// One script, because a key that is counted up but never given an end would lock its client out for good.
const ADD = `local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { count, redis.call('PTTL', KEYS[1]) }`

/** After a failure Redis is left alone for so long, because asking one that hangs costs every request its patience. */
const REST_MS = 1_000

/**
 * Windows shared by every process through Redis. While Redis does not answer, each process counts for itself:
 * a limit that is too wide for a while is better than a door that is shut or wide open. `onFailure` hears of it once, `onReturn` when
 * Redis counts again.
 */
export function windowsInRedis(
  redis: RedisEval,
  { onFailure, onReturn }: { onFailure(error: unknown): void; onReturn(): void },
): Windows {
  const own = windowsInMemory()
  let away = false
  let askAgainAt = 0
  return {
    async add(key, now, lastsMs = WINDOW_MS) {
      if (away && now < askAgainAt && askAgainAt - now <= REST_MS) return own.add(key, now, lastsMs)
      try {
        const [count, remainingMs] = (await redis.eval(ADD, 1, `lva:limit:${key}`, lastsMs)) as [number, number]
        if (away) onReturn()
        away = false
        return { count, endsAt: now + Math.max(0, remainingMs) }
      } catch (error) {
        if (!away) onFailure(error)
        away = true
        askAgainAt = now + REST_MS
        return own.add(key, now, lastsMs)
      }
    },
  }
}

/** Windows in Redis as soon as there is one, and in this process until then. */
export function windowsOnceThere(
  redis: () => RedisEval | undefined,
  hears: { onFailure(error: unknown): void; onReturn(): void },
): Windows {
  const own = windowsInMemory()
  let shared: Windows | undefined
  return {
    add(key, now, lastsMs) {
      const there = redis()
      if (there) shared ??= windowsInRedis(there, hears)
      return (shared ?? own).add(key, now, lastsMs)
    },
  }
}
