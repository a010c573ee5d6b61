import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** The tables of this slice. */
export type AccountTables = Pick<
  Tables,
  'users' | 'sign_ins' | 'invitations' | 'sign_in_attempts' | 'personal_tokens' | 'mail_links' | 'mail_requests'
>
export type AccountDb = Kysely<AccountTables>
