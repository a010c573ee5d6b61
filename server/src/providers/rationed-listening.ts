import type { Portion, Ration } from './ration.ts'
import { createRelay } from './stt/relay.ts'
import { createSignalQueue } from './stt/signal-queue.ts'
import type { Stt, SttStream } from './stt/stt.ts'

/** Set aside at once, so that the day is asked now and then and not at every frame. */
const PORTION_MS = 20_000
/** The next portion is set aside when no more than this is left of the last one. */
const LEFT_MS = 5_000

const sound = (audioMs: number): Portion => ({ requests: 0, audioMs: Math.round(audioMs), tokens: 0 })

/**
 * A stream within a learner's ration of sound: portions are set aside while it listens, and the last is put right when it ends. It
 * fails as `spent` when the day is used up, and what a stream that understood nothing was given is not counted.
 */
export function listenRationed(
  listen: Required<Stt>['listen'],
  userId: string,
  { ration, language, signal }: { ration: Ration; language: string | null; signal: AbortSignal },
): SttStream {
  const relay = createRelay()
  const queue = createSignalQueue()
  const over = new AbortController()
  const open: { settle(used: Portion): void; ms: number }[] = []
  let takenMs = 0
  let asking = true
  let settled = false

  async function take() {
    asking = true
    const settle = await ration.take(userId, sound(PORTION_MS))
    // What was set aside for a stream that ended meanwhile is given back.
    if (settled) return settle(sound(0))
    open.push({ settle, ms: PORTION_MS })
    takenMs += PORTION_MS
    asking = false
  }

  function finish(error: unknown) {
    if (error === null || signal.aborted) queue.close()
    else queue.fail(error)
    over.abort()
  }

  async function pump() {
    let heard = false
    let failed = false
    try {
      if (signal.aborted) return finish(null)
      await take()
      const stream = listen({ language, signal: AbortSignal.any([signal, over.signal]) })
      relay.join({ push: stream.push, flush: stream.flush })
      relay.settle()
      for await (const one of stream.signals) {
        heard = true
        queue.put(one)
      }
      finish(null)
    } catch (error) {
      failed = true
      finish(error)
    } finally {
      settled = true
      let usedMs = failed && !heard ? 0 : relay.handedMs()
      for (const { settle, ms } of open) {
        settle(sound(Math.min(ms, usedMs)))
        usedMs = Math.max(0, usedMs - ms)
      }
    }
  }

  signal.addEventListener('abort', queue.close, { once: true })
  void pump().finally(() => signal.removeEventListener('abort', queue.close))

  return {
    push(frame) {
      relay.push(frame)
      if (!asking && takenMs - relay.handedMs() < LEFT_MS) take().catch(finish)
    },
    flush: relay.flush,
    signals: queue.read(),
  }
}
