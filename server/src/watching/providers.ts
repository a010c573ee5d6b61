import type { Measures } from '../operations/operations.ts'
import type { ProvidersDescription } from '../providers/catalog.ts'
import type { Use } from '../providers/with-meter.ts'
import { TURN_SECONDS } from './buckets.ts'
import type { Spans } from './spans.ts'
import type { Tally } from './tally.ts'

const MICROS = 1e6

/** Counts what providers were asked for. Models are those of the configuration, so there are few. */
export function createProviderMeasures(
  measures: Measures,
  { tally, describe, spans }: { tally: Tally; describe: () => ProvidersDescription; spans: () => Spans },
) {
  const requests = measures.counter('lva_provider_requests_total', 'Tries at providers, by how they ended.')
  const took = measures.histogram('lva_provider_request_duration_seconds', 'How long tries took.', TURN_SECONDS)
  const first = measures.histogram(
    'lva_provider_first_part_seconds',
    'How long the first word or sound took.',
    TURN_SECONDS,
  )
  const tokens = measures.counter('lva_provider_tokens_total', 'Tokens that models read and wrote.')
  const characters = measures.counter('lva_provider_characters_total', 'Characters that were read aloud.')
  const audio = measures.counter('lva_provider_audio_seconds_total', 'Sound that was written down or made.')
  const cost = measures.counter('lva_provider_cost_dollars_total', 'What it cost at list price.')
  const unpriced = measures.counter('lva_provider_unpriced_requests_total', 'Tries whose price is unknown.')
  measures.gauge('lva_provider_breaker_open', '1 while a provider is left alone after failures.', () =>
    Object.entries(describe()).flatMap(([capability, providers]) =>
      providers.map(({ name, model, breaker }) => ({
        labels: { capability, provider: name, model: model ?? '' },
        value: breaker === 'open' ? 1 : 0,
      })),
    ),
  )

  function trace(use: Use): void {
    const { capability, provider, model, outcome, firstPartMs, inputTokens, outputTokens } = use
    const facts = {
      ...{ 'lva.capability': capability, 'lva.provider': provider, 'lva.ended': outcome },
      ...(model !== null && { 'gen_ai.request.model': model }),
      ...(firstPartMs !== null && { 'lva.first_part_ms': Math.round(firstPartMs) }),
      ...(inputTokens !== undefined && { 'gen_ai.usage.input_tokens': inputTokens }),
      ...(outputTokens !== undefined && { 'gen_ai.usage.output_tokens': outputTokens }),
    }
    const open = spans().begin(`${capability} ${provider}`, { kind: 'client', at: use.at, facts })
    open.end({ at: new Date(use.at.getTime() + use.totalMs), failed: outcome === 'failed' })
  }

  return function used(use: Use): void {
    const labels = { capability: use.capability, provider: use.provider, model: use.model ?? '' }
    requests.add({ ...labels, ended: use.outcome })
    took.observe(labels, use.totalMs)
    if (use.firstPartMs !== null) first.observe(labels, use.firstPartMs)
    if (use.inputTokens) tokens.add({ ...labels, direction: 'read' }, use.inputTokens)
    if (use.outputTokens) tokens.add({ ...labels, direction: 'written' }, use.outputTokens)
    if (use.characters) characters.add(labels, use.characters)
    if (use.seconds) audio.add(labels, use.seconds)
    if (use.costMicros === null) unpriced.add(labels)
    else if (use.costMicros > 0) cost.add(labels, use.costMicros / MICROS)
    tally.cost(use.costMicros ?? 0)
    trace(use)
  }
}
