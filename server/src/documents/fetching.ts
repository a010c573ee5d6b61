import type { Outgoing } from '../outgoing/outgoing.ts'
import { Problem } from '../problem.ts'

const TIMEOUT_MS = 60_000

/**
 * What stands at an address of the public network. Whoever reads it bounds how much they take. Throws `not-fetched`; what is not reached
 * inside the operator's network is not told apart from what is not there.
 */
export async function fetchFrom(
  url: string,
  { outgoing, signal }: { outgoing: Pick<Outgoing, 'fetch'>; signal: AbortSignal },
): Promise<AsyncIterable<Uint8Array>> {
  const bounds = { maxBytes: Number.MAX_SAFE_INTEGER, timeoutMs: TIMEOUT_MS }
  const answer = await outgoing.fetch(url, { signal }, bounds).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw notFetched('That address does not answer, or cannot be fetched from here.', cause)
  })
  if (answer.ok && answer.body) return reading(answer.body, signal)
  await answer.body?.cancel()
  throw notFetched(`That address answers with ${answer.status} instead of a document.`)
}

async function* reading(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        signal.throwIfAborted()
        throw notFetched('The connection to that address broke off before everything had come.', cause)
      })
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

const notFetched = (what: string, cause?: unknown) =>
  new Problem('not-fetched', `${what} Download it yourself and send the file.`, { cause })
