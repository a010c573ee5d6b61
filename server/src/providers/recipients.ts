import type { Recipient } from '@lva/contracts/privacy'
import type { ProvidersDescription } from './catalog.ts'
import type { ProviderSettings } from './settings.ts'
import { calledAt, hostOfVendor } from './vendor-names.ts'
import { addressOf } from './vendors.ts'

const GETS = {
  llm: 'words',
  stt: 'speech',
  tts: 'replies',
  embeddings: 'words',
  sight: 'pictures',
  search: 'queries',
} as const

/**
 * Who outside this program is given words, speech, pictures or what is looked up, by name and host, from the same configuration the providers are made from. Programs of
 * the operator and the built-in companion are nobody else. `others`: who else is asked, by name and address, for what is looked up.
 */
export function recipientsOf(
  described: ProvidersDescription,
  settings: ProviderSettings,
  others: readonly { name: string; url: string }[] = [],
): Recipient[] {
  const ofProviders = (['llm', 'stt', 'tts', 'embeddings', 'sight', 'search'] as const).flatMap((capability) =>
    described[capability].flatMap(({ name, model }) => {
      // A program of this machine has neither an address nor a vendor's.
      const host = hostOf(addressOf(capability, name, settings)) ?? hostOfVendor(name)
      if (host === null) return []
      return { name: calledAt(host), host, model, gets: GETS[capability], outside: !isNear(host) }
    }),
  )
  const recipients = [...ofProviders, ...others.map(askedAt)]
  // Whoever answers gets the words anyway, and is told of once.
  return recipients.filter(
    (one, n) => recipients.findIndex(({ host, gets }) => host === one.host && gets === one.gets) === n,
  )
}

function askedAt({ name, url }: { name: string; url: string }): Recipient {
  const host = hostOf(url) ?? url
  return { name, host, model: null, gets: 'queries', outside: !isNear(host) }
}

const hostOf = (url: string | null) => (url === null ? null : new URL(url).hostname.replace(/^\[|\]$/g, ''))

/** A host of this machine or of a private network (RFC 1918, RFC 4193, RFC 6762), or one without a public name. */
function isNear(host: string): boolean {
  if (/^(?:localhost|[^.:]+)$|\.(?:local|internal|lan|home\.arpa|localhost)$/i.test(host)) return true
  return /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i.test(host)
}
