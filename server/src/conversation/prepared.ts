import type { Context } from './context.ts'
import { createFeed } from './feed.ts'
import type { Led, Part } from './guide.ts'

/** A reply that was begun before its turn was taken. */
export interface Prepared {
  /** It is not wanted. Harmless once a turn has adopted it. */
  drop(): void
  /**
   * The reply that is flowing already, for a turn that this guide answers from this very context; null when it was begun by another or
   * from another one, has failed, or was dropped. Aborting `signal` stops it. A turn asks once.
   */
  adopt(guide: Led, context: Context, signal: AbortSignal): AsyncIterable<Part> | null
}

/** The same, while it is being begun; `done` resolves when nothing of it is left to come. */
export interface Preparing extends Prepared {
  readonly done: Promise<void>
}

/**
 * Begins a reply ahead of its turn: gathers what it leans on and lets the guide speak. It reads only; what the guide uses of the
 * learner's day is counted whether the reply is adopted or not, because it was spent.
 */
export function prepare({ lead, gather }: { lead: () => Promise<Led>; gather: () => Promise<Context> }): Preparing {
  const stop = new AbortController()
  const feed = createFeed<Part>()
  let by: string | null = null
  let from: string | null = null
  let failed = false
  let adopted = false
  const real = Promise.withResolvers<void>()
  // A guide that waits for nothing leaves it alone.
  real.promise.catch(() => {})

  async function flow() {
    const guide = await lead()
    const context = await gather()
    if (stop.signal.aborted) return
    by = guide.name
    from = fingerprint(context)
    for await (const part of guide.reply(context, { signal: stop.signal, real: real.promise })) feed.push(part)
  }
  const done = flow().then(feed.end, (error: unknown) => {
    failed = true
    feed.fail(error)
  })

  return {
    done,
    drop() {
      if (adopted) return
      stop.abort()
      real.reject(stop.signal.reason)
    },
    adopt(guide, context, signal) {
      if (adopted || failed || stop.signal.aborted || by !== guide.name || from !== fingerprint(context)) return null
      adopted = true
      real.resolve()
      const pass = () => stop.abort(signal.reason)
      if (signal.aborted) pass()
      else signal.addEventListener('abort', pass, { once: true })
      return feed.values()
    },
  }
}

/** All that a reply is given, but for the instant. */
function fingerprint({ userId, sessionId, facts, recent, summary }: Context): string {
  const said = recent.map(({ user_text, agent_text }) => [user_text, agent_text])
  return JSON.stringify([userId, sessionId, { ...facts, now: null }, said, summary])
}
