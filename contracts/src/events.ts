import { z } from 'zod'
import { SettingsChanged } from './accounts.ts'
import { AnalysisChanged } from './analysis.ts'
import { ReplyStopped, SessionChanged } from './conversation.ts'
import { DocumentChanged } from './documents.ts'
import { AchievementEarned, GoalsChanged } from './goals.ts'
import { InsightsChanged } from './insights.ts'
import { MemoriesChanged } from './memories.ts'
import { PhoneChanged } from './phone.ts'
import { PictureChanged } from './pictures.ts'
import { PreferencesChanged } from './preferences.ts'
import { ExportChanged, ImportChanged } from './privacy.ts'
import { RemindersChanged } from './reminders.ts'
import { ReviewsChanged } from './reviews.ts'

/** The stream is open, or some of it was left out: whatever is shown may be old by now, and is fetched again. */
export const Refetch = z.object({ type: z.literal('refetch') })

/** What a learner's own pages and programs hear of. It says what has changed and repeats no words; each slice declares its own. */
export const LearnerEvent = z.discriminatedUnion('type', [
  Refetch,
  SessionChanged,
  ReplyStopped,
  ExportChanged,
  ImportChanged,
  MemoriesChanged,
  PreferencesChanged,
  DocumentChanged,
  RemindersChanged,
  ReviewsChanged,
  GoalsChanged,
  AchievementEarned,
  InsightsChanged,
  PictureChanged,
  PhoneChanged,
  AnalysisChanged,
  SettingsChanged,
])
export type LearnerEvent = z.infer<typeof LearnerEvent>

/** For how long to listen: until the sign-in ends, unless it is said. */
export const EventsQuery = z.object({ seconds: z.coerce.number().int().min(1).max(3_600).optional() })
