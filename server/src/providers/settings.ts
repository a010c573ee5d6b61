import type { ProgramSurroundings } from './run-program.ts'
import type { Keyed } from './vendor-names.ts'

/** What the operator configured. Null stands for "not set". Base URLs end before the vendor's own path (`…/v1`). */
export interface ProviderSettings extends Record<Keyed, { key: string | null }> {
  anthropic: { key: string | null; baseUrl: string | null; model: string | null }
  /** `baseUrl` serves every capability that has none of its own. */
  openai: { key: string | null; baseUrl: string | null }
  /** `order`: names in fallback order (for sound, `browser` means: none on the server). `baseUrl` and `model` are those of `openai`. */
  llm: { order: string[] | null; baseUrl: string | null; model: string | null }
  /** `baseUrl` and `model` are those of the first vendor in the order; `whisper` is a model of `openai`. `command`: program and arguments. */
  stt: {
    order: string[] | null
    baseUrl: string | null
    model: string | null
    whisper: string | null
    command: string[] | null
  }
  /** `baseUrl` and `model` are those of `openai`; `folder` holds the sentence model of `local`. */
  embeddings: { order: string[] | null; baseUrl: string | null; model: string | null; folder: string }
  /** `baseUrl` and `model` are those of `openai`; where they are not set, it is asked as `llm` is. */
  sight: { order: string[] | null; baseUrl: string | null; model: string | null }
  tts: { order: string[] | null; baseUrl: string | null; model: string | null; command: string[] | null }
  /** `order`: who is searched (`off` means: nobody). `contact`: whom sources may write to about our requests. */
  search: {
    order: string[] | null
    contact: string | null
    tavily: { baseUrl: string | null }
    searxng: { baseUrl: string | null }
    wikipedia: { baseUrl: string | null }
    arxiv: { baseUrl: string | null }
  }
  programs: ProgramSurroundings
}
