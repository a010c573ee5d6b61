import type { Outgoing } from '../outgoing/outgoing.ts'
import type { Clock } from './clock.ts'
import type { Llm } from './llm/llm.ts'
import type { Price } from './prices.ts'
import type { ProviderSettings } from './settings.ts'

export interface VendorNeeds {
  companion: Llm
  outgoing: Outgoing
  now: () => Date
  clock?: Clock
  /** In the place of every way out; for tests. */
  fetch?: typeof globalThis.fetch
}

/** Where a vendor is asked, with which model, and by which way. Undefined: its own. */
export interface Asked {
  baseUrl: string | undefined
  model: string | undefined
  outgoing: Outgoing
  now: () => Date
  fetch?: typeof globalThis.fetch
}

/**
 * How one vendor of a capability is made of what is configured: an entry in the table of the capability (`llm/vendors.ts`,
 * `stt/vendors.ts`, `tts/vendors.ts`). Where several serve, they do in the order of `vendor-names.ts`.
 */
export interface Vendor<Provider> {
  /** Whether it serves where no order is configured. */
  serves(settings: ProviderSettings): boolean
  /** It serves only where no other does: programs, and the companion. Nobody's address or model is its own. */
  lastly?: true
  /** Its own address and model, where they are not those of the capability (`STT_BASE_URL`, `STT_MODEL`). */
  own?: (settings: ProviderSettings) => { baseUrl: string | null; model: string | null }
  /** The provider, or what is not configured, in the operator's words. */
  make(settings: ProviderSettings, asked: Asked, needs: VendorNeeds): Provider | string
  /** What it asks; otherwise its list price. */
  price?: Price
}

/** The vendors of a capability. Whoever may be named for it (`vendor-names.ts`) and is not here does not compile. */
export type Vendors<Provider, Name extends string = string> = Record<Name, Vendor<Provider>>
