import type { DatabaseAddress } from '../db/open.ts'
import type { createProviders } from '../providers/catalog.ts'
import type { Mail } from '../providers/mail/mail.ts'
import { type Line, testDatabase, testMail, testRedis } from './connections.ts'

/** What the configuration names. */
export interface Configured {
  providers: Pick<ReturnType<typeof createProviders>, 'describe' | 'probe'>
  mail: Mail | null
  redisUrl: string | undefined
  address: DatabaseAddress
  /** Asks the database for a sign of life. */
  ping(): Promise<void>
}

/** Everything this server is configured to talk to. */
export function connectionLines({ providers, mail, redisUrl, address, ping }: Configured): Line[] {
  const ofProviders = (['llm', 'stt', 'tts', 'embeddings', 'sight', 'search'] as const).map((name) => ({
    name,
    providers: providers.describe()[name].map((provider) => provider.name),
    test: async ({ signal }: { signal: AbortSignal }) =>
      (await providers.probe({ signal, only: name })).map((probed) => ({
        provider: probed.name,
        ok: probed.ok,
        detail: probed.detail,
      })),
  }))
  const url = address.engine === 'postgres' && 'url' in address ? address.url : null
  return [
    ...ofProviders,
    {
      name: 'mail',
      providers: mail ? [mail.name] : [],
      test: async (options) => (mail ? [await testMail(mail, options)] : []),
    },
    {
      name: 'redis',
      providers: redisUrl ? ['redis'] : [],
      test: async (options) => (redisUrl ? [await testRedis(redisUrl, options)] : []),
    },
    {
      name: 'database',
      providers: [address.engine === 'sqlite' ? 'sqlite' : 'postgresql'],
      test: async () => [await testDatabase(ping, { url })],
    },
  ]
}
