import { Settings, type User } from '@lva/contracts/accounts'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** A row of `users` as the person and others may see it: without the password's hash. */
export function toUser(row: Omit<Selectable<Tables['users']>, 'password_hash' | 'email_key'>): User {
  return {
    id: row.id,
    email: row.email,
    full_name: row.full_name,
    role: row.role,
    status: row.status,
    timezone: row.timezone,
    locale: row.locale,
    settings: Settings.parse(JSON.parse(row.settings)),
    created_at: row.created_at,
    last_login: row.last_login,
    email_verified: row.email_verified_at !== null,
  }
}
