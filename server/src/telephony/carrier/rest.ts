import type { Outgoing } from '../../outgoing/outgoing.ts'
import { kindOfStatus, ProviderError } from '../../providers/provider-error.ts'
import { isRecord } from '../../records.ts'
import type { Carrier } from '../call.ts'

const TWILIO = 'https://api.twilio.com'
const TIMEOUT_MS = 10_000
/** Of an answer that is no recording. */
const ANSWER_BYTES = 256 * 1024
const SID_MAX = 64
const NAME = 'twilio'

export interface RestSettings {
  accountSid: string
  authToken: string
  number: string
  /** Where the carrier's API is; null: Twilio's own. */
  baseUrl: string | null
  /** The public address of this server. */
  home: string
}

/**
 * What is asked of the carrier: calls, the end of calls, recordings. Everything leaves through `outgoing`, waits ten seconds, and throws
 * ProviderError where the carrier does not do it. Credentials go to its own origin only.
 */
export function createRest({
  settings: { accountSid, authToken, number, baseUrl, home },
  outgoing,
}: {
  settings: RestSettings
  outgoing: Pick<Outgoing, 'only' | 'fetch'>
}): Carrier & { redirect(callSid: string, twiml: string, options: { signal: AbortSignal }): Promise<void> } {
  const base = baseUrl ?? TWILIO
  const account = `${base}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`
  const toCarrier = outgoing.only(base, { operators: baseUrl !== null })
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`

  /** Asks the carrier; the answer's status is any. */
  async function ask(url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
    try {
      return await toCarrier(url, { ...init, headers: { authorization, ...init.headers }, signal: inTime })
    } catch (cause) {
      throw new ProviderError(NAME, 'unavailable', { cause })
    }
  }

  async function refuse(answer: Response): Promise<never> {
    await answer.body?.cancel()
    throw new ProviderError(NAME, kindOfStatus(answer.status), { detail: `the carrier answered ${answer.status}` })
  }

  async function post(path: string, fields: Record<string, string>, signal: AbortSignal): Promise<unknown> {
    const answer = await ask(
      `${account}/${path}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams(fields).toString(),
      },
      signal,
    )
    if (!answer.ok) return refuse(answer)
    try {
      return JSON.parse(Buffer.from(await bytesOf(answer, ANSWER_BYTES)).toString('utf8'))
    } catch (cause) {
      throw new ProviderError(NAME, 'unavailable', { cause, detail: 'the carrier answered something else than JSON' })
    }
  }

  const callPath = (callSid: string) => `Calls/${encodeURIComponent(callSid.slice(0, SID_MAX))}.json`

  /** A recording as the carrier names it, of its own origin; another address is none of ours. */
  function recordingOf(url: string): string {
    const address = URL.parse(url)
    if (address?.origin !== new URL(base).origin)
      throw new ProviderError(NAME, 'refused', { detail: 'the recording is not at the carrier' })
    return address.href
  }

  return {
    number,

    async place({ to }, { signal }) {
      const answer = await post(
        'Calls.json',
        {
          ...{ To: to, From: number, Url: `${home}/twilio/voice`, Method: 'POST' },
          ...{ StatusCallback: `${home}/twilio/status`, StatusCallbackMethod: 'POST' },
          ...{ MachineDetection: 'Enable', Timeout: '30' },
        },
        signal,
      )
      const sid = isRecord(answer) ? answer.sid : undefined
      if (typeof sid !== 'string' || sid.length > SID_MAX || sid === '')
        throw new ProviderError(NAME, 'unavailable', { detail: 'the carrier did not say which call it is' })
      return { callSid: sid }
    },

    async hangUp(callSid, { signal }) {
      await post(callPath(callSid), { Status: 'completed' }, signal)
    },

    /** Makes a call that is going on do something else. */
    async redirect(callSid, twiml, { signal }) {
      await post(callPath(callSid), { Twiml: twiml }, signal)
    },

    async fetchRecording(url, { maxBytes, signal }) {
      const answer = await ask(`${recordingOf(url)}.wav`, {}, signal)
      if (answer.status === 404 || answer.status === 410) {
        await answer.body?.cancel()
        return 'gone'
      }
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null
      if (location !== null) {
        // Recordings may lie elsewhere; our credentials do not go there.
        await answer.body?.cancel()
        const elsewhere = await outgoing
          .fetch(new URL(location, base), { signal }, { maxBytes, timeoutMs: TIMEOUT_MS })
          .catch((cause: unknown) => {
            throw new ProviderError(NAME, 'unavailable', { cause })
          })
        if (!elsewhere.ok) return refuse(elsewhere)
        return { bytes: await bytesOf(elsewhere, maxBytes) }
      }
      if (!answer.ok) return refuse(answer)
      return { bytes: await bytesOf(answer, maxBytes) }
    },

    async removeRecording(url, { signal }) {
      const answer = await ask(recordingOf(url), { method: 'DELETE' }, signal)
      if (!answer.ok && answer.status !== 404) return refuse(answer)
      await answer.body?.cancel()
    },
  }
}

async function bytesOf(answer: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of answer.body ?? []) {
      size += part.length
      if (size > maxBytes) throw new ProviderError(NAME, 'refused', { detail: 'it is larger than what is taken' })
      parts.push(part)
    }
  } catch (cause) {
    throw cause instanceof ProviderError ? cause : new ProviderError(NAME, 'unavailable', { cause })
  }
  return Buffer.concat(parts)
}
