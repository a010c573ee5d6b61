import type { Logger } from 'pino'
import { z } from 'zod'
import type { AnyDb } from '../../db/open.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Learner } from '../../learner.ts'
import { Problem } from '../../problem.ts'
import type { Mail } from '../../providers/mail/mail.ts'
import { ProviderError } from '../../providers/provider-error.ts'
import type { Talk } from './hearing.ts'

const ATTEMPTS_MAX = 6
const NOTE_MS = 60_000

/** Mails what a call was about to whoever asked for it in the call, at an address they have shown to be theirs. */
export function createSummaryMail({
  jobs,
  log,
  mail,
  home,
  learnerOf,
  mailboxOf,
  endSession,
}: {
  jobs: Pick<Jobs, 'kind'>
  log: Pick<Logger, 'warn'>
  mail: Mail | null
  /** Address of the web app. */
  home: string
  learnerOf: (userId: string) => Promise<Learner | null>
  mailboxOf: (userId: string) => Promise<string | null>
  endSession: Talk['endSession']
}) {
  const mailing = jobs.kind('mail-call-summary', z.object({ userId: z.uuid(), sessionId: z.string() }), {
    maxAttempts: ATTEMPTS_MAX,
  })

  mailing.does(async ({ userId, sessionId }, { signal }) => {
    const [learner, to] = [await learnerOf(userId), await mailboxOf(userId)]
    if (!mail || !learner || to === null) return
    const stop = AbortSignal.any([signal, AbortSignal.timeout(NOTE_MS)])
    // A session that was removed since has nothing to tell.
    const note = await endSession(learner, sessionId, { signal: stop }).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'not-found') return ''
      throw error
    })
    if (!note) return
    const text = [note, '', `${home}/phone`, '', `Learning Voice Agent, ${home}`, ''].join('\n')
    try {
      await mail.send({ to, subject: 'What your call was about', text }, { signal })
    } catch (error) {
      if (!(error instanceof ProviderError) || error.retryable) throw error
      log.warn({ err: error }, 'the summary of a call could not be mailed')
    }
  })

  return {
    /** Has it mailed once the caller's transaction is done. */
    send: (trx: AnyDb, about: { userId: string; sessionId: string }): Promise<void> =>
      mailing.enqueue(trx, about, { key: `${about.userId} ${about.sessionId}` }),

    async state(userId: string): Promise<'ready' | 'unverified' | 'off'> {
      if (!mail) return 'off'
      return (await mailboxOf(userId)) === null ? 'unverified' : 'ready'
    },
  }
}
