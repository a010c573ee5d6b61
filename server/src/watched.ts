import type { Config } from './config.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import { dataPlaces, tlsSettings, watchingSettings } from './settings.ts'
import { createWatching } from './watching/watching.ts'

type Needs = Omit<Parameters<typeof createWatching>[0], 'webhook' | 'folder' | 'certificate' | 'traces' | 'sentry'> & {
  outgoing: Outgoing
}

/** Watching, as the configuration wants it: where alerts are told, and what certificate there is. */
export function openWatching(config: Config, { outgoing, mail, ...needs }: Needs) {
  const { webhook, byMail, traces, sentry } = watchingSettings(config)
  return createWatching({
    ...needs,
    mail: byMail ? mail : null,
    folder: dataPlaces(config).folder,
    certificate: tlsSettings(config)?.cert ?? null,
    // The operator chose them, so they may stand in a private network.
    traces: traces && { ...traces, fetch: outgoing.only(traces.endpoint, { operators: true }) },
    sentry: sentry && { ...sentry, fetch: outgoing.only(withoutKey(sentry.dsn), { operators: true }) },
    webhook: webhook && { ...webhook, fetch: outgoing.only(webhook.url, { operators: true }) },
  })
}

// The key of a DSN stands where others have their name.
const withoutKey = (dsn: string) => new URL(dsn).origin
