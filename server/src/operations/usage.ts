import type { Overview } from '@lva/contracts/administration'
import type { Kysely } from 'kysely'
import { recentUse } from '../db/inspect.ts'
import type { Tables } from '../db/tables.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Use } from '../providers/with-meter.ts'

/**
 * Counts what providers were asked for, in memory, and adds it to the day's sums now and then: a turn never waits for its bill. Prices
 * that are unknown are counted apart, not guessed.
 */
export function createUsage({
  db,
  jobs,
  now,
  log,
}: {
  db: Kysely<Pick<Tables, 'usage'>>
  jobs: Pick<Jobs, 'inEveryProcess'>
  now: () => Date
  log: { warn(facts: object, message: string): void }
}) {
  let pending = new Map<string, Tables['usage']>()

  async function flush(): Promise<void> {
    const lines = pending
    if (lines.size === 0) return
    pending = new Map()
    try {
      await db
        .insertInto('usage')
        .values([...lines.values()])
        .onConflict((oc) =>
          oc.columns(['day', 'capability', 'provider', 'model']).doUpdateSet((eb) => ({
            calls: eb('usage.calls', '+', eb.ref('excluded.calls')),
            failures: eb('usage.failures', '+', eb.ref('excluded.failures')),
            input_tokens: eb('usage.input_tokens', '+', eb.ref('excluded.input_tokens')),
            output_tokens: eb('usage.output_tokens', '+', eb.ref('excluded.output_tokens')),
            characters: eb('usage.characters', '+', eb.ref('excluded.characters')),
            audio_ms: eb('usage.audio_ms', '+', eb.ref('excluded.audio_ms')),
            cost_microdollars: eb('usage.cost_microdollars', '+', eb.ref('excluded.cost_microdollars')),
            unpriced_calls: eb('usage.unpriced_calls', '+', eb.ref('excluded.unpriced_calls')),
          })),
        )
        .execute()
    } catch (error) {
      for (const [key, line] of pending) add(lines, key, line)
      pending = lines
      throw error
    }
  }
  jobs.inEveryProcess('*/10 * * * * *', flush)

  return {
    /** Counts one try at a provider. Never throws, never waits. */
    count({
      at,
      capability,
      provider,
      model,
      outcome,
      costMicros,
      inputTokens = 0,
      outputTokens = 0,
      characters = 0,
      seconds = 0,
    }: Use): void {
      const day = at.toISOString().slice(0, 10)
      const key = [day, capability, provider, model].join('\0')
      const line = pending.get(key) ?? {
        ...{ day, capability, provider, model: model ?? '', calls: 0, failures: 0, input_tokens: 0, output_tokens: 0 },
        ...{ characters: 0, audio_ms: 0, cost_microdollars: 0, unpriced_calls: 0 },
      }
      line.calls += 1
      line.failures += outcome === 'failed' ? 1 : 0
      line.input_tokens += inputTokens
      line.output_tokens += outputTokens
      line.characters += characters
      line.audio_ms += Math.round(seconds * 1000)
      line.cost_microdollars += costMicros ?? 0
      line.unpriced_calls += costMicros === null ? 1 : 0
      pending.set(key, line)
    },

    /** Writes what was counted. When the database fails, the counts stay for the next time. */
    flush,

    /** The same when the house closes: what cannot be written is lost, and told. */
    async settled(): Promise<void> {
      await flush().catch((err: unknown) => log.warn({ err }, 'the last use of providers was not counted'))
    },

    /** What providers were asked for in the last 30 days, or so many; 0: today (UTC). */
    async recent(days?: number): Promise<Overview['providers']> {
      const lines = await recentUse(db, now(), days)
      return lines.map(({ model, unpricedCalls, ...use }) => ({
        ...use,
        model: model || null,
        unpriced_calls: unpricedCalls,
      }))
    },
  }
}

function add(lines: Map<string, Tables['usage']>, key: string, more: Tables['usage']) {
  const line = lines.get(key)
  if (!line) return lines.set(key, more)
  for (const name of [
    'calls',
    'failures',
    'input_tokens',
    'output_tokens',
    'characters',
    'audio_ms',
    'cost_microdollars',
    'unpriced_calls',
  ] as const)
    line[name] += more[name]
}
