import type { Attempt, Milestones } from './attempt.ts'
import type { Clock } from './clock.ts'
import { type Amounts, costMicros, type Price } from './prices.ts'
import { ProviderError, type ProviderErrorKind } from './provider-error.ts'

export type Capability = 'llm' | 'stt' | 'tts' | 'embeddings' | 'sight' | 'search'

/** One try at one provider, as it went. Numbers a vendor did not tell are missing or null, never estimated. */
export interface Use extends Amounts {
  capability: Capability
  provider: string
  model: string | null
  /** When it began. */
  at: Date
  outcome: 'complete' | 'aborted' | 'failed'
  failure: { kind: ProviderErrorKind; detail: string | null } | null
  /** Milliseconds to the first word or sound; null when none came. */
  firstPartMs: number | null
  totalMs: number
  /** Micro-dollars at list price; null where it is unknown. */
  costMicros: number | null
}

/** Reads the amounts off the parts as they pass. */
export interface Tally<Part> {
  see(part: Part): void
  amounts(): Amounts
}

interface Metered<Part> {
  capability: Capability
  provider: string
  model: string | null
  price: Price | null
  tally: () => Tally<Part>
  milestones: Milestones<Part>
  clock: Clock
  now: () => Date
  /** Must not throw. */
  onUse: (use: Use) => void
}

/** Reports every try once, however it ended: finished, failed, or left by the learner. */
export function withMeter<Part>(attempt: Attempt<Part>, about: Metered<Part>): Attempt<Part> {
  return async function* (signal) {
    const report = startReport(about)
    try {
      for await (const part of attempt(signal)) {
        report.passed(part)
        yield part
      }
      if (!signal.aborted) report.ended('complete')
    } catch (error) {
      if (!signal.aborted) report.ended('failed', error)
      throw error
    } finally {
      report.send()
    }
  }
}

function startReport<Part>(about: Metered<Part>) {
  const { capability, provider, model, milestones, clock } = about
  const at = about.now()
  const startedAt = clock.ms()
  const tally = about.tally()
  let firstPartMs: number | null = null
  let outcome: Use['outcome'] = 'aborted'
  let failure: Use['failure'] = null
  return {
    passed(part: Part) {
      tally.see(part)
      if (milestones.begins(part)) firstPartMs ??= clock.ms() - startedAt
      if (milestones.ends?.(part)) outcome = 'complete'
    },
    ended(how: 'complete' | 'failed', error?: unknown) {
      outcome = how
      if (error instanceof ProviderError) failure = { kind: error.kind, detail: error.detail ?? null }
    },
    send() {
      const amounts = tally.amounts()
      const cost = costMicros(about.price, amounts)
      const totalMs = clock.ms() - startedAt
      about.onUse({
        capability,
        provider,
        model,
        at,
        outcome,
        failure,
        firstPartMs,
        totalMs,
        costMicros: cost,
        ...amounts,
      })
    },
  }
}
