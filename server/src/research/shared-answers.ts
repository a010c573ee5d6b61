import { LRUCache } from 'lru-cache'
import { type Clock, pause } from '../providers/clock.ts'

/** How long what a source found is kept. */
const KEPT_MS = 15 * 60_000
/** Of so many questions, a few kilobytes each. */
const KEPT_MAX = 500

interface Kept<Answer> {
  answer: Answer
  at: number
  /** How long it took to come. */
  tookMs: number
  /** Learners who asked for it. */
  by: Set<string>
}

interface Running<Answer> {
  answer: Promise<Answer>
  since: number
  by: Set<string>
  waiting: number
  stop: AbortController
}

/**
 * What sources outside answered, kept for 15 minutes and shared by all learners of the house, so that a class that looks up one thing asks once;
 * equal questions at the same time are one. Nobody can tell by it what another learner looked up: whoever did not ask it themselves waits as
 * long as the first answer took, and is counted like somebody who asked. Failures are not kept.
 */
export function createSharedAnswers<Answer>({ clock }: { clock: Clock }) {
  const kept = new LRUCache<string, Kept<Answer>>({ max: KEPT_MAX })
  const running = new Map<string, Running<Answer>>()

  function fresh(key: string): Kept<Answer> | undefined {
    const known = kept.get(key)
    return known && clock.ms() - known.at < KEPT_MS ? known : undefined
  }

  function begin(key: string, who: string, run: (signal: AbortSignal) => Promise<Answer>): Running<Answer> {
    const stop = new AbortController()
    const since = clock.ms()
    const by = new Set([who])
    const answer = run(stop.signal).then((answer) => {
      // What nobody waits for any more was broken off, and may be half an answer.
      if (!stop.signal.aborted) kept.set(key, { answer, at: clock.ms(), tookMs: clock.ms() - since, by })
      return answer
    })
    const begun = { answer, since, by, waiting: 0, stop }
    running.set(key, begun)
    const over = () => {
      if (running.get(key) === begun) running.delete(key)
    }
    answer.then(over, over)
    return begun
  }

  async function wait(one: Running<Answer>, signal: AbortSignal): Promise<Answer> {
    one.waiting += 1
    const left = Promise.withResolvers<never>()
    const leave = () => left.reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    try {
      return await Promise.race([one.answer, left.promise])
    } finally {
      signal.removeEventListener('abort', leave)
      one.waiting -= 1
      if (one.waiting === 0) one.stop.abort(signal.reason)
    }
  }

  return {
    /** Whether the learner has the answer already because they asked for it before. */
    has: (key: string, who: string): boolean => fresh(key)?.by.has(who) ?? false,

    /** The answer to a question, by `run` where nobody has just asked it. Throws what `run` throws, and the signal's reason. */
    async ask(
      { key, who, signal }: { key: string; who: string; signal: AbortSignal },
      run: (signal: AbortSignal) => Promise<Answer>,
    ): Promise<Answer> {
      signal.throwIfAborted()
      const known = fresh(key)
      if (known) {
        if (!known.by.has(who)) await pause(clock, known.tookMs, signal)
        signal.throwIfAborted()
        known.by.add(who)
        return known.answer
      }
      const going = running.get(key)
      const asked = going && !going.stop.signal.aborted ? going : begin(key, who, run)
      const ahead = asked.by.has(who) ? 0 : clock.ms() - asked.since
      const answer = await wait(asked, signal)
      if (ahead > 0) await pause(clock, ahead, signal)
      signal.throwIfAborted()
      asked.by.add(who)
      return answer
    },
  }
}
