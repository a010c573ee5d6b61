import { readConfig } from '../../../server/src/config.ts'
import { createOutgoing } from '../../../server/src/outgoing/outgoing.ts'
import { createProviders } from '../../../server/src/providers/catalog.ts'
import type { Clock } from '../../../server/src/providers/clock.ts'
import { createCompanion } from '../../../server/src/providers/llm/companion/companion.ts'
import { type Amounts, costMicros, type Price } from '../../../server/src/providers/prices.ts'
import { vendorsOf } from '../../../server/src/providers/vendors.ts'
import type { Use } from '../../../server/src/providers/with-meter.ts'
import { providerSettings } from '../../../server/src/settings.ts'
import { nothingThere } from '../../../server/test/nothing-there.ts'

const CAPABILITIES = ['stt', 'llm', 'tts'] as const

/** What a conversation by voice asks vendors for. */
export type Capability = (typeof CAPABILITIES)[number]

export type LiveVendors = ReturnType<typeof liveVendors>

/** Who is configured in the environment, as the server reads it, guarded as the server guards it. Nothing is asked of anybody yet. */
export function liveVendors(env: Record<string, string | undefined>, { clock }: { clock: Clock }) {
  const config = readConfig(env, { readFile: nothingThere })
  const settings = providerSettings(config, { path: env.PATH ?? '', home: env.HOME ?? '' })
  const needs = {
    companion: createCompanion(),
    now: () => new Date(),
    outgoing: createOutgoing({ allow: config.OUTGOING_ALLOW }),
  }
  const offered = vendorsOf(settings, { ...needs, clock })
  const uses: Use[] = []
  const providers = createProviders(settings, {
    ...needs,
    clock,
    onUse: (use) => void uses.push(use),
  })
  const [llm, tts] = [offered.llm[0]?.provider, offered.tts[0]?.provider]
  const real = {
    stt: providers.stt,
    llm: llm?.name === 'companion' ? null : providers.llm,
    // A program that happens to be on this machine is no vendor.
    tts: tts?.name === 'command' && !config.TTS_COMMAND ? null : providers.tts,
  }
  const priceOf = (capability: Capability) => (real[capability] ? (offered[capability][0]?.price ?? null) : null)
  return {
    ...real,
    probe: providers.probe,
    uses,
    /** One line for each that is there. */
    names: CAPABILITIES.flatMap((capability) => {
      const provider = real[capability]
      return provider
        ? [`${capability.toUpperCase()} ${provider.name}${provider.model ? ` (${provider.model})` : ''}`]
        : []
    }),
    /** What so much would cost, in plain words; a price nobody knows is said to be unknown. */
    estimate: (amounts: Record<Capability, Amounts>) => estimate(amounts, priceOf, (one) => real[one] !== null),
    /** What was used, and what that costs where the price is known. */
    spent: () => spent(uses),
  }
}

function estimate(
  amounts: Record<Capability, Amounts>,
  priceOf: (capability: Capability) => Price | null,
  has: (capability: Capability) => boolean,
): { lines: string[]; dollars: number; unknown: Capability[] } {
  const asked = CAPABILITIES.filter(has)
  const costs = asked.map((capability) => costMicros(priceOf(capability), amounts[capability]))
  return {
    lines: asked.map((capability, n) => {
      const cost = costs[n]
      return `${capability.toUpperCase()}: ${inWords(amounts[capability])}, ${cost === null || cost === undefined ? 'at a price we do not know' : dollars(cost)}`
    }),
    dollars: costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0) / 1e6,
    unknown: asked.filter((_, n) => costs[n] === null),
  }
}

function spent(uses: readonly Use[]): string {
  const parts = CAPABILITIES.flatMap((capability) => {
    const mine = uses.filter((use) => use.capability === capability)
    if (mine.length === 0) return []
    const sum = (of: keyof Amounts) => mine.reduce((all, use) => all + (use[of] ?? 0), 0)
    const failed = mine.filter(({ outcome }) => outcome === 'failed').length
    const cost = mine.every(({ costMicros }) => costMicros !== null)
      ? dollars(mine.reduce((all, use) => all + (use.costMicros ?? 0), 0))
      : 'at a price we do not know'
    const used = inWords({
      seconds: sum('seconds'),
      characters: sum('characters'),
      inputTokens: sum('inputTokens'),
      outputTokens: sum('outputTokens'),
    })
    return [`${capability.toUpperCase()}: ${mine.length} requests (${failed} failed), ${used}, ${cost}`]
  })
  return parts.join('; ')
}

function inWords({ seconds, characters, inputTokens, outputTokens }: Amounts): string {
  return [
    ...(characters ? [`${characters} characters`] : seconds ? [`${(seconds / 60).toFixed(1)} min of sound`] : []),
    ...(inputTokens ? [`${inputTokens} tokens in`] : []),
    ...(outputTokens ? [`${outputTokens} out`] : []),
  ].join(', ')
}

const dollars = (micros: number) => `about $${(micros / 1e6).toFixed(3)}`
