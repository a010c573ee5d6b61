import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What operations hold. */
export const OPERATIONS = {
  usage: { personal: false, because: 'Sums per day over everybody.' },
} as const satisfies PersonalData<keyof OwnTables>
