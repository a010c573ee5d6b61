import type { Embeddings } from './embeddings/embeddings.ts'
import { EMBEDDINGS_VENDORS } from './embeddings/vendors.ts'
import type { Llm } from './llm/llm.ts'
import { LLM_VENDORS } from './llm/vendors.ts'
import { type Price, priceOf } from './prices.ts'
import type { SearchProvider } from './search/search.ts'
import { SEARCH_VENDORS } from './search/vendors.ts'
import type { ProviderSettings } from './settings.ts'
import type { Sight } from './sight/sight.ts'
import { SIGHT_VENDORS } from './sight/vendors.ts'
import type { Stt } from './stt/stt.ts'
import { STT_VENDORS } from './stt/vendors.ts'
import type { Tts } from './tts/tts.ts'
import { TTS_VENDORS } from './tts/vendors.ts'
import {
  unconfiguredEmbeddings,
  unconfiguredLlm,
  unconfiguredSearch,
  unconfiguredSight,
  unconfiguredStt,
  unconfiguredTts,
} from './unconfigured.ts'
import type { VendorNeeds, Vendors } from './vendor.ts'
import { elsewhere, NAMES } from './vendor-names.ts'

type AnyCapability = keyof typeof NAMES

/** A provider that serves, and what it asks; null where that is unknown. */
export type Serving<Provider> = { provider: Provider; price: Price | null }[]

const TABLES: Record<AnyCapability, Vendors<unknown>> = {
  llm: LLM_VENDORS,
  stt: STT_VENDORS,
  tts: TTS_VENDORS,
  embeddings: EMBEDDINGS_VENDORS,
  sight: SIGHT_VENDORS,
  search: SEARCH_VENDORS,
}
/** Words with which an order says: nobody on the server. */
const NOBODY = ['browser', 'none', 'off']

/** The providers that serve, in order. A vendor that is named but not configured is there and says so when asked. */
export function vendorsOf(
  settings: ProviderSettings,
  needs: VendorNeeds,
): {
  llm: Serving<Llm>
  stt: Serving<Stt>
  tts: Serving<Tts>
  embeddings: Serving<Embeddings>
  sight: Serving<Sight>
  search: Serving<SearchProvider>
} {
  return {
    llm: serving('llm', LLM_VENDORS, unconfiguredLlm),
    stt: serving('stt', STT_VENDORS, unconfiguredStt),
    tts: serving('tts', TTS_VENDORS, unconfiguredTts),
    embeddings: serving('embeddings', EMBEDDINGS_VENDORS, unconfiguredEmbeddings),
    sight: serving('sight', SIGHT_VENDORS, unconfiguredSight),
    search: serving('search', SEARCH_VENDORS, unconfiguredSearch),
  }

  function serving<Provider extends { name: string; model: string | null }>(
    capability: AnyCapability,
    vendors: Vendors<Provider>,
    unconfigured: (name: string, detail: string) => Provider,
  ): Serving<Provider> {
    return orderOf(capability, settings).map((name) => {
      const vendor = vendors[name]
      if (!vendor)
        throw new Error(
          `${capability === 'search' ? 'RESEARCH' : capability.toUpperCase()} names "${name}", which is no provider of ours.`,
        )
      const baseUrl = elsewhere(addressOf(capability, name, settings))
      const model = modelOf(capability, name, settings)
      const { outgoing, now, fetch } = needs
      const where = { baseUrl: baseUrl ?? undefined, model: model ?? undefined }
      const asked = { ...where, outgoing, now, ...(fetch ? { fetch } : {}) }
      const made = vendor.make(settings, asked, needs)
      if (typeof made === 'string') return { provider: unconfigured(name, made), price: null }
      // List prices hold at the vendor's own address only.
      return { provider: made, price: vendor.price ?? (baseUrl === null ? priceOf(name, made.model) : null) }
    })
  }
}

/** Where the operator wants a vendor to be asked for something; null: at the vendor's own address. */
export function addressOf(capability: AnyCapability, name: string, settings: ProviderSettings): string | null {
  const own = TABLES[capability][name]?.own
  if (own) return own(settings).baseUrl
  // Each that is searched has an address of its own.
  if (capability === 'search') return null
  const given = isAddressed(capability, name, settings) ? settings[capability].baseUrl : null
  return given ?? (name === 'openai' ? settings.openai.baseUrl : null)
}

function modelOf(capability: AnyCapability, name: string, settings: ProviderSettings): string | null {
  const own = TABLES[capability][name]?.own
  if (own) return own(settings).model
  return capability !== 'search' && isAddressed(capability, name, settings) ? settings[capability].model : null
}

/** The names that serve, in order: as configured, else every vendor that can, else what serves lastly. */
function orderOf(capability: AnyCapability, settings: ProviderSettings): string[] {
  const { order } = settings[capability]
  if (order) return capability === 'llm' ? order : order.filter((name) => !NOBODY.includes(name))
  const able = NAMES[capability].filter((name) => TABLES[capability][name]?.serves(settings))
  const first = able.filter((name) => !TABLES[capability][name]?.lastly)
  return first.length > 0 ? first : able
}

/** Whether the address and the model of a capability are this vendor's: they are the first one's that is named, and of nobody named those of `openai`. */
function isAddressed(capability: AnyCapability, name: string, settings: ProviderSettings): boolean {
  const table = TABLES[capability]
  const may: string[] = NAMES[capability].filter((one) => !table[one]?.lastly && !table[one]?.own)
  const named = settings[capability].order?.find((one) => may.includes(one))
  const able = may.filter((one) => table[one]?.serves(settings))
  return name === (named ?? (able.includes('openai') ? 'openai' : able[0]) ?? 'openai')
}
