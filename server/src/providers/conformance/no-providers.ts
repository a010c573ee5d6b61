import type { ProviderSettings } from '../settings.ts'
import { keysFrom } from '../vendor-names.ts'

/** Nothing is configured, and no program can be found. */
export const NO_PROVIDERS: ProviderSettings = {
  ...keysFrom(() => undefined),
  anthropic: { key: null, baseUrl: null, model: null },
  openai: { key: null, baseUrl: null },
  llm: { order: null, baseUrl: null, model: null },
  stt: { order: null, baseUrl: null, model: null, whisper: null, command: null },
  tts: { order: null, baseUrl: null, model: null, command: null },
  embeddings: { order: null, baseUrl: null, model: null, folder: '/nowhere' },
  sight: { order: null, baseUrl: null, model: null },
  search: {
    ...{ order: ['off'], contact: null, tavily: { baseUrl: null } },
    ...{ searxng: { baseUrl: null }, wikipedia: { baseUrl: null }, arxiv: { baseUrl: null } },
  },
  programs: { path: '/nowhere', home: '/nowhere', temporaryFolder: '/nowhere' },
}
