/** Who may be named for each capability (`LLM=`, `STT=`, …), in the order in which they serve where nobody is named. */
export const NAMES = {
  llm: ['anthropic', 'openai', 'companion'],
  stt: ['deepgram', 'openai', 'command'],
  tts: ['elevenlabs', 'openai', 'command'],
  embeddings: ['openai', 'local'],
  sight: ['anthropic', 'openai', 'tesseract'],
  search: ['tavily', 'searxng', 'wikipedia', 'arxiv'],
} as const
/** Who may be named for a capability. */
export type NameOf<Capability extends keyof typeof NAMES> = (typeof NAMES)[Capability][number]

/** Those of them who are somebody else: what people call them, the host of their own address, and the setting with the key they ask for. */
const VENDORS = {
  anthropic: { called: 'Anthropic', host: 'api.anthropic.com', key: 'ANTHROPIC_API_KEY' },
  openai: { called: 'OpenAI', host: 'api.openai.com', key: 'OPENAI_API_KEY' },
  deepgram: { called: 'Deepgram', host: 'api.deepgram.com', key: 'DEEPGRAM_API_KEY' },
  elevenlabs: { called: 'ElevenLabs', host: 'api.elevenlabs.io', key: 'ELEVENLABS_API_KEY' },
  tavily: { called: 'Tavily', host: 'api.tavily.com', key: 'TAVILY_API_KEY' },
  // Each language has a host of its own below this one.
  wikipedia: { called: 'Wikipedia', host: 'wikipedia.org' },
  arxiv: { called: 'arXiv', host: 'export.arxiv.org' },
} as const

type Vendors = typeof VENDORS
/** A vendor who asks for a key. */
export type Keyed = { [Name in keyof Vendors]: Vendors[Name] extends { key: string } ? Name : never }[keyof Vendors]
/** A setting that holds such a key. */
export type KeySetting = Vendors[Keyed]['key']

const KEYED = Object.entries(VENDORS).flatMap(([name, vendor]) =>
  'key' in vendor ? [[name, vendor.key] as const] : [],
)
/** The settings that hold keys of vendors. */
export const KEY_SETTINGS: readonly KeySetting[] = KEYED.map(([, key]) => key)

/** The setting with the key of whoever has this name; null where none is asked for. */
export const keySettingOf = (name: string): KeySetting | null => KEYED.find(([one]) => one === name)?.[1] ?? null

/** The key of every vendor who asks for one, as it is configured. */
export function keysFrom(read: (setting: KeySetting) => string | undefined): Record<Keyed, { key: string | null }> {
  const keys = KEYED.map(([name, setting]) => [name, { key: read(setting) ?? null }])
  return Object.fromEntries(keys) as Record<Keyed, { key: string | null }>
}

const all: { called: string; host: string }[] = Object.values(VENDORS)

/** The host of a vendor's own address, or null for what is no vendor: a program, the companion. */
export const hostOfVendor = (name: string): string | null =>
  name in VENDORS ? VENDORS[name as keyof Vendors].host : null

/** What people call whoever answers at a host. */
export const calledAt = (host: string): string => all.find((vendor) => vendor.host === host)?.called ?? host

/** Null also for a vendor's own address written out, which then behaves as the vendor does. */
export function elsewhere(baseUrl: string | null): string | null {
  return all.some(({ host }) => `${baseUrl}/`.startsWith(`https://${host}/`)) ? null : baseUrl
}
