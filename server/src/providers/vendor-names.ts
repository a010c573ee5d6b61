/** Who the vendors are, by the name they have in `LLM=`, `STT=`, `TTS=` and `RESEARCH=`: what people call them, and the host of their own address. */
const VENDORS: Record<string, { called: string; host: string }> = {
  anthropic: { called: 'Anthropic', host: 'api.anthropic.com' },
  openai: { called: 'OpenAI', host: 'api.openai.com' },
  deepgram: { called: 'Deepgram', host: 'api.deepgram.com' },
  elevenlabs: { called: 'ElevenLabs', host: 'api.elevenlabs.io' },
  tavily: { called: 'Tavily', host: 'api.tavily.com' },
  // Each language has a host of its own below this one.
  wikipedia: { called: 'Wikipedia', host: 'wikipedia.org' },
  arxiv: { called: 'arXiv', host: 'export.arxiv.org' },
}

/** The host of a vendor's own address, or null for what is no vendor: a program, the companion. */
export const hostOfVendor = (name: string): string | null => VENDORS[name]?.host ?? null

/** What people call whoever answers at a host. */
export const calledAt = (host: string): string =>
  Object.values(VENDORS).find((vendor) => vendor.host === host)?.called ?? host

/** Null also for a vendor's own address written out, which then behaves as the vendor does. */
export function elsewhere(baseUrl: string | null): string | null {
  const own = Object.values(VENDORS).some(({ host }) => `${baseUrl}/`.startsWith(`https://${host}/`))
  return own ? null : baseUrl
}
