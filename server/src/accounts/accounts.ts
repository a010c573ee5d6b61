import type { Logger } from 'pino'
import type { Note } from '../note.ts'
import type { AccountDb } from './account-db.ts'
import { createAdministration } from './administration.ts'
import { createAttempts } from './attempts.ts'
import { createAuthentication } from './authentication.ts'
import { createDevices } from './devices.ts'
import { createGrants } from './grants.ts'
import { argon2, type Passwords } from './passwords.ts'
import { createProfile } from './profile.ts'
import { createRegistration, type RegistrationMode } from './registration.ts'
import { createSigningIn } from './signing-in.ts'
import { createStayingIn } from './staying-in.ts'
import { createTokens } from './tokens.ts'

export interface AccountNeeds {
  db: AccountDb
  now: () => Date
  newId: () => string
  log: Logger
  /** Two different secrets: what signs access tokens, and what signs refresh tokens. */
  secrets: { access: string; refresh: string }
  settings: {
    /** Life of an access token. */
    accessMinutes: number
    /** How long a sign-in lasts without being used. */
    refreshDays: number
    registration: RegistrationMode
  }
  /** Writes into the audit log. */
  note: Note
  /** How passwords are hashed; argon2id unless said otherwise. */
  passwords?: Passwords
}

export type Accounts = ReturnType<typeof createAccounts>

/** Who learns here: signing up, in and out, one's own account, and what the operator may do. */
export function createAccounts({ db, now, newId, log, secrets, settings, note, passwords = argon2 }: AccountNeeds) {
  const access = createTokens({ type: 'access', secret: secrets.access, now })
  const refresh = createTokens({ type: 'refresh', secret: secrets.refresh, now })
  const attempts = createAttempts({ db, now, secret: secrets.refresh })
  const { accessMinutes, refreshDays, registration } = settings
  const grants = createGrants({ access, refresh, now, newId, accessMinutes, refreshDays })

  return {
    ...createRegistration({ db, now, newId, passwords, mode: registration }),
    ...createSigningIn({ db, now, newId, refresh, grants, passwords, attempts }),
    ...createStayingIn({ db, now, newId, log, access, refresh, grants }),
    ...createDevices({ db, now }),
    ...createProfile({ db, now, passwords, attempts }),
    ...createAdministration({ db, now, passwords, attempts, note }),
    authenticate: createAuthentication({ db, now, log, access }),
  }
}
