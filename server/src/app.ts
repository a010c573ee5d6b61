import type { Accounts } from './accounts/accounts.ts'
import { accountRoutes } from './accounts/routes.ts'
import type { Administration } from './administration/administration.ts'
import { administrationRoutes } from './administration/routes.ts'
import type { AnalysisKeeper } from './analysis/analysis.ts'
import { analysisRoutes } from './analysis/routes.ts'
import type { Audit } from './audit/audit.ts'
import { auditRoutes } from './audit/routes.ts'
import type { BackupKeeper } from './backups/backups.ts'
import type { FirstRun } from './backups/first-run.ts'
import { firstRunRoutes } from './backups/first-run-routes.ts'
import { backupRoutes } from './backups/routes.ts'
import type { Conversation } from './conversation/conversation.ts'
import { recordingRoutes } from './conversation/recording-routes.ts'
import { conversationRoutes } from './conversation/routes.ts'
import type { DocumentKeeper } from './documents/documents.ts'
import { documentRoutes } from './documents/routes.ts'
import type { Events } from './events/events.ts'
import { eventRoutes } from './events/routes.ts'
import type { FeedbackKeeper } from './feedback/feedback.ts'
import { feedbackRoutes } from './feedback/routes.ts'
import type { Files } from './files/files.ts'
import { fileRoutes } from './files/routes.ts'
import type { GoalKeeper } from './goals/goals.ts'
import { goalRoutes } from './goals/routes.ts'
import { type App, createHttp, type HttpNeeds } from './http/http.ts'
import { policyReportRoutes } from './http/policy-report-routes.ts'
import { serveWebApp } from './http/web-app.ts'
import { newId } from './ids.ts'
import type { InsightKeeper } from './insights/insights.ts'
import { insightRoutes } from './insights/routes.ts'
import type { Knowledge } from './knowledge/knowledge.ts'
import { knowledgeRoutes } from './knowledge/routes.ts'
import { createMcp } from './mcp/mcp.ts'
import { mcpRoutes } from './mcp/routes.ts'
import type { MemoryKeeper } from './memories/memories.ts'
import { memoriesRoutes } from './memories/routes.ts'
import type { Memory } from './memory/memory.ts'
import { memoryRoutes } from './memory/routes.ts'
import type { Operations } from './operations/operations.ts'
import type { Measures } from './operations/prometheus.ts'
import { metricsRoute, operationsRoutes } from './operations/routes.ts'
import type { PictureKeeper } from './pictures/pictures.ts'
import { pictureRoutes } from './pictures/routes.ts'
import type { PatternFinder } from './preferences/patterns/patterns.ts'
import { patternRoutes } from './preferences/patterns/routes.ts'
import type { PreferenceKeeper } from './preferences/preferences.ts'
import { preferenceRoutes } from './preferences/routes.ts'
import type { Privacy } from './privacy/privacy.ts'
import { privacyRoutes } from './privacy/routes.ts'
import type { QuotaKeeper } from './quotas/quotas.ts'
import { quotaRoutes } from './quotas/routes.ts'
import type { Recordings } from './recordings/recordings.ts'
import type { ReminderKeeper } from './reminders/reminders.ts'
import { reminderRoutes } from './reminders/routes.ts'
import type { Research } from './research/research.ts'
import { researchRoutes } from './research/routes.ts'
import type { Anki } from './reviews/anki/anki.ts'
import { ankiRoutes } from './reviews/anki/routes.ts'
import type { ReviewKeeper } from './reviews/reviews.ts'
import { reviewRoutes } from './reviews/routes.ts'
import type { CallerKeeper } from './telephony/callers/callers.ts'
import { phoneRoutes } from './telephony/callers/routes.ts'
import { telephonyRoutes } from './telephony/routes.ts'
import type { Telephony } from './telephony/telephony.ts'
import { toolServerRoutes } from './tool-servers/routes.ts'
import type { ToolServerKeeper } from './tool-servers/tool-servers.ts'
import { toolRoutes } from './tools/routes.ts'
import type { ToolKeeper } from './tools/tools.ts'
import { voiceRoutes } from './voice/routes.ts'
import { voiceSocket } from './voice/socket.ts'
import type { Voice } from './voice/voice.ts'
import { watchingRoutes } from './watching/routes.ts'
import type { Watching } from './watching/watching.ts'

/** The slices whose doors are hung on one instance, and what is counted. */
export interface Slices {
  accounts: Accounts
  administration: Administration
  analysis: AnalysisKeeper
  audit: Audit
  callers: CallerKeeper
  backups: BackupKeeper
  firstRun: FirstRun
  conversation: Conversation
  documents: DocumentKeeper
  events: Events
  insights: InsightKeeper
  knowledge: Knowledge
  files: Files
  feedback: FeedbackKeeper
  goals: GoalKeeper
  measures: Measures
  memories: MemoryKeeper
  reviews: ReviewKeeper
  anki: Anki
  memory: Memory
  operations: Operations
  patterns: PatternFinder
  pictures: PictureKeeper
  preferences: PreferenceKeeper
  privacy: Privacy
  quotas: QuotaKeeper
  recordings: Recordings
  reminders: ReminderKeeper
  research: Research
  /** Null: no call can come. */
  telephony: Telephony | null
  tools: ToolKeeper
  toolServers: ToolServerKeeper
  voice: Voice
  watching: Watching
}

/** Makes the floor and hangs every slice's doors on it. `webFolder` is where the built web app lies, `numbers` what is counted, here or in every process. */
export async function createApp(
  slices: Slices,
  http: Omit<HttpNeeds, 'authenticate'>,
  { webFolder, numbers }: { webFolder: string; numbers: () => string | Promise<string> },
): Promise<App> {
  const { accounts, conversation, recordings, voice } = slices
  const app = await createHttp({ ...http, authenticate: accounts.authenticate })
  slices.watching.answers(app)
  const webApp = await serveWebApp(app, { folder: webFolder })
  await policyReportRoutes(app)
  operationsRoutes(app, slices.operations, webApp)
  metricsRoute(app, numbers)
  accountRoutes(app, accounts, http.settings)
  conversationRoutes(app, { conversation, speechUrl: voice.linkTo })
  memoryRoutes(app, slices.memory)
  memoriesRoutes(app, slices.memories)
  reviewRoutes(app, slices.reviews)
  ankiRoutes(app, slices.anki)
  knowledgeRoutes(app, slices.knowledge)
  analysisRoutes(app, slices.analysis)
  goalRoutes(app, slices.goals)
  feedbackRoutes(app, slices.feedback)
  preferenceRoutes(app, slices.preferences)
  patternRoutes(app, slices.patterns)
  insightRoutes(app, slices.insights)
  toolRoutes(app, slices.tools)
  recordingRoutes(app, { conversation, recordings })
  documentRoutes(app, slices.documents)
  pictureRoutes(app, slices.pictures)
  fileRoutes(app, { files: slices.files, authenticate: accounts.authenticate })
  privacyRoutes(app, slices.privacy)
  eventRoutes(app, { events: slices.events, authenticate: accounts.authenticate })
  voiceRoutes(app, voice)
  quotaRoutes(app, slices.quotas)
  reminderRoutes(app, slices.reminders)
  researchRoutes(app, slices.research, accounts.isPersonal)
  phoneRoutes(app, slices.callers)
  if (slices.telephony) telephonyRoutes(app, slices.telephony)
  administrationRoutes(app, slices.administration)
  auditRoutes(app, slices.audit)
  toolServerRoutes(app, slices.toolServers)
  backupRoutes(app, slices.backups)
  firstRunRoutes(app, slices.firstRun)
  watchingRoutes(app, slices.watching)
  const mcp = createMcp(app, { version: http.version, newId, authenticate: accounts.authenticate })
  mcpRoutes(app, mcp, { settings: http.settings, isPersonal: accounts.isPersonal })
  voiceSocket(app, {
    ...{ authenticate: accounts.authenticate, turns: { conversation, voice }, voices: voice.live, now: http.now },
  })
  return app
}
