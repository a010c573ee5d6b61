import { LearnerEvent } from '@lva/contracts/events'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Carrier, Publish } from './events.ts'

const CHANNEL = 'lva:events'

const Parcel = z.object({ from: z.string(), userId: z.string(), event: LearnerEvent })

/** Carries events between processes through Redis. Nothing is kept there; while it is away each process hears of its own only. */
export function carryByRedis(
  redis: Pick<Redis, 'publish' | 'duplicate'>,
  { processId, log }: { processId: string; log: Logger },
) {
  return ({ deliver, mayHaveMissed }: { deliver: Publish; mayHaveMissed: () => void }): Carrier => {
    // Who subscribes can say nothing else, and has to be patient.
    const listening = redis.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      lazyConnect: false,
      // It may be away for as long as it likes, and is then listened to.
      commandTimeout: undefined,
    })
    // There may be an event with every turn; once is enough to know, and the other connection says when it is back.
    let told = false
    const failed = (error: unknown) => {
      if (!told) log.warn({ err: error }, 'redis carries no events for now')
      told = true
    }
    listening.on('error', () => {})
    listening.on('ready', mayHaveMissed)
    listening.on('message', (_channel, text) => {
      const read = Parcel.safeParse(parsed(text))
      // A newer release may say what this one does not know.
      if (read.success && read.data.from !== processId) deliver(read.data.userId, read.data.event)
    })
    listening.subscribe(CHANNEL).catch(failed)
    return {
      send(userId, event) {
        // Only what went says that it is over: the connection that listens may be back before the one that sends.
        redis.publish(CHANNEL, JSON.stringify({ from: processId, userId, event })).then(() => {
          told = false
        }, failed)
      },
      close: () => listening.disconnect(),
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
