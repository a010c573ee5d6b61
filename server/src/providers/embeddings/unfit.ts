import type { Clock } from '../clock.ts'
import { ProviderError } from '../provider-error.ts'
import type { Embedded, Embeddings } from './embeddings.ts'

/** How long what makes no vectors is left alone, in milliseconds: only its operator can mend it. */
const LEFT_ALONE_MS = 30 * 60_000
const PROOF = 'Hm.'

/**
 * Leaves alone what makes no vectors, such as a server that only chats: whoever asks is told so at once, and it is asked again only now
 * and then. `unfit` says why; null: nothing is against it. One that refuses the first texts it is given is asked for a word before it is
 * believed that it is the texts.
 */
export function notingUnfit(
  embeddings: Embeddings,
  { clock }: { clock: Clock },
): Embeddings & { unfit(): string | null } {
  let proven = false
  let since = 0
  let why: string | null = null

  function fails(detail: string, cause?: unknown): ProviderError {
    return new ProviderError(embeddings.name, 'misconfigured', { detail, cause })
  }

  async function ask(texts: readonly string[], options: { signal: AbortSignal }): Promise<Embedded> {
    try {
      return await embeddings.embed(texts, options)
    } catch (error) {
      if (proven || !(error instanceof ProviderError) || error.kind !== 'refused') throw error
      await embeddings.embed([PROOF], options).catch((again: unknown) => {
        throw again instanceof ProviderError && again.kind === 'refused'
          ? fails('it makes no vectors: it refuses whatever it is given', again)
          : again
      })
      proven = true
      throw error
    }
  }

  return {
    ...embeddings,
    unfit: () => why,
    async embed(texts, options) {
      if (why !== null && clock.ms() - since < LEFT_ALONE_MS) throw fails(why)
      try {
        const embedded = await ask(texts, options)
        proven = true
        why = null
        return embedded
      } catch (error) {
        if (error instanceof ProviderError && error.kind === 'misconfigured') {
          why = error.detail ?? 'it is not set up rightly'
          since = clock.ms()
        }
        throw error
      }
    },
  }
}
