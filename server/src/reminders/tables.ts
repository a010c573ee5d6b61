import type { ReminderKind } from '@lva/contracts/reminders'

/** The tables of this slice. */
export interface OwnTables {
  /** When and how somebody wants to be reminded, as JSON; without a row as is usual. */
  reminder_settings: { user_id: string; settings: string }
  /** What was said. `day` is the learner's own; `says` holds numbers, as JSON. */
  reminders: {
    id: string
    user_id: string
    kind: ReminderKind
    day: string
    said_at: string
    seen_at: string | null
    says: string
  }
  /** Browsers that are told, each through the push service of its maker. */
  push_devices: {
    id: string
    user_id: string
    /** Whoever signs out there is not told there any more. */
    sign_in_id: string
    endpoint: string
    p256dh: string
    auth: string
    device: string
    created_at: string
    reached_at: string | null
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
