import { createHmac } from 'node:crypto'
import { AlertName } from '@lva/contracts/watching'
import { z } from 'zod'
import type { AnyDb } from '../db/open.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Mail } from '../providers/mail/mail.ts'
import { ProviderError } from '../providers/provider-error.ts'

const TIMEOUT_MS = 10_000
/** So many tries take about a day; what is older is no news. */
const ATTEMPTS = 12

const News = z.object({
  alert: AlertName,
  told: z.enum(['opened', 'closed']),
  opened_at: z.string(),
  at: z.string(),
  detail: z.string(),
})
type News = z.infer<typeof News>
const Letter = News.extend({ userId: z.uuid() })

export type Telling = ReturnType<typeof createTelling>

/** Where alerts are told. */
export interface TellingNeeds {
  jobs: Pick<Jobs, 'kind'>
  /** Where messages go; null: nowhere. `fetch` leads there and nowhere else. */
  webhook: { url: string; secret: string | null; fetch: typeof globalThis.fetch } | null
  mail: Mail | null
  /** Who is written to: the administrators, and where. */
  administrators: () => Promise<Array<{ userId: string; email: string }>>
  /** Address of the web app. */
  home: () => string
  now: () => Date
  newId: () => string
}

/** Tells of alerts that open and close: a signed message to the operator's address, a letter to every administrator. Both are tried again. */
export function createTelling({ jobs, webhook, mail, administrators, home, now, newId }: TellingNeeds) {
  const messages = jobs.kind('alert-message', News.extend({ id: z.string() }), { maxAttempts: ATTEMPTS })
  const letters = jobs.kind('alert-letter', Letter, { maxAttempts: ATTEMPTS })

  messages.does(async ({ id, ...news }, { signal }) => {
    if (!webhook) return
    const body = JSON.stringify({ id, ...messageOf(news), server: home() })
    const timestamp = String(Math.floor(now().getTime() / 1000))
    const answer = await webhook.fetch(webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-lva-delivery': id,
        'x-lva-timestamp': timestamp,
        ...(webhook.secret !== null && { 'x-lva-signature': signatureOf(webhook.secret, { timestamp, body }) }),
      },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    await answer.body?.cancel()
    if (!answer.ok) throw new Error(`ALERT_WEBHOOK_URL answered ${answer.status}`)
  })

  letters.does(async ({ userId, ...news }, { signal }) => {
    const to = (await administrators()).find((one) => one.userId === userId)?.email
    if (!mail || !to) return
    await mail.send({ to, ...letterOf(news, home()) }, { signal }).catch((error: unknown) => {
      // An address that does not exist will not exist later either.
      if (!(error instanceof ProviderError) || error.kind !== 'refused') throw error
    })
  })

  return {
    /** Has it told, in the caller's transaction. */
    async tell(trx: AnyDb, news: News): Promise<void> {
      const key = `${news.alert} ${news.opened_at} ${news.told}`
      if (webhook) await messages.enqueue(trx, { ...news, id: newId() }, { key })
      if (!mail) return
      for (const { userId } of await administrators())
        await letters.enqueue(trx, { ...news, userId }, { key: `${key} ${userId}` })
    },
  }
}

function messageOf({ alert, told, opened_at, at, detail }: News) {
  return { alert, status: told === 'opened' ? 'firing' : 'resolved', summary: SUMMARIES[alert], detail, opened_at, at }
}

function letterOf({ alert, told, at, detail }: News, home: string) {
  const summary = told === 'opened' ? SUMMARIES[alert] : `Over: ${SUMMARIES[alert]}`
  return {
    subject: `Learning Voice Agent: ${summary}`,
    text: [
      `${summary}.`,
      '',
      detail,
      `Noticed ${at}.`,
      '',
      `How the server is: ${home}/administration/status`,
      'What to do: docs/MONITORING.md',
    ].join('\n'),
  }
}

/** An alert in a few words, for whoever reads a subject. */
const SUMMARIES: Record<AlertName, string> = {
  'error-rate': 'More than 1 % of the answers are faults',
  'slow-answers': 'Answers are slow',
  'many-errors': 'More than ten faults in a minute',
  cpu: 'The processors are busy',
  memory: 'Memory is short',
  disk: 'The disk is nearly full',
  'backup-old': 'There is no fresh backup',
  certificate: 'The certificate is about to end',
  'process-down': 'A process is gone',
  'jobs-given-up': 'Work was given up',
  'provider-resting': 'A provider does not answer',
}

/**
 * What proves that a message comes from here: HMAC-SHA256 over its time and its body. Whoever takes it compares it in constant time, and
 * refuses times that are minutes away.
 */
export function signatureOf(secret: string, { timestamp, body }: { timestamp: string; body: string }): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}
