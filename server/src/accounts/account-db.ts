import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** The tables of this slice. */
export type AccountDb = Kysely<Pick<Tables, 'users' | 'sign_ins' | 'invitations' | 'sign_in_attempts'>>
