import type { RecordingsKept, TranscriptsKept } from '@lva/contracts/privacy'

const DAY = 24

/** What each choice means, in hours; null is for ever. */
const RECORDINGS: Record<RecordingsKept, number | null> = {
  '0h': 0,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  forever: null,
}
const TRANSCRIPTS: Record<TranscriptsKept, number | null> = {
  '30d': 30 * DAY,
  '90d': 90 * DAY,
  '1y': 365 * DAY,
  forever: null,
}

/** The longest the operator allows anything to be kept, in days; null is for ever. */
export interface KeepingLimits {
  recordingsDays: number | null
  transcriptsDays: number | null
}

/** Hours for which recordings are kept once they are written down, null for ever: what was chosen, within the operator's limit. */
export const recordingHours = (choice: RecordingsKept, { recordingsDays }: KeepingLimits): number | null =>
  shorter(RECORDINGS[choice], inHours(recordingsDays))

/** Hours for which turns are kept, null for ever: what was chosen, within the operator's limit. */
export const transcriptHours = (choice: TranscriptsKept, { transcriptsDays }: KeepingLimits): number | null =>
  shorter(TRANSCRIPTS[choice], inHours(transcriptsDays))

/** A limit as hours. */
export const inHours = (days: number | null): number | null => (days === null ? null : days * DAY)

function shorter(chosen: number | null, limit: number | null): number | null {
  if (chosen === null) return limit
  return limit === null ? chosen : Math.min(chosen, limit)
}
