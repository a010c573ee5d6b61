import type { ReminderKind } from '@lva/contracts/reminders'

/** Tables of what learners are reminded of; as in `tables.ts`. */
export interface ReminderTables {
  /** reminders: when and how somebody wants to be reminded, as JSON; without a row as is usual. */
  reminder_settings: { user_id: string; settings: string }
  /** reminders: what was said. `day` is the learner's own; `says` holds numbers, as JSON. */
  reminders: {
    id: string
    user_id: string
    kind: ReminderKind
    day: string
    said_at: string
    seen_at: string | null
    says: string
  }
  /** reminders: browsers that are told, each through the push service of its maker. */
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
