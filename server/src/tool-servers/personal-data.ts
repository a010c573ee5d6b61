import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What tool servers hold. */
export const TOOL_SERVERS = {
  tool_servers: { personal: false, because: 'Addresses of other servers and what they say of their tools.' },
  tool_consents: { personal: false, because: 'Which tools may be used; who said so stands in the audit log.' },
} as const satisfies PersonalData<keyof OwnTables>
