import type { Embeddings } from './embeddings/embeddings.ts'
import type { Llm } from './llm/llm.ts'
import { ProviderError } from './provider-error.ts'
import type { SearchProvider } from './search/search.ts'
import type { Sight } from './sight/sight.ts'
import type { Stt } from './stt/stt.ts'
import type { Tts } from './tts/tts.ts'

/** A model that was named without its key: it says so whenever it is asked, so that the next in order serves and `lva doctor` tells why. */
export function unconfiguredLlm(name: string, detail: string): Llm {
  const fail = failing(name, detail)
  return {
    name,
    model: null,
    // biome-ignore lint/correctness/useYield: it fails before its first part.
    async *stream() {
      fail()
    },
    probe: async () => fail(),
  }
}

/** The same for a recogniser. */
export function unconfiguredStt(name: string, detail: string): Stt {
  const fail = failing(name, detail)
  return { name, model: null, transcribe: async () => fail(), probe: async () => fail() }
}

/** The same for a voice. */
export function unconfiguredTts(name: string, detail: string): Tts {
  const fail = failing(name, detail)
  return {
    name,
    model: null,
    // biome-ignore lint/correctness/useYield: it fails before its first part.
    async *speak() {
      fail()
    },
    voices: async () => fail(),
    probe: async () => fail(),
  }
}

/** The same for what makes vectors. */
export function unconfiguredEmbeddings(name: string, detail: string): Embeddings {
  const fail = failing(name, detail)
  return { name, model: null, embed: async () => fail(), probe: async () => fail() }
}

/** The same for what looks at pictures. */
export function unconfiguredSight(name: string, detail: string): Sight {
  const fail = failing(name, detail)
  return { name, model: null, look: async () => fail(), probe: async () => fail() }
}

/** The same for a source that is searched. */
export function unconfiguredSearch(name: string, detail: string): SearchProvider {
  const fail = failing(name, detail)
  return { name, model: null, search: async () => fail(), probe: async () => fail() }
}

function failing(name: string, detail: string): () => never {
  return () => {
    throw new ProviderError(name, 'misconfigured', { detail })
  }
}
