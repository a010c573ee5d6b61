import { type Breaker, createBreaker } from './breaker.ts'
import type { Clock } from './clock.ts'
import type { Price } from './prices.ts'
import type { Use } from './with-meter.ts'

/** A provider with its own breaker and price. */
export interface Guarded<Provider> {
  provider: Provider
  breaker: Breaker
  price: Price | null
}

export interface GuardNeeds {
  clock: Clock
  now: () => Date
  random: () => number
  onUse: (use: Use) => void
}

/** Gives a provider its breaker. */
export function guard<Provider>(provider: Provider, price: Price | null, clock: Clock): Guarded<Provider> {
  return { provider, price, breaker: createBreaker({ clock }) }
}
