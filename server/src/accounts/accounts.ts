import type { Logger } from 'pino'
import type { Jobs } from '../jobs/jobs.ts'
import type { Note } from '../note.ts'
import type { Mail } from '../providers/mail/mail.ts'
import type { AccountDb, AccountTables } from './account-db.ts'
import { createAdministration } from './administration.ts'
import { createAttempts } from './attempts.ts'
import { createAuthentication } from './authentication.ts'
import { createChoices } from './choices.ts'
import { createConfirmation } from './confirmation.ts'
import { createDevices } from './devices.ts'
import { createGrants } from './grants.ts'
import { createInvitations } from './invitations.ts'
import { createLeaving } from './leaving.ts'
import { createLetters } from './letters.ts'
import { createMailLinks } from './mail-links.ts'
import { createMailRequests } from './mail-requests.ts'
import { createMailed } from './mailed.ts'
import { createNoting } from './noting.ts'
import { argon2, type Passwords } from './passwords.ts'
import { createPeople } from './people.ts'
import { createPersonalTokens, isPersonal } from './personal-tokens.ts'
import { createProfile } from './profile.ts'
import { createReaching } from './reaching.ts'
import { createRegistration, type RegistrationMode } from './registration.ts'
import { createSigningIn } from './signing-in.ts'
import { createStayingIn } from './staying-in.ts'
import { createTokens } from './tokens.ts'

export type { AccountTables }

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
    /** Address of the web app, for the links in mails. */
    home: string
  }
  /** Writes into the audit log. */
  note: Note
  /** Sends mail; null: none is sent here. */
  mail: Mail | null
  /** Where mails are written and sent. */
  jobs: Pick<Jobs, 'kind' | 'forget' | 'recurring'>
  /** How passwords are hashed; argon2id unless said otherwise. */
  passwords?: Passwords
}

export type Accounts = ReturnType<typeof createAccounts>

/** Who learns here: signing up, in and out, one's own account, and what the operator may do. */
export function createAccounts({
  db,
  now,
  newId,
  log,
  secrets,
  settings,
  note,
  mail,
  jobs,
  passwords = argon2,
}: AccountNeeds) {
  const access = createTokens({ type: 'access', secret: secrets.access, now })
  const refresh = createTokens({ type: 'refresh', secret: secrets.refresh, now })
  const attempts = createAttempts({ db, now, secret: secrets.refresh })
  const confirm = createConfirmation({ db, passwords, attempts })
  const { accessMinutes, refreshDays, registration, home } = settings
  const grants = createGrants({ access, refresh, now, newId, accessMinutes, refreshDays })
  const links = createMailLinks({ db, now })
  const requests = createMailRequests({ db, now, secret: secrets.refresh })
  const personalTokens = createPersonalTokens({ db, now, newId, confirm, note })
  const letters = createLetters({ db, log, jobs, links, mail, home, note })
  const noting = createNoting({ log })
  const profile = createProfile({ db, now, passwords, confirm, letters, note })

  const registering = createRegistration({ db, now, newId, passwords, mode: registration, letters, note })

  /** Removes links, counts and tokens whose time is over. */
  async function sweep(): Promise<void> {
    await links.sweep()
    await requests.sweep()
    await personalTokens.sweepPersonalTokens()
  }
  jobs.recurring('forget-links', '*/5 * * * *', sweep)

  return {
    ...registering,
    ...createInvitations({ db, now, note, invite: registering.invite }),
    ...createPeople({ db, now, note }),
    ...createSigningIn({ db, now, newId, refresh, grants, passwords, attempts, note }),
    ...createStayingIn({ db, now, newId, log, access, refresh, grants, note }),
    ...createDevices({ db, now, note }),
    ...profile,
    ...personalTokens,
    ...createMailed({ db, now, passwords, attempts, links, requests, letters, note }),
    ...createAdministration({ db, now, passwords, attempts, note }),
    mailState: letters.mailState,
    /** Asks for the password again, and how secrets are hashed: for what outlives a sign-in elsewhere in the house. */
    confirm,
    hashes: passwords,
    sweep,

    ...createChoices({ db, change: profile.change }),
    ...createLeaving({ db, jobs, attempts, requests }),
    ...createReaching({ db }),
    isPersonal,
    authenticate: createAuthentication({ db, now, noting, access }),
    /** Resolves when everything that no request waits for is written. */
    settled: noting.settled,
  }
}
