import type { Accounts } from './accounts/accounts.ts'
import { accountRoutes } from './accounts/routes.ts'
import type { Administration } from './administration/administration.ts'
import { administrationRoutes } from './administration/routes.ts'
import type { AuditReading } from './audit/reading.ts'
import { auditRoutes } from './audit/routes.ts'
import type { Conversation } from './conversation/conversation.ts'
import { recordingRoutes } from './conversation/recording-routes.ts'
import { conversationRoutes } from './conversation/routes.ts'
import { searchRoutes } from './conversation/search-routes.ts'
import { type App, createHttp, type HttpNeeds } from './http/http.ts'
import { policyReportRoutes } from './http/policy-report-routes.ts'
import { serveWebApp } from './http/web-app.ts'
import type { Operations } from './operations/operations.ts'
import type { Measures } from './operations/prometheus.ts'
import { metricsRoute, operationsRoutes } from './operations/routes.ts'
import type { Privacy } from './privacy/privacy.ts'
import { privacyRoutes } from './privacy/routes.ts'
import type { QuotaKeeper } from './quotas/quotas.ts'
import { quotaRoutes } from './quotas/routes.ts'
import type { Recordings } from './recordings/recordings.ts'
import type { Live } from './voice/live.ts'
import { voiceRoutes } from './voice/routes.ts'
import { voiceSocket } from './voice/socket.ts'
import type { Voice } from './voice/voice.ts'

/** The slices whose doors are hung on one instance. `operations` and `administration` are made with it, because they ask the floor how it is. */
export interface Slices {
  accounts: Accounts
  administration: (app: App) => Administration
  audit: AuditReading
  conversation: Conversation
  recordings: Recordings
  privacy: Privacy
  voice: Voice
  live: Live
  measures: Measures
  quotas: QuotaKeeper
  operations: (app: App) => Operations
}

/** Makes the floor and hangs every slice's doors on it. `webFolder` is where the built web app lies. */
export async function createApp(
  {
    accounts,
    administration,
    audit,
    conversation,
    recordings,
    privacy,
    voice,
    live,
    measures,
    operations,
    quotas,
  }: Slices,
  http: Omit<HttpNeeds, 'authenticate'>,
  { webFolder }: { webFolder: string },
): Promise<App> {
  const app = await createHttp({ ...http, authenticate: accounts.authenticate })
  const webApp = await serveWebApp(app, { folder: webFolder })
  await policyReportRoutes(app)
  operationsRoutes(app, operations(app), webApp)
  metricsRoute(app, measures)
  accountRoutes(app, accounts, http.settings)
  conversationRoutes(app, { conversation, speechUrl: voice.linkTo })
  searchRoutes(app, conversation)
  recordingRoutes(app, { conversation, recordings })
  privacyRoutes(app, privacy)
  voiceRoutes(app, voice)
  quotaRoutes(app, quotas)
  administrationRoutes(app, administration(app))
  auditRoutes(app, audit)
  voiceSocket(app, {
    ...{ authenticate: accounts.authenticate, turns: { conversation, voice }, now: http.now },
    voices: live,
  })
  return app
}
