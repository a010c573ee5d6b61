import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What watching holds. */
export const WATCHING = {
  watched_processes: { personal: false, because: 'How processes are, in numbers.' },
  alerts: { personal: false, because: 'What is wrong with the server.' },
} as const satisfies PersonalData<keyof OwnTables>
