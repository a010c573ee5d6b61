import { ACCOUNTS } from './accounts/personal-data.ts'
import { AUDIT } from './audit/personal-data.ts'
import { CONVERSATION } from './conversation/personal-data.ts'
import { FLOOR, type PersonalData } from './db/personal-data.ts'
import type { Tables } from './db/tables.ts'
import { OPERATIONS } from './operations/personal-data.ts'
import { QUOTAS } from './quotas/personal-data.ts'
import { RECORDINGS } from './recordings/personal-data.ts'

/** Every table of the house and what it holds about people. A table that no slice speaks for does not compile. */
export const PERSONAL_DATA: PersonalData<keyof Tables> = {
  ...FLOOR,
  ...ACCOUNTS,
  ...AUDIT,
  ...CONVERSATION,
  ...OPERATIONS,
  ...QUOTAS,
  ...RECORDINGS,
}
