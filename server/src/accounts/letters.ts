import type { Logger } from 'pino'
import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { Note } from '../note.ts'
import type { Mail } from '../providers/mail/mail.ts'
import { ProviderError } from '../providers/provider-error.ts'
import type { AccountDb } from './account-db.ts'
import type { MailLinks } from './mail-links.ts'
import { type Wording, wordsOf } from './mail-wording.ts'

/** A mail to somebody. `to` is given where it does not go to the account's own address. */
const Letter = z.object({
  userId: z.uuid(),
  kind: z.enum(['verify-email', 'reset-password', 'email-changed', 'password-changed']),
  to: z.string().optional(),
})
type Letter = z.infer<typeof Letter>

const ResetAsked = z.object({ emailKey: z.string(), address: z.string() })

/** Where a mailed link leads to. The secret stands behind the `#`, so that it reaches no log and no other site. */
const PAGES = { 'verify-email': '/mailed/verify', 'reset-password': '/mailed/reset' }

/** What letters need. `home` is the address of the web app, from the configuration and never from a request. */
interface Needs {
  db: AccountDb
  log: Logger
  jobs: Pick<Jobs, 'kind'>
  links: MailLinks
  mail: Mail | null
  home: string
  note: Note
}

export type Letters = ReturnType<typeof createLetters>

/** Mails about accounts. They are written and sent by durable jobs, so that no request waits for a mail server. */
export function createLetters({ db, log, jobs, links, mail, home, note }: Needs) {
  const letters = jobs.kind('letter', Letter)
  const resets = jobs.kind('password-reset-asked', ResetAsked)
  let failing = false

  /** The letter in words; null when there is nothing to write any more. */
  async function compose({ userId, kind, to }: Letter) {
    const person = await db
      .selectFrom('users')
      .select(['email', 'email_key', 'status', 'email_verified_at'])
      .where('id', '=', userId)
      .executeTakeFirst()
    if (!person || person.status === 'suspended') return null
    if (kind === 'verify-email' && person.email_verified_at !== null) return null
    return {
      to: to ?? person.email,
      ...wordsOf(await wordingOf(kind, { userId, emailKey: person.email_key }), { home }),
    }
  }

  async function wordingOf(kind: Letter['kind'], whose: { userId: string; emailKey: string }): Promise<Wording> {
    if (kind === 'email-changed' || kind === 'password-changed') return { kind }
    return { kind, link: `${home}${PAGES[kind]}#${await links.make(whose, kind)}` }
  }

  async function send(letter: Letter, { signal }: { signal: AbortSignal }) {
    const words = mail && (await compose(letter))
    if (!words) return
    try {
      await mail.send(words, { signal })
      failing = false
    } catch (error) {
      failing = !signal.aborted && !(error instanceof ProviderError && error.kind === 'refused')
      // An address that does not exist will not exist later either.
      if (!(error instanceof ProviderError) || error.kind !== 'refused') throw error
      log.warn({ err: error, kind: letter.kind }, 'a mail was refused for good')
    }
  }

  async function post(trx: AccountDb, letter: Letter): Promise<void> {
    if (mail) await letters.enqueue(trx, letter)
  }

  letters.does(send)
  resets.does(async ({ emailKey, address }) => {
    const person = await db.selectFrom('users').select('id').where('email_key', '=', emailKey).executeTakeFirst()
    await db.transaction().execute(async (trx) => {
      await note(trx, { action: 'password-reset-requested', by: 'nobody', about: person?.id, address })
      if (person) await post(trx, { kind: 'reset-password', userId: person.id })
    })
  })

  return {
    /** True when mails are sent here. */
    sendsMail: mail !== null,

    /** Whether mails are sent here, and whether the last one could be. */
    mailState: (): 'off' | 'up' | 'failing' => (mail === null ? 'off' : failing ? 'failing' : 'up'),

    /** Has a letter written and sent once the caller's transaction is done; nothing happens where no mail is sent. */
    post,

    /**
     * Has somebody sent a link to set another password with. Whether there is such an account is looked up later, so that nobody can
     * tell it from the answer or its time.
     */
    async askForReset(asked: z.infer<typeof ResetAsked>): Promise<void> {
      await resets.enqueue(db, asked)
    },
  }
}
